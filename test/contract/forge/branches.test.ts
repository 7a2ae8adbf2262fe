import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { backend } from './backend';
import { onEachForge } from './kinds';
import { eventually } from './eventually';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
/** More than a page has. The real server starts a process of its own for each branch of a push. */
const manyBranches = backend === 'real' ? 60 : 300;

onEachForge('branches of a FORGE', (kind) => {
  let world: World;
  before(async () => {
    world = await aWorld(kind);
  });

  const told = kind.tellsDemandsTo === 'everybody' ? 'developer' : 'admin';

  it('are given where they are there, with their protection, and whether one may push past it', async () => {
    await world.forge.protect(world.named('cart'), 'prod', { requiredContexts: ['deploy', 'ci/*'] });
    const heads = await world.client(told).heads(world.cart, ['dev', 'prod', 'gone'], signal);
    const actual = await world.forge.heads(world.named('cart'));
    // GitLab waits for the pipeline as a whole, on every branch of a project; Bitbucket for all builds, on the branch.
    const whole = kind.namesChecks ? undefined : ['**'];
    const elsewhere = kind.dialect === 'gitlab' ? ['**'] : [];
    const mayPush = (value: boolean) => (kind.tellsMayPush ? { mayPush: value } : {});
    const more = kind.tellsAllDemands ? {} : { mayAskMore: true };
    const hidden = kind.hidesOtherDemands ? { mayAskMore: true } : {};
    const usual = { requiredApprovals: 0, needsCodeOwner: false, mayMerge: 'yes', ...more };
    const builds = kind.dialect === 'bitbucket' ? { requiredBuilds: 1 } : {};
    assert.deepEqual(
      heads.map(({ checksMark: _, ...head }) => head).toSorted((a, b) => a.branch.localeCompare(b.branch)),
      [
        {
          branch: 'dev',
          commit: actual.get('dev'),
          protected: false,
          ...mayPush(true),
          refusesPushes: false,
          requiredChecks: elsewhere,
          ...usual,
        },
        {
          branch: 'prod',
          commit: actual.get('prod'),
          protected: true,
          ...mayPush(false),
          refusesPushes: true,
          requiredChecks: whole ?? ['deploy', 'ci/*'],
          ...builds,
          ...usual,
          ...hidden,
        },
      ],
    );
  });

  if (kind.tellsMayPush)
    it('may be pushed to past their protection by whom it names', async () => {
      const login = await world.client(told).account(signal);
      await world.forge.commit(world.named('cart'), 'trusted', 'Branch', { trusted: '1\n' }, { from: 'prod' });
      await world.forge.protect(world.named('cart'), 'trusted', { pushers: [login] });
      const seen = async (person: 'reader' | typeof told) =>
        (await world.client(person).heads(world.cart, ['trusted'], signal)).map(({ mayPush }) => mayPush);
      assert.deepEqual([await seen(told), await seen('reader')], [[true], [told === 'admin' ? undefined : false]]);
    });

  if (kind.hidesOtherDemands)
    it('are given to administrators with all that they ask for, by its name', async () => {
      const heads = (who: 'admin' | 'developer') => world.client(who).heads(world.cart, ['prod'], signal);
      await world.forge.protect(world.named('cart'), 'prod', {});
      const [free] = await heads('admin');
      assert.deepEqual([free?.others, free?.mayAskMore], [undefined, undefined]);
      await world.forge.protect(world.named('cart'), 'prod', { demandsMore: true });
      const [told_, hidden] = [await heads('admin'), await heads('developer')].map(([head]) => head);
      assert.deepEqual([told_?.others, told_?.mayAskMore], [['the branch is up to date'], undefined]);
      assert.deepEqual([hidden?.others, hidden?.mayAskMore], [undefined, true]);
    });

  if (told === 'admin') {
    it('are given to who is no administrator without what they ask for, which is said to be not told', async () => {
      await world.forge.protect(world.named('cart'), 'prod', { requiredApprovals: 2 });
      const heads = await world.client().heads(world.cart, ['dev', 'prod'], signal);
      const actual = await world.forge.heads(world.named('cart'));
      const nothing = { protected: false, requiredChecks: [], needsCodeOwner: false };
      assert.deepEqual(
        heads,
        ['dev', 'prod'].map((branch) => ({
          branch,
          commit: actual.get(branch),
          ...nothing,
          requiredApprovals: kind.tellsApprovals && branch === 'prod' ? 2 : 0,
          ...(kind.tellsApprovals && { mayAskMore: true }),
          mayMerge: 'unknown',
          untold: true,
        })),
      );
    });
  }

  it('are protected by a pattern as well', async () => {
    await world.forge.commit(world.named('cart'), 'env/eu/prod', 'Branch', { eu: '1\n' }, { from: 'prod' });
    await world.forge.protect(world.named('cart'), 'env/**');
    const [head] = await world.client(told).heads(world.cart, ['env/eu/prod'], signal);
    assert.deepEqual([head?.branch, head?.protected], ['env/eu/prod', true]);
  });

  it('are found beyond the first page, whatever they are called, without reading all pages', async () => {
    await world.forge.createRepository(world.named('many'), { defaultBranch: 'main' });
    const start = await world.forge.commit(world.named('many'), 'main', 'First', { a: '1\n' });
    const named = ['env/prod', 'zürich/prod', 'zone#1', 'z%41', 'z+plus', 'z&and', 'ärger'];
    const branches = [...Array.from({ length: manyBranches }, (_, number) => `a/${number}`), ...named];
    const stream = branches.map((branch) => `reset refs/heads/${branch}\nfrom ${start}\n\n`).join('');
    await world.forge.seed(world.named('many'), { kind: 'stream', stream });
    let asked = 0;
    const counting: typeof fetch = (...request) => {
      asked += 1;
      return fetch(...request);
    };
    const client = world.client('developer', { fetch: counting });
    const wanted = [...named, 'a/3', 'main', 'gone', 'gone/too'];
    const heads = await client.heads(world.ref('many'), wanted, signal);
    assert.deepEqual(heads.map(({ branch }) => branch).toSorted(), [...named, 'a/3', 'main'].toSorted());
    assert.ok(asked <= 3 + wanted.length, `${asked} requests`);
  });

  it('are none in an empty repository', async () => {
    await world.forge.createRepository(world.named('empty'));
    assert.deepEqual(await world.client().heads(world.ref('empty'), ['dev'], signal), []);
  });

  it('are read for a whole organisation, and what was pushed since is seen', async () => {
    const { forge, named, ref, client: clientOf } = await aWorld(kind);
    const names = ['s1', 's2', 's3', 's4', 's5'];
    await Promise.all(
      names.map(async (name) => {
        await forge.createRepository(named(name), { defaultBranch: 'dev' });
        await forge.commit(named(name), 'dev', 'First', { a: '1\n' });
      }),
    );
    const paths: string[] = [];
    const client = clientOf('developer', {
      fetch: (url, options) => {
        paths.push(url instanceof Request ? url.url : String(url));
        return fetch(url, options);
      },
    });
    const sweep = async () => {
      paths.length = 0;
      const requests = names.map((name) => ({ repository: ref(name), branches: ['dev'] }));
      const answers = await client.headsOf(requests, signal);
      return answers.map((answer) => (answer.kind === 'known' ? answer.heads[0]?.commit : answer.error.code));
    };
    await delay(3_100); // the forge's clock has seconds, and a push within the second of another would not show
    const first = await sweep();
    assert.deepEqual(await sweep(), first);
    assert.equal(paths.length, kind.sweeps(names.length), paths.join('\n'));
    for (const subject of ['Second', 'Third']) {
      const moved = await forge.commit(named('s3'), 'dev', subject, { a: `${subject}\n` });
      // The forge's list of repositories may tell of a push a moment later than the branch does.
      await eventually(async () => (await sweep())[2] === moved);
      assert.deepEqual(await sweep(), first.with(2, moved));
    }
  });

  if (!kind.countsOpen) return;

  it('come, for a whole organisation, with how many pull requests are open', async () => {
    const { forge, named, ref, client: clientOf } = await aWorld(kind);
    const names = ['s1', 's2', 's3'];
    await Promise.all(names.map((name) => forge.createRepository(named(name), { defaultBranch: 'dev' })));
    const client = clientOf();
    const requests = ['cart', ...names].map((name) => ({ repository: ref(name), branches: ['dev'] }));
    const counts = async () =>
      (await client.headsOf(requests, signal)).map((answer) =>
        answer.kind === 'known' ? answer.openPullRequests : answer.error.code,
      );
    assert.deepEqual(await counts(), [0, 0, 0, 0]);
    const request = { title: 'Promote cart', body: '', head: 'dev', base: 'prod' };
    const { number } = await client.createPullRequest(ref('cart'), request, signal);
    assert.deepEqual(await counts(), [1, 0, 0, 0]);
    await client.updatePullRequest(ref('cart'), number, { state: 'closed' }, signal);
    assert.deepEqual(await counts(), [0, 0, 0, 0]);
    const again = await client.createPullRequest(ref('cart'), request, signal);
    assert.deepEqual(await counts(), [1, 0, 0, 0]);
    await forge.merge(named('cart'), again.number, 'squash');
    assert.deepEqual(await counts(), [0, 0, 0, 0]);
  });
});
