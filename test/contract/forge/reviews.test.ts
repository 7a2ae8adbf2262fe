import assert from 'node:assert/strict';
import { onEachForge } from './kinds';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
const request = { title: 'Promote cart', body: '', head: 'dev', base: 'prod' };
/** More people who may write, of all worlds. */
const reviewers = ['rex', 'roz'] as const;
const invited = new Map<string, Promise<void>>();

onEachForge('what a FORGE asks for before something lands', (kind) => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld(kind);
    const inviting = invited.get(kind.name) ?? invite(world);
    invited.set(kind.name, inviting);
    await inviting;
  });

  const demands = async (who: Parameters<World['client']>[0], branch = 'prod') => {
    const [head] = await world.client(who).heads(world.cart, [branch], signal);
    return head && [head.protected, head.requiredApprovals, head.requiredChecks, head.mayMerge];
  };
  const protect = (options: Parameters<World['forge']['protect']>[2]) =>
    world.forge.protect(world.named('cart'), 'prod', options);

  if (kind.tellsDemandsTo === 'administrators') {
    it('is told to administrators, with whether they may land it themselves; to others it is not told', async () => {
      await protect({ requiredApprovals: 2, requiredContexts: ['deploy/*'] });
      assert.deepEqual(await demands('admin'), [true, 2, kind.namesChecks ? ['deploy/*'] : ['**'], 'yes']);
      assert.deepEqual(await demands('admin', 'dev'), [false, 0, [], 'yes']);
      await protect({ mergers: ['rex'] });
      assert.deepEqual(await demands('admin'), [true, 0, [], 'no']);
      await protect({ mergers: ['rex', 'ada'] });
      assert.deepEqual(await demands('admin'), [true, 0, [], 'yes']);
      assert.deepEqual(await demands('developer'), [false, 0, [], 'unknown']);
    });
  } else
    it('is told to whoever may read, with whether they may land it themselves', async () => {
      await protect({ requiredApprovals: 2, requiredContexts: ['deploy/*'] });
      const [checks, elsewhere] = kind.namesChecks ? [['deploy/*'], []] : [['**'], ['**']];
      assert.deepEqual(await demands('developer'), [true, 2, checks, 'yes']);
      assert.deepEqual(await demands('reader'), [true, 2, checks, 'no']);
      assert.deepEqual(await demands('developer', 'dev'), [false, 0, elsewhere, 'yes']);
      assert.deepEqual(await demands('reader', 'dev'), [false, 0, elsewhere, 'no']);
      await protect({ mergers: ['rex'] });
      // Whom they name, GitLab and GitHub tell administrators alone.
      const isTold = kind.namesChecks && kind.dialect !== 'github';
      assert.deepEqual(await demands('developer'), [true, 0, [], isTold ? 'no' : 'unknown']);
    });

  it('tells administrators who may land, and nobody else', async () => {
    const mergers = (who: 'admin' | 'developer' | 'reader', branch = 'prod') =>
      world.client(who).mergers(world.cart, branch, signal);
    if (!kind.hidesRules) {
      await assert.rejects(mergers('admin'), { code: 'forge/refused' });
      return;
    }
    const writers = async (who: 'admin' | 'developer' | 'reader', branch?: string) =>
      kind.tellsThatWritersLand
        ? assert.deepEqual(await mergers(who, branch), { kind: 'writers' })
        : assert.rejects(mergers(who, branch), { code: 'forge/notFound' });
    if (kind.tellsDemandsTo === 'everybody') await writers('reader');
    await protect({});
    await writers('admin');
    await protect({ mergers: ['dev', 'rex'] });
    assert.deepEqual(await mergers('admin'), { kind: 'named', people: ['dev', 'rex'], teams: [] });
    await assert.rejects(mergers('developer'), { code: kind.notAdministrator });
    await assert.rejects(mergers('reader'), { code: kind.notAdministrator });
    await writers(kind.tellsDemandsTo === 'everybody' ? 'developer' : 'admin', 'dev');
  });

  it('counts the last word of each who may write, on what is there now', async () => {
    await protect({ requiredApprovals: 2 });
    const { forge, cart, named, client } = world;
    const { number } = await client().createPullRequest(cart, request, signal);
    const reviews = () => client('reader').reviews(cart, number, signal);
    assert.deepEqual(await reviews(), { approvedBy: [], changesRequestedBy: [], requested: [] });
    await forge.review(named('cart'), number, 'roz', 'REQUEST_REVIEW');
    assert.deepEqual(await reviews(), { approvedBy: [], changesRequestedBy: [], requested: ['roz'] });
    await forge.review(named('cart'), number, 'rex', 'REQUEST_CHANGES');
    await forge.review(named('cart'), number, 'reader', 'APPROVED');
    await forge.review(named('cart'), number, 'roz', 'APPROVED');
    assert.deepEqual(await reviews(), { approvedBy: ['roz'], changesRequestedBy: ['rex'], requested: [] });
    await forge.review(named('cart'), number, 'rex', 'APPROVED');
    await forge.review(named('cart'), number, 'rex', 'COMMENT');
    assert.deepEqual((await reviews()).approvedBy.toSorted(), ['rex', 'roz']);
    assert.deepEqual((await reviews()).changesRequestedBy, []);
  });
});

async function invite({ forge }: World): Promise<void> {
  for (const name of reviewers) await forge.createAccount(name, { access: 'write' });
}
