import { doesNotMatch, equal, match } from 'node:assert/strict';
import { maskFile } from '../../../../src/core/manifest/secrecy/mask';

/** What a template says of a value, with breaks wherever helm takes them. */
const written = [
  '{{ .Values.db.password | default "hunter2" }}',
  '{{ .Values.db.password\n  | default "hunter2" }}',
  '{{ .Values.db.password | default\n    "hunter2"\n  }}',
  '{{ default "hunter2"\n    .Values.db.password }}',
  '{{-\n  default `hunter2`\n  (index .Values "db")\n  -}}',
  '{{ .Values.db.password | default `\nhunter2\n   hunter2\n  ` }}',
  '{{ .Values.db.password\n}}{{ .Values.db.password | default\n  "hunter2" | quote }}',
];

describe('An action of a template', () => {
  for (const action of written)
    for (const path of ['templates/config.yaml', 'templates/_helpers.tpl', 'NOTES.txt'])
      it(`shows no word of its own beside a secret name: ${JSON.stringify(action)} in ${path}`, () => {
        const shown = maskFile(path, `kind: ConfigMap\ndata:\n  p: ${action}\n  q: "here"\n`, 'plain');
        doesNotMatch(shown, /hunter2/);
        match(shown, /q: "here"/);
      });

  it('is shown where it names nothing secret', () => {
    const text = 'a: {{ .Values.image | default "web" }}\nb: {{ include "x" . }}\n';
    equal(maskFile('templates/config.yaml', text, 'plain'), text);
  });
});
