import assert from 'node:assert/strict';
import { closeWithComment } from '../../../src/core/change/proposals/closeProposal';
import { backend, patienceMs } from './backend';
import { aWorld } from './world';

const signal = new AbortController().signal;

describe(`closing a pull request on a Gitea (${backend})`, function () {
  this.timeout(patienceMs);

  for (const who of ['developer', 'scoped'] as const) {
    it(`leaves the reason there, whatever the token may write (${who})`, async () => {
      const world = await aWorld();
      const client = world.client(who);
      const request = { title: 'Promote', body: 'What changes', head: 'dev', base: 'prod' };
      assert.equal((await client.repositories(world.owner, undefined, signal)).length, 1);
      const { number } = await client.createPullRequest(world.cart, request, signal);
      const closed = await closeWithComment({ client, on: world.cart }, number, 'Nothing is left to promote.', signal);
      assert.equal(closed.state, 'closed');
      const url = `${world.forge.url}/api/v1/repos/${world.named('cart')}/issues/${number}/comments`;
      const response = await fetch(url, { headers: { authorization: `token ${world.accounts.developer.token}` } });
      const comments = (await response.json()) as readonly { readonly body: string }[];
      assert.deepEqual(
        [closed.body, ...comments.map(({ body }) => body)],
        who === 'developer'
          ? ['What changes', 'Nothing is left to promote.']
          : ['What changes\n\nNothing is left to promote.'],
      );
    });
  }
});
