import assert from 'node:assert/strict';
import type { LabRequest } from '../../lab/lab';
import { assertOnlyReads } from '../../lab/onlyReads';

const request = (user: string, verb: string, resource = 'deployments'): LabRequest => ({
  ...{ context: 'staging', path: `/apis/apps/v1/${resource}`, user, verb, resource },
});
const after = (...requests: readonly LabRequest[]): Promise<void> =>
  assertOnlyReads({ cluster: { requests: () => Promise.resolve(requests) } });

describe('What the audit logs have to say', () => {
  it('is that the developer read', async () => {
    await after(request('developer', 'list'), request('developer', 'watch'), request('nobody', 'get'));
    await after(request('developer', 'get'), request('developer', 'create', 'selfsubjectaccessreviews'));
  });

  for (const verb of ['create', 'update', 'patch', 'delete', 'deletecollection', 'post']) {
    it(`is not that the developer sent ${verb}`, () => assert.rejects(after(request('developer', verb))));
  }

  it('is something: where nobody asked anything, nothing is proven', async () => {
    await assert.rejects(after());
    await assert.rejects(after(request('admin', 'list')));
  });
});
