import assert from 'node:assert/strict';
import { backend } from '../../contract/forge/backend';
import { aService, cli, edge, theShop } from './services';

describe(`who may do what on a ${backend} Gitea`, function () {
  this.timeout(120_000);

  it('a token or an account that may not write: said so, and nothing is half done', async () => {
    const { forge, accounts } = await theShop();
    const { repository, url } = await aService('rights');
    const before = await forge.heads(repository);
    const readOnly = await forge.createToken('dana', [
      'read:repository',
      'read:issue',
      'read:user',
      'read:organization',
    ]);
    for (const token of [readOnly, accounts.reader.token]) {
      const plan = await cli(token, ['plan', ...edge(url)]);
      assert.deepEqual([plan.code, plan.document['state']], [2, 'pending'], plan.stderr);
      const promote = await cli(token, ['promote', ...edge(url)]);
      assert.equal(promote.code, 1);
      assert.match(promote.stderr, /(?:does not allow you this|refused the push): \w+/);
      assert.doesNotMatch(promote.stderr, new RegExp(token));
      assert.deepEqual([promote.document, await forge.heads(repository)], [{}, before]);
      assert.deepEqual(await forge.pullRequests(repository), []);
    }
  });

  it('a token for repositories alone is enough to promote', async () => {
    const { forge } = await theShop();
    const { repository, url } = await aService('scopes');
    const token = await forge.createToken('dana', ['write:repository']);
    const promote = await cli(token, ['promote', ...edge(url)]);
    assert.deepEqual([promote.code, promote.document.pullRequest?.action], [0, 'created'], promote.stderr);
    assert.equal((await forge.pullRequests(repository)).length, 1);
  });

  it('who sees nothing, and a token that is none, are told so', async () => {
    const { accounts } = await theShop();
    const { url } = await aService('hidden');
    for (const token of [accounts.stranger.token, 'f'.repeat(40)]) {
      const { code, stderr } = await cli(token, ['plan', ...edge(url)], `as ${token}`);
      assert.equal(code, 1);
      assert.match(stderr, token === accounts.stranger.token ? /gone, or hidden/ : /refused the credentials/);
      assert.doesNotMatch(stderr, new RegExp(token));
    }
  });

  it('the server itself refuses our token every environment branch', async () => {
    const { forge, accounts } = await theShop();
    const { repository } = await aService('guarded');
    const heads = await forge.heads(repository);
    for (const branch of heads.keys()) {
      const url = `${forge.url}/api/v1/repos/${repository}/contents/straight.yaml`;
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `token ${accounts.developer.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ branch, content: Buffer.from('a: 1\n').toString('base64'), message: 'Straight' }),
      });
      assert.equal(response.status, 403, await response.text());
    }
    assert.deepEqual(await forge.heads(repository), heads);
  });

  it('a merge waits for the required status and the review; then the edge is in sync', async () => {
    const { forge, accounts } = await theShop();
    const { repository, url } = await aService('reviewed');
    await forge.protect(repository, 'test', { requiredContexts: ['deploy/*'], requiredApprovals: 1 });
    const promote = await cli(accounts.developer.token, ['promote', ...edge(url)]);
    const number = promote.document.pullRequest?.number ?? 0;
    const merge = () => forge.merge(repository, number, 'squash', { as: 'admin' });
    await assert.rejects(merge(), /enough approvals|required status checks/);
    await forge.review(repository, number, 'admin', 'APPROVED');
    await assert.rejects(merge(), /required status checks/);
    const candidate = (await forge.heads(repository)).get(promote.document.branch ?? '') ?? '';
    await forge.postStatus(repository, candidate, { context: 'deploy/dry-run', state: 'success', as: 'pipeline' });
    assert.equal((await cli(accounts.developer.token, ['plan', ...edge(url)])).document['state'], 'pending');
    await merge();
    assert.equal((await cli(accounts.developer.token, ['plan', ...edge(url)])).document['state'], 'inSync');
  });
});
