import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { maskSecrets } from '../../../src/core/manifest/mask';

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: db # the name stays
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"canary-1"}}'
    note: shown
data:
  password: Y2FuYXJ5LTI= # a comment
stringData:
  "user name": canary-3
  block: |
    canary-4
    canary-5
`;

describe('masking Secrets', () => {
  it('hides every value and keeps keys, comments and everything else', () => {
    const masked = maskSecrets(secret);
    assert.doesNotMatch(masked, /canary|Y2FuYXJ5/);
    for (const kept of ['name: db # the name stays', 'note: shown', '"user name": ***', '# a comment', 'block: ***']) {
      assert.ok(masked.includes(kept), kept);
    }
  });

  it('leaves a file without Secrets as it is, byte for byte', () => {
    const text = 'kind: ConfigMap\r\ndata:\r\n  password: shown\r\n';
    assert.equal(maskSecrets(text), text);
  });

  it('finds Secrets in lists, in JSON, behind aliases and in later documents', () => {
    const texts = [
      'kind: List\nitems:\n  - kind: Secret\n    data: {a: canary}\n',
      '{"kind": "Secret", "stringData": {"a": "canary"}}',
      'kind: Secret\nx: &p canary\ndata:\n  a: *p\n',
      'kind: ConfigMap\n---\nkind: Secret\ndata: {a: canary}\n',
      'kind: Kustomization\nsecretGenerator:\n  - name: s\n    literals: [a=canary]\n',
    ];
    for (const text of texts) assert.doesNotMatch(maskSecrets(text), /canary/, text);
  });

  it('shows nothing of a file that names a Secret and cannot be read', () => {
    assert.doesNotMatch(maskSecrets('kind: Secret\ndata:\n  a: [canary\n'), /canary/);
  });
});
