import assert from 'node:assert/strict';
import { userAgent } from '../../../lab/real/kubernetes/client';
import { writesIn } from '../../../lab/real/kubernetes/witness';

const event = (username: string, verb: string, resource: string, agent = 'branchline') => ({
  auditID: '1',
  stage: 'ResponseComplete',
  verb,
  requestURI: `/api/v1/${resource}`,
  user: { username },
  userAgent: agent,
  objectRef: { resource },
});

describe('The witness that nothing was written', () => {
  it('names whoever tried, and what', () => {
    for (const verb of ['create', 'update', 'patch', 'delete', 'deletecollection']) {
      assert.deepEqual(writesIn([event('developer', verb, 'pods')]), [`developer (branchline): ${verb} /api/v1/pods`]);
    }
  });

  it('lets reading pass, and questions, and what the lab itself does', () => {
    const harmless = [
      ...['get', 'list', 'watch'].map((verb) => event('developer', verb, 'pods')),
      event('developer', 'create', 'selfsubjectaccessreviews'),
      event('admin', 'patch', 'deployments', 'kubectl/v1.37.2'),
      event('developer', 'patch', 'deployments', userAgent),
    ];
    assert.deepEqual(writesIn(harmless), []);
  });
});
