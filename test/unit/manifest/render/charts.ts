import type { Lure } from './hostile';

type Files = Readonly<Record<string, string>>;

const chart = 'apiVersion: v2\nname: x\nversion: 1.0.0\n';
const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const base: Files = { 'Chart.yaml': chart, 'values.yaml': 'a: 1\nsub: {b: 1}\n', 'templates/a.yaml': object };
const template = (text: string): Files => ({ ...base, 'templates/b.yaml': `${object}data:\n  v: ${text}\n` });
const schema = (of: object | string): Files => ({
  ...base,
  'values.schema.json': typeof of === 'string' ? of : JSON.stringify(of),
});

/** Schemas of values that refer to what is not in them. helm fetches it, or reads it from the machine. */
export function hostileSchemas({ host, outside }: Lure): readonly Files[] {
  const targets = [
    `http://${host}/s.json`,
    `HTTP://${host}/s.json`,
    `https://${host}/s.json`,
    `http://${host}/s.json#/definitions/a`,
    `file://${outside}/schema.json`,
    `../../../../../..${outside}/schema.json`,
    `${outside}/schema.json`,
    `//${host}/s.json`,
  ];
  return [
    ...targets.flatMap((to) => [
      schema({ $ref: to }),
      schema({ properties: { a: { $ref: to } } }),
      schema({ allOf: [{ not: { $dynamicRef: to } }] }),
      schema({ $schema: to }),
      schema({ definitions: { a: { $schema: to, $id: to } }, $ref: '#/definitions/a' }),
      schema(`{"\\u0024ref": ${JSON.stringify(to)}}`),
      schema(`{"$ref": "#", "$ref": ${JSON.stringify(to)}}`),
      schema(`\ufeff{"$ref": ${JSON.stringify(to)}}`),
    ]),
    schema({ $id: `http://${host}/`, properties: { a: { $ref: 's.json' } } }),
    schema({ properties: { a: { $id: `http://${host}/`, $ref: 's.json' } } }),
    {
      ...base,
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/values.schema.json': JSON.stringify({ $ref: `http://${host}/s.json` }),
    },
  ];
}

/** Charts that ask for the world in words that helm itself keeps from it. */
export function wishfulCharts({ host, outside }: Lure): readonly Files[] {
  const dependency = (repository: string) =>
    `dependencies:\n- {name: sub, version: 1.0.0, repository: "${repository}"}\n`;
  return [
    ...[`http://${host}`, `oci://${host}/charts`, `file://${outside}`, '@theirs'].flatMap((repository) => [
      { ...base, 'Chart.yaml': `${chart}${dependency(repository)}` },
      { ...base, 'Chart.yaml': chart.replace('v2', 'v1'), 'requirements.yaml': dependency(repository) },
    ]),
    template('{{ getHostByName "localhost" | quote }}'),
    template('{{ lookup "v1" "Secret" "default" "x" | toJson | quote }}'),
    template(`{{ .Files.Get "${outside}/file" | quote }}`),
    template(`{{ .Files.Get "${'../'.repeat(12)}${outside.slice(1)}/file" | quote }}`),
    template(`{{ range $path, $_ := .Files.Glob "/**" }}{{ $path }}{{ end }}`),
    template(`{{ tpl "{{ .Files.Get \\"${outside}/file\\" }}" . | quote }}`),
    {
      ...base,
      'plugin.yaml': 'name: x\ncommand: git',
      'plugins/x/plugin.yaml': 'name: x\ncommand: git\nhooks: {install: git}',
    },
    { ...base, 'values.yaml': `a: "http://${host}/x"\n`, '.helmignore': '**' },
    { ...base, 'templates/NOTES.txt': `http://${host}/x` },
  ];
}
