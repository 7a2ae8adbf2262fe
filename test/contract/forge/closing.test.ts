import assert from 'node:assert/strict';
import { closeWithComment } from '../../../src/core/change/proposals/closeProposal';
import { onEachForge } from './kinds';
import { aWorld } from './world';

const signal = new AbortController().signal;

onEachForge('closing a pull request on a FORGE', (kind) => {
  for (const who of ['developer', ...(kind.hasScopes ? (['scoped'] as const) : [])] as const) {
    it(`leaves the reason there, whatever the token may write (${who})`, async () => {
      const world = await aWorld(kind);
      const client = world.client(who);
      const request = { title: 'Promote', body: 'What changes', head: 'dev', base: 'prod' };
      assert.equal((await client.repositories(world.owner, undefined, signal)).length, 1);
      const { number } = await client.createPullRequest(world.cart, request, signal);
      const closed = await closeWithComment({ client, on: world.cart }, number, 'Nothing is left to promote.', signal);
      assert.equal(closed.state, 'closed');
      const comments = await world.client().comments(world.cart, number, signal);
      assert.deepEqual(
        [closed.body, ...comments.map(({ body }) => body)],
        who === 'developer'
          ? ['What changes', 'Nothing is left to promote.']
          : ['What changes\n\nNothing is left to promote.'],
      );
    });
  }
});
