import assert from 'node:assert/strict';
import type { LabCluster } from './lab';

/** Whom the kubeconfig of the lab signs in as: whoever asks under these names is the editor or the command line. */
const developers = ['developer', 'nobody'];

/** Questions that are asked by POST. */
const questions = ['selfsubjectaccessreviews', 'selfsubjectreviews'];

/** Fails where the audit log of a cluster has anything of the editor's but reading; and where it has nothing at all of it. */
export async function assertOnlyReads({ cluster }: { readonly cluster: Pick<LabCluster, 'requests'> }): Promise<void> {
  const requests = (await cluster.requests()).filter(({ user }) => developers.includes(user));
  assert.ok(requests.length > 0, 'nobody has asked the clusters anything');
  const writes = requests.filter(
    ({ verb, resource = '' }) => !['get', 'list', 'watch'].includes(verb) && !questions.includes(resource),
  );
  assert.deepEqual(writes, []);
}
