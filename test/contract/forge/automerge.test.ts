import assert from 'node:assert/strict';
import { askToMerge, type Automerge } from '../../../src/core/change/proposals/automerge';
import { onEachForge } from './kinds';
import { eventually } from './eventually';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
const required = { requiredContexts: ['branchline/promotion'], resetsStatuses: true };

onEachForge('asking a FORGE to merge by itself', (kind) => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld(kind);
  });

  const propose = async () => {
    const { forge, named } = world;
    const edits = { 'deployment.yaml': 'replicas: 3\n' };
    const commit = await forge.commit(named('cart'), 'update/cart/dev', 'Newer', edits, { from: 'dev', as: 'dev' });
    const opening = { title: 'Newer', body: '', head: 'update/cart/dev', base: 'dev', as: 'dev' };
    return { commit, number: await forge.openPullRequest(named('cart'), opening) };
  };
  const client = () => world.client();
  const stateOf = async (number: number) => (await client().pullRequest(world.cart, number, signal)).state;
  const landed = (number: number) => eventually(async () => (await stateOf(number)) === 'merged');
  const ask = (proposal: { number: number; commit: string }, isNew = true): Promise<Automerge> =>
    askToMerge(client(), world.cart, { ...proposal, base: 'dev', isNew }, signal);
  const judge = (commit: string, state: 'success' | 'failure') =>
    client().postStatus(world.cart, commit, { context: 'branchline/promotion', state, description: state }, signal);

  const { withdrawal } = kind;
  if (!withdrawal) {
    it('cannot be: that is told beforehand, and nothing is asked', async () => {
      await world.forge.protect(world.named('cart'), 'dev', required);
      const proposal = await propose();
      const answer = await ask(proposal);
      assert.ok(answer.kind === 'notAsked');
      assert.equal(answer.said, client().cannot?.landByItself);
      const wanted = { head: proposal.commit, style: 'merge' } as const;
      await assert.rejects(client().requestMerge(world.cart, proposal.number, wanted, signal), {
        code: 'forge/refused',
      });
      assert.equal(await client().mergeRequest(world.cart, proposal.number, signal), 'none');
      assert.equal(await stateOf(proposal.number), 'open');
    });
    return;
  }

  it('it lands once the required check passes, and not before', async () => {
    await world.forge.protect(world.named('cart'), 'dev', required);
    const proposal = await propose();
    assert.equal(await client().mergeRequest(world.cart, proposal.number, signal), 'none');
    assert.deepEqual(await ask(proposal), { kind: 'asked' });
    assert.equal(await client().mergeRequest(world.cart, proposal.number, signal), 'asked');
    await judge(proposal.commit, 'failure');
    assert.equal(await stateOf(proposal.number), 'open');
    await judge(proposal.commit, 'success');
    await landed(proposal.number);
  });

  it('is not asked where no check is required: it would land at once, judged by nobody', async () => {
    const proposal = await propose();
    for (const rule of [undefined, {}]) {
      if (rule) await world.forge.protect(world.named('cart'), 'dev', rule);
      const answer = await ask(proposal);
      assert.equal(answer.kind, 'notAsked');
      assert.ok('said' in answer && /nothing would judge it/.test(answer.said.text));
      assert.equal(await client().mergeRequest(world.cart, proposal.number, signal), 'none');
      assert.equal(await stateOf(proposal.number), 'open');
    }
  });

  it('asked twice is asked once, and what somebody withdrew is not asked again for the same commit', async () => {
    await world.forge.protect(world.named('cart'), 'dev', required);
    const proposal = await propose();
    assert.deepEqual(await ask(proposal), { kind: 'asked' });
    assert.deepEqual(await ask(proposal, false), { kind: 'standing' });
    assert.deepEqual(await ask(proposal), { kind: 'asked' }, 'a head that was moved by us is asked for again');
    const withdrawn = await world.call(...withdrawal(proposal.number));
    assert.ok(withdrawn.ok);
    assert.equal(await client().mergeRequest(world.cart, proposal.number, signal), 'withdrawn');
    assert.equal((await ask(proposal, false)).kind, 'notAsked');
    await judge(proposal.commit, 'success');
    assert.equal(await stateOf(proposal.number), 'open');
    const ready = await ask(proposal);
    if (kind.landsReadyOnes) {
      assert.deepEqual(ready, { kind: 'asked' });
      await landed(proposal.number);
    } else assert.match(ready.kind === 'notAsked' ? String(ready.said.values['reason']) : '', /clean status/);
  });

  if (kind.dialect === 'azure') {
    it('is not asked by what passed, where that stands whatever is pushed: it may have been before', async () => {
      await world.forge.protect(world.named('cart'), 'dev', { ...required, resetsStatuses: false });
      const proposal = await propose();
      await judge(proposal.commit, 'success');
      assert.equal((await ask(proposal)).kind, 'notAsked');
      assert.equal(await stateOf(proposal.number), 'open');
      assert.deepEqual(await ask(proposal, false), { kind: 'asked' }, 'the next run did not push');
    });
  }

  it('is not asked for a head that somebody moved', async () => {
    await world.forge.protect(world.named('cart'), 'dev', required);
    const proposal = await propose();
    await world.forge.commit(world.named('cart'), 'update/cart/dev', 'Mine', { 'mine.yaml': 'a: 1\n' }, { as: 'dev' });
    await eventually(
      async () => (await client().pullRequest(world.cart, proposal.number, signal)).head.commit !== proposal.commit,
    );
    const answer = await ask(proposal);
    assert.match(answer.kind === 'notAsked' ? answer.said.text : '', /another commit/);
    assert.equal(await client().mergeRequest(world.cart, proposal.number, signal), 'none');
  });

  it('is told where the account may not: a capability, no error', async () => {
    await world.forge.protect(world.named('cart'), 'dev', required);
    const proposal = await propose();
    const answer = await askToMerge(
      world.client('reader'),
      world.cart,
      { ...proposal, base: 'dev', isNew: true },
      signal,
    );
    assert.equal(answer.kind, 'notAsked');
    assert.equal(await client().mergeRequest(world.cart, proposal.number, signal), 'none');
  });
});
