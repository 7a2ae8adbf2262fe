import assert from 'node:assert/strict';
import { aService, cli, edge, theShop } from './services';

describe('a repository on a real Gitea that was renamed', function () {
  this.timeout(120_000);

  it('is read by its old address, and a promotion says what the new one is', async () => {
    const { forge, accounts } = await theShop();
    const { repository, url } = await aService('before');
    const response = await fetch(`${forge.url}/api/v1/repos/${repository}`, {
      method: 'PATCH',
      headers: { authorization: `token ${accounts.admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'after' }),
    });
    assert.equal(response.status, 200);
    const plan = await cli(accounts.developer.token, ['plan', ...edge(url)]);
    assert.deepEqual([plan.code, plan.document['state']], [2, 'pending'], plan.stderr);
    const promote = await cli(accounts.developer.token, ['promote', ...edge(url)]);
    assert.equal(promote.code, 1);
    assert.match(promote.stderr, /shop\/before has moved on \S+: it is shop\/after now/);
    assert.deepEqual(await forge.pullRequests('shop/after'), []);
  });
});
