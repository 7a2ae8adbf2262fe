import assert from 'node:assert/strict';
import type { NewStatus } from '../../../src/core/forge/types';
import { onEachForge } from './kinds';
import { aWorld, type World } from './world';

const signal = new AbortController().signal;
const status: NewStatus = { context: 'branchline/verify', state: 'pending', description: 'Waiting for cart/dev' };

onEachForge('posting a status to a FORGE', (kind) => {
  let world: World;
  let commit: string;
  before(async () => {
    world = await aWorld(kind);
    commit = (await world.forge.heads(world.named('cart'))).get('dev') ?? '';
  });

  it('the newest of a context is what the commit has, with its words and its address', async () => {
    const client = world.client();
    await client.postStatus(world.cart, commit, status, signal);
    const url = 'https://ci.example.com/runs/7?step=1';
    const last: NewStatus = { ...status, state: 'success', description: 'It runs: 3 objects.', url };
    await client.postStatus(world.cart, commit, last, signal);
    const checks = await client.checks(world.cart, commit, signal);
    assert.deepEqual(
      checks.map(({ context, state, description, url: link }) => ({ context, state, description, url: link })),
      [{ ...last, state: kind.words[last.state] ?? last.state }],
    );
  });

  for (const state of ['pending', 'success', 'failure', 'error'] as const) {
    it(`has the state ${state}`, async () => {
      await world.client().postStatus(world.cart, commit, { ...status, context: state, state }, signal);
      const checks = await world.client().checks(world.cart, commit, signal);
      assert.equal(checks.find(({ context }) => context === state)?.state, kind.words[state] ?? state);
    });
  }

  it('cuts a description that is too long, and no other', async () => {
    const client = world.client();
    await client.postStatus(world.cart, commit, { ...status, context: 'long', description: 'é'.repeat(400) }, signal);
    await client.postStatus(world.cart, commit, { ...status, context: 'right', description: 'é'.repeat(140) }, signal);
    const checks = await client.checks(world.cart, commit, signal);
    const of = (wanted: string) => checks.find(({ context }) => context === wanted)?.description;
    assert.equal(of('long'), `${'é'.repeat(139)}…`);
    assert.equal(of('right'), 'é'.repeat(140));
  });

  for (const [who, code] of [
    ['reader', 'forge/forbidden'],
    ['limited', 'forge/forbidden'],
    ['stranger', kind.stranger],
    ['nobody', kind.nobody],
  ] as const) {
    it(`refuses ${who} with ${code}`, async () => {
      await assert.rejects(world.client(who).postStatus(world.cart, commit, status, signal), { code });
    });
  }

  it('takes none for a commit that is not there, as an error of its own', async () => {
    await assert.rejects(world.client().postStatus(world.cart, '1'.repeat(40), status, signal), {
      code: kind.noCommit,
    });
  });
});
