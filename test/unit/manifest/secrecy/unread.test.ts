import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { maskFile } from '../../../../src/core/manifest/secrecy/mask';

const canary = 'Canary0fTheUnread';
/** After these the library makes nothing of what follows, or other than it seems. */
const beginnings = [
  ...[
    '{{- if .Values.on }}',
    '{{ include "a" . }}',
    '{a: 1}',
    '[a]',
    '"a"',
    "'a'",
    '*a',
    '&a b',
    '!x y',
    '}',
    ']',
    '@a',
  ],
  ...['`a`', '|', '>-', 'a: 1\n... b', '# a\n%b c', '%b c', 'a: 1\n...\n%b c', '--- {a: 1}', '--- |\n a', '? a', ': a'],
  ...['a: {', 'a: "', '- a\nb: 1', '\tb: 1', '{{/* a */}}', '{{- define "a" -}}'],
];
const secrets = [
  `password: ${canary}\n`,
  `apiVersion: v1\nkind: Secret\nstringData:\n  a: ${canary}\n`,
  `db:\n  password: ${canary}\n`,
];
const ends = ['', '{{- end }}\n', '---\nb: 1\n', '...\n', '...\n# b\n', '%b c\n---\nb: 1\n', '--- {\n', '# b'];

describe('What a reader of YAML leaves out is masked all the same', () => {
  for (const beginning of beginnings) {
    it(JSON.stringify(beginning), () => {
      const shown = secrets.flatMap((secret) =>
        ends.map((end) => maskFile('a.yaml', `${beginning}\n${secret}${end}`, 'plain')),
      );
      assert.deepEqual(
        shown.filter((text) => text.includes(canary)),
        [],
      );
    });
  }
});
