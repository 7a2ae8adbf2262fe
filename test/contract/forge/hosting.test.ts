import assert from 'node:assert/strict';
import type { NewRepository, Protection } from '../../../src/core/forge/hosting';
import { onEachForge } from './kinds';
import { eventually } from './eventually';
import { aWorld, type Person, type World } from './world';

const signal = new AbortController().signal;
const wanted: NewRepository = { description: 'ours, by a word', defaultBranch: 'dev', private: true };
const protection: Protection = {
  pullRequestsOnly: true,
  mayForcePush: false,
  mayDelete: false,
  requiredChecks: ['branchline/promotion'],
  requiredApprovals: 1,
};

onEachForge('setting up on a FORGE', (kind) => {
  let world: World;
  const hosting = (as: Person) => world.hosting(as);
  before(async () => {
    world = await aWorld(kind);
  });

  it('tells whose repositories may lie where', async () => {
    const admin = hosting('admin');
    assert.equal(await admin.owner(world.owner, signal), 'organisation');
    if (kind.hasPersons) {
      assert.equal(await admin.owner(world.accounts.admin.name, signal), 'self');
      assert.equal(await admin.owner(world.accounts.developer.name, signal), 'person');
    }
    assert.equal(await admin.owner('nobody-at-all', signal), undefined);
  });

  it('creates one with nothing in it, which is found again by its description, and no second one', async () => {
    const admin = hosting('admin');
    const empty = world.ref('made');
    assert.equal(await admin.find(empty, signal), undefined);
    const made = await admin.create('organisation', empty, wanted, signal);
    assert.deepEqual(made, {
      ...empty,
      description: kind.hasDescriptions ? wanted.description : '',
      defaultBranch: kind.newDefault ?? (kind.hasDescriptions ? 'dev' : ''), // the first push says it there
      archived: false,
      private: true,
      mayAdminister: true,
    });
    assert.deepEqual(await admin.find(empty, signal), made);
    assert.deepEqual([...(await world.forge.heads(world.named('made'))).keys()], []);
    await assert.rejects(admin.create('organisation', empty, wanted, signal), { code: 'forge/headMoved' });
  });

  it('says when a first push has been taken up: not before, and soon after', async () => {
    const admin = hosting('admin');
    if (kind.takesUpLater) assert.equal(await admin.hasTakenUp(world.ref('made'), signal), false);
    await world.forge.commit(
      world.named('made'),
      'dev',
      'First',
      { 'a.yaml': 'a: 1\n' },
      { as: world.accounts.admin.name },
    );
    await eventually(() => admin.hasTakenUp(world.ref('made'), signal));
  });

  if (kind.hasPersons)
    it('creates one of one’s own', async () => {
      const { name } = world.accounts.admin;
      const own = { owner: name, name: `own-${world.owner}` };
      assert.equal((await hosting('admin').create('self', own, wanted, signal)).owner, name);
    });

  it('says who may not, what cannot be a name, and which owner there is not', async () => {
    await assert.rejects(hosting('developer').create('organisation', world.ref('x'), wanted, signal), {
      code: 'forge/forbidden',
    });
    await assert.rejects(
      hosting(kind.hasScopes ? 'scoped' : 'limited').create('organisation', world.ref('x'), wanted, signal),
      {
        code: 'forge/forbidden',
      },
    );
    const impossible = hosting('admin').create('organisation', world.ref('a b'), wanted, signal);
    if (kind.refusesNames) await assert.rejects(impossible, { code: 'forge/refused' });
    else assert.equal((await impossible).name, 'a-b', 'whoever asked is told what came of it');
    await assert.rejects(
      hosting('admin').create('organisation', { owner: 'nobody-at-all', name: 'x' }, wanted, signal),
      { code: 'forge/notFound' },
    );
    if (kind.hidesRules) {
      const code = kind.notAdministrator;
      await assert.rejects(hosting('developer').webhooks(world.cart, signal), { code });
      // What may not be seen is not there: only administrators ask.
      const seen = hosting('developer').protection(world.cart, 'dev', signal);
      if (code === 'forge/notFound') assert.equal(await seen, undefined);
      else await assert.rejects(seen, { code });
    }
    await assert.rejects(hosting('developer').protect(world.cart, 'dev', protection, signal), {
      code: kind.notAdministrator,
    });
  });

  it('sets the default branch to one that is there', async () => {
    const admin = hosting('admin');
    for (const branch of ['prod', 'dev', 'prod']) {
      await admin.setDefaultBranch(world.cart, branch, signal);
      assert.equal((await admin.find(world.cart, signal))?.defaultBranch, branch);
    }
  });

  it('protects a branch as it says, and says so; a rule that is there stays', async () => {
    const admin = hosting('admin');
    assert.equal(await admin.protection(world.cart, 'dev', signal), undefined);
    await admin.protect(world.cart, 'dev', protection, signal);
    const whole = {
      ...(kind.namesChecks ? {} : { requiredChecks: ['**'] }),
      ...((kind.dialect === 'gitlab' || kind.dialect === 'github') && { needsCodeOwner: false }),
    };
    assert.deepEqual(await admin.protection(world.cart, 'dev', signal), { ...protection, ...whole });
    const [head] = await world.client('admin').heads(world.cart, ['dev'], signal);
    assert.deepEqual(
      [head?.protected, head?.requiredChecks],
      [true, kind.namesChecks ? protection.requiredChecks : ['**']],
    );
    const code = kind.dialect === 'gitea' ? 'forge/forbidden' : 'forge/headMoved';
    await assert.rejects(admin.protect(world.cart, 'dev', protection, signal), { code });
  });

  it('finds the rule in force where it is a pattern', async () => {
    await world.forge.protect(world.named('cart'), 'pro*', { requiredContexts: ['ci'] });
    const found = await hosting('admin').protection(world.cart, 'prod', signal);
    assert.deepEqual(found?.requiredChecks, [kind.namesChecks ? 'ci' : '**']);
  });

  it(`adds a webhook, and lists it without its secret${kind.hasWebhooks ? '' : ': it says that it cannot'}`, async () => {
    const admin = hosting('admin');
    if (!kind.hasWebhooks) {
      await assert.rejects(admin.webhooks(world.cart, signal), { code: 'forge/refused' });
      return;
    }
    const hook = {
      url: 'https://example.com/hook',
      events: ['push', 'pull_request', 'status'],
      active: true,
    } as const;
    await admin.addWebhook(world.cart, hook, 'a secret word', signal);
    const [found, ...more] = await admin.webhooks(world.cart, signal);
    assert.deepEqual(more, []);
    assert.deepEqual([found?.url, found?.active, found?.isUsual], [hook.url, true, true]);
    assert.ok(
      hook.events.every((event) => found?.events.includes(event)),
      found?.events.join(),
    );
    assert.ok(!JSON.stringify(found).includes('a secret word'));
  });
});
