import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { maskFile } from '../../../../src/core/manifest/secrecy/mask';
import { shownObject } from '../../../../src/core/manifest/secrecy/values';

const canary = 'Canary0fTheBreaks';
const breaks = { 'a line feed': '\n', 'a return and a line feed': '\r\n', 'a return alone': '\r' };
const texts: Readonly<Record<string, readonly [path: string, lines: readonly string[]]>> = {
  'a file of settings': ['a.conf', ['user: me', `password: ${canary}`, 'port: 1']],
  'a script': ['run.sh', ['#!/bin/sh', `export DB_PASSWORD=${canary}`, 'exec app']],
  'a comment': ['a.conf', ['port: 1', `# password: ${canary}`, 'user: me']],
  'a name and its value': ['a.conf', ['name: DB_PASSWORD', `value: ${canary}`, 'port: 1']],
  'a default in a template': ['a.tpl', ['a: 1', `b: {{ .Values.password | default "${canary}" }}`, 'c: 2']],
  'a template that is no YAML': ['a.yaml', ['{{- if .x }}', `password: ${canary}`, '{{- end }}', 'b: 1']],
  'a template of a Secret': ['a.yaml', ['---', '# of the chart', 'kind: Secret', `a: ${canary}`, '{{- end }}']],
  'a Secret': ['a.yaml', ['', 'kind: Secret', 'stringData:', `  a: ${canary} # ${canary}`, `  # ${canary}`, 'type: a']],
};

describe('However its lines end, what is secret does not show', () => {
  for (const [name, end] of Object.entries(breaks)) {
    for (const [what, [path, lines]] of Object.entries(texts)) {
      it(`${what}, ${name}`, () => {
        assert.ok(!maskFile(path, lines.join(end) + end, 'plain').includes(canary));
      });
    }

    it(`a Secret within a text, ${name}`, () => {
      const text = ['kind: Secret', 'stringData:', `  a: ${canary}`].join(end);
      const shown = shownObject({ kind: 'ConfigMap', data: { text } }).at([]);
      assert.ok(!JSON.stringify(shown).includes(canary));
    });
  }

  for (const separator of ['\u2028', '\u2029', '\u0085']) {
    it(`within a value: U+${separator.charCodeAt(0).toString(16)}`, () => {
      assert.equal(maskFile('a.conf', `password: a${separator}${canary}\n`, 'plain'), 'password: ***\n');
    });
  }

  it('what is no secret stays as it is, its breaks too', () => {
    const text = 'a: 1\r\nb: 2\rc: 3\n\n\r\r\nd: \u2028 4';
    assert.equal(maskFile('a.conf', text, 'plain'), text);
  });
});
