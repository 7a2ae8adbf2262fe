import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { maskSecrets } from '../../../src/core/manifest/secrecy/mask';

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: db # the name stays
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"canary-1"}}'
    note: shown
data:
  password: Y2FuYXJ5LTI= # was canary-0
stringData:
  "user name": canary-3
  block: |
    canary-4
    canary-5
`;

describe('masking Secrets', () => {
  it('hides every value, and the remarks beside it, and keeps keys and everything else', () => {
    const masked = maskSecrets(secret);
    assert.doesNotMatch(masked, /canary|Y2FuYXJ5/);
    for (const kept of ['name: db # the name stays', 'note: shown', '"user name": ***', 'block: ***\n']) {
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
      'kind: Secret\nx: &a {p: canary}\ndata:\n  <<: *a\n',
      'kind: Secret\ndata:\n  # p: canary\n\n  # canary\n  p: x\n  # canary\n',
      'kind: Foo\nspec:\n  template:\n    kind: Secret\n    data: {p: canary}\n',
      'kind: Secret\ndata: {p: canary}\ndata: {p: x}\n',
      'kind: "\\x53ecret"\ndata: {p: canary}\n',
      'kind: Secret\ndata:\n  p: {{ x }}\n  q: canary\n',
      'kind: Kustomization\nsecretGenerator:\n  - name: s\n    literals: [a=canary]\n',
    ];
    for (const text of texts) assert.doesNotMatch(maskSecrets(text), /canary/, text);
  });

  it('leaves the lines behind a block of text where they are', () => {
    const masked = maskSecrets('kind: Secret\ndata:\n  a: |\n    x\n  b: y\n---\nkind: ConfigMap # seen\n');
    assert.equal(masked, 'kind: Secret\ndata:\n  a: ***\n  b: ***\n---\nkind: ConfigMap # seen\n');
  });

  it('shows nothing of a file that names a Secret and cannot be read', () => {
    assert.doesNotMatch(maskSecrets('kind: Secret\ndata:\n  a: [canary\n'), /canary/);
  });
});
