import assert from 'node:assert/strict';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { asGitHub } from './published/fixtures';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;
const repository = { owner: 'o', name: 'r' };
const sha = (letter: string) => letter.repeat(40);

describe('pushes past a protection on GitHub', () => {
  let server: TestServer;
  let client: GitHubClient;
  beforeEach(async () => {
    server = await aServer(asGitHub);
    client = new GitHubClient({
      identity: { kind: 'github', host: 'github.com', apiBase: server.url },
      tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
    });
  });
  afterEach(() => server.stop());

  const graphql = (answer: () => object) => {
    server.answer = () => ({ body: answer() });
  };
  const aRef = (oid: string, more: object) => ({
    target: { oid, statusCheckRollup: null },
    refUpdateRule: null,
    rules: { nodes: [] },
    ...more,
  });

  it('are told to be refused only where that can be known', async () => {
    const told = async (permission: string | null, more: object, errors: readonly object[] = []) => {
      graphql(() => ({ data: { r0: { viewerPermission: permission, b0: aRef(sha('a'), more) } }, errors }));
      return (await client.heads(repository, ['prod'], signal))[0]?.refusesPushes;
    };
    const rule = (parameters: object) => ({ rules: { nodes: [{ parameters }] } });
    const hidden = (field: string) => [{ type: 'FORBIDDEN', path: ['r0', 'b0', field], message: 'Not accessible' }];
    assert.equal(await told('WRITE', {}), false);
    assert.equal(await told('READ', {}), undefined, 'who may not write may not be shown the rules');
    assert.equal(await told(null, {}), undefined);
    assert.equal(await told('WRITE', rule({ requiredApprovingReviewCount: 0 })), true);
    assert.equal(await told('WRITE', rule({ requiredStatusChecks: [{ context: 'ci' }] })), true);
    assert.equal(await told('READ', { refUpdateRule: { requiredApprovingReviewCount: 1 } }), true);
    assert.equal(await told('WRITE', rule({})), undefined, 'a rule against deletion, say');
    assert.equal(await told('WRITE', { refUpdateRule: {} }), undefined);
    assert.equal(await told('WRITE', { rules: { nodes: null } }), undefined, 'rules that are not told');
    for (const field of ['refUpdateRule', 'rules']) {
      assert.equal(await told('WRITE', { [field]: null }, hidden(field)), undefined, field);
    }
    const other = [{ type: 'FORBIDDEN', path: ['r0', 'b0', 'target'], message: 'Not accessible' }];
    assert.equal(await told('WRITE', {}, other), false);
  });
});
