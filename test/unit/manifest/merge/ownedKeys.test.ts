import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { matchesKey } from '../../../../src/core/manifest/merge/ownedKeys';
import { isSecretPath } from '../../../../src/core/manifest/secrets';

const image = ['spec', 'template', 'spec', 'containers', 'name=web', 'image'];

const matching: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['spec.replicas', ['spec', 'replicas']],
  ['$.spec.replicas', ['spec', 'replicas']],
  ['spec', ['spec', 'replicas']],
  ['**.host', ['spec', 'rules', '1 of 2', 'host']],
  ['**.host', ['host']],
  ['**.host', ['host', 'name']],
  ['spec.*.image', ['spec', 'web', 'image']],
  ['spec.template.spec.containers.image', image],
  ['spec.template.spec.containers.*.image', image],
  ['spec.template.spec.containers[*].image', image],
  ['spec.template.spec.containers[].image', image],
  ['spec.template.spec.containers[name=web].image', image],
  ['spec.template.**.image', image],
  ['**', image],
  ['spec.containers[0].image', ['spec', 'containers', '1 of 2', 'image']],
  ['spec.containers.image', ['spec', 'containers', 0, 'image']],
  ['spec.ports[containerPort=80]', ['spec', 'ports', 'containerPort=80,protocol=TCP', 'name']],
  ['metadata.annotations["a.b/c"]', ['metadata', 'annotations', 'a.b/c']],
  ["metadata.annotations['a.b/c']", ['metadata', 'annotations', 'a.b/c']],
  ['metadata.annotations.a\\.b/c', ['metadata', 'annotations', 'a.b/c']],
];

const other: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['spec.replicas', ['spec']],
  ['spec.replicas', ['spec', 'template', 'replicas']],
  ['replicas', ['spec', 'replicas']],
  ['**.host', ['spec', 'hosts']],
  ['*', []],
  ['', ['spec']],
  ['spec.*.image', ['spec', 'image']],
  ['spec.containers[name=api].image', ['spec', 'containers', 'name=web', 'image']],
  ['spec.containers[1].image', ['spec', 'containers', '1 of 2', 'image']],
  ['metadata.annotations.a.b/c', ['metadata', 'annotations', 'a.b/c']],
];

describe('patterns of environment-owned keys', () => {
  for (const [pattern, key] of matching) {
    it(`${pattern} names ${key.join('/')}`, () => assert.ok(matchesKey(pattern, key)));
  }
  for (const [pattern, key] of other) {
    it(`${pattern} does not name ${key.join('/')}`, () => assert.ok(!matchesKey(pattern, key)));
  }
});

describe('secret keys', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret' };
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
  it('are the data of a Secret and the copies of it', () => {
    for (const key of [['data'], ['data', 'a'], ['stringData', 'a'], ['metadata', 'annotations', lastApplied], []]) {
      assert.ok(isSecretPath(secret, key), key.join('/'));
    }
    assert.ok(isSecretPath(undefined, ['secretGenerator', 'name=a', 'literals']));
  });
  it('and nothing else', () => {
    for (const key of [['metadata', 'name'], ['type'], ['metadata', 'annotations', 'a']])
      assert.ok(!isSecretPath(secret, key));
    assert.ok(!isSecretPath({ apiVersion: 'v1', kind: 'ConfigMap' }, ['data', 'a']));
  });
});
