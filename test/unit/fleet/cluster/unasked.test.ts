import assert from 'node:assert/strict';
import { unwatched } from '../../../../src/core/cluster/watch/clusterWatch';
import { clusterFacts, type ClusterFactsOptions } from '../../../../src/core/fleet/cluster/clusterFacts';
import type { Desired } from '../../../../src/core/fleet/cluster/desired';
import { Verifications } from '../../../../src/core/fleet/cluster/verifications';
import { readManifestFile } from '../../../../src/core/manifest/read/readManifestFile';
import { inEnglish, message } from '../../../../src/core/support/message';

const options: ClusterFactsOptions = {
  commit: 'a'.repeat(40),
  namespace: 'shop',
  schemaOf: () => undefined,
  held: undefined,
  ignored: [],
  verifications: new Verifications(),
  controllers: [],
};

/** Of a branch that names nothing, nothing is asked: it must not look as if an answer were to come. */
describe('what a cluster says of a branch without an object', () => {
  const facts = (desired: Desired) => {
    const { drift, health } = clusterFacts(desired, unwatched('test', 'shop'), options);
    assert.ok(drift.kind === 'unknown');
    assert.deepEqual(health, drift);
    return [drift.reason, inEnglish(drift.said)];
  };
  const plain = (path: string, text: string): Desired => ({ files: [readManifestFile(path, text)], renderer: 'plain' });

  it('is that there is none', () => {
    const none = ['missing', 'No object stands in the manifests of the branch.'];
    assert.deepEqual(facts({ files: [], renderer: 'plain' }), none);
    assert.deepEqual(facts(plain('values.yaml', '# nothing\n')), none);
  });

  it('is where and why its file cannot be read', () => {
    const [reason, said = ''] = facts(plain('web.yaml', 'kind: Deployment\nmetadata: {name: [}\n'));
    assert.equal(reason, 'invalid');
    assert.match(said, /^web\.yaml:2: /);
  });

  it('is why it cannot be rendered', () => {
    const unrendered = { kind: 'unknown', reason: 'invalid', said: message('helm is missing.') } as const;
    assert.deepEqual(facts({ files: [], renderer: 'plain', unrendered }), ['invalid', 'helm is missing.']);
  });
});
