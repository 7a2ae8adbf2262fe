import assert from 'node:assert/strict';
import { hiddenIn, outermost } from '../../../../src/core/manifest/secrecy/judge';
import { mayHoldSecrets } from '../../../../src/core/manifest/secrecy/embedded';
import { maskLines } from '../../../../src/core/manifest/secrecy/lines';
import { maskFile } from '../../../../src/core/manifest/secrecy/mask';
import { hasSecretShape } from '../../../../src/core/manifest/secrecy/shapes';

const canary = 'canary-7f3a';
const hidden = (text: string, role: 'plain' | 'doubtful' = 'plain') => {
  const masked = maskFile('a.yaml', text, role);
  assert.ok(!masked.includes(canary), masked);
  return masked;
};

/** Each is hidden by one rule alone: without that rule it would show. */
describe('Each rule of what is secret', () => {
  it('a JSON Web Token is known by its shape', () => {
    assert.ok(hasSecretShape('a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N b'));
    assert.ok(!hasSecretShape('a release-2024-notes.example-domain.internal b'));
  });

  it('a text within a text that is too long to be looked into is not shown', () => {
    const line = 'monkey: b\n';
    assert.ok(mayHoldSecrets(line.repeat(100_001), outermost, hiddenIn));
    assert.ok(!mayHoldSecrets(line.repeat(3), outermost, hiddenIn));
  });

  it('a line that bears a secret by its shape is hidden, whatever it is assigned to', () => {
    assert.equal(maskLines('see ghp_0123456789abcdef0123 there\nnext'), '***\nnext');
  });

  it('a block below a secret name is hidden to its end, and what follows is not', () => {
    assert.equal(maskLines('password: |\n  one\n\n  two\nlevel: debug'), 'password: ***\n  ***\n\n  ***\nlevel: debug');
  });

  it('a key in armour is hidden to its end, and what follows is not', () => {
    const lines = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIB', '-----END RSA PRIVATE KEY-----', 'level: debug'];
    assert.equal(maskLines(lines.join('\n')), '***\n***\n***\nlevel: debug');
  });

  it('what is no object may be anything where a kustomization cannot be read', () => {
    hidden(`level: ${canary}\n`, 'doubtful');
    const object = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { level: debug }\n`;
    assert.equal(maskFile('a.yaml', object, 'doubtful'), object);
  });

  it('the rest of a template that makes a Secret is a part of it', () => {
    hidden(`kind: Secret\ndata:\n  {{- range .Values.all }}\n---\nlevel: ${canary}\n`);
  });

  it('what a list of Secrets lists is a Secret, though it does not say so', () => {
    hidden(`apiVersion: v1\nkind: SecretList\nitems:\n  - metadata: { name: a }\n    data: { level: ${canary} }\n`);
  });

  it('an operation on the value of a variable may set a secret: its name is elsewhere', () => {
    hidden(`- op: replace\n  path: /spec/template/spec/containers/0/env/2/value\n  value: ${canary}\n`);
  });
});
