/** Where a hostile text would lead: what listens, and what lies outside of the copy. */
export interface Lure {
  /** `host:port` of a listener. */
  readonly host: string;
  /** Absolute folder with a kustomization and a `file`, outside of every copy. */
  readonly outside: string;
}

/** Every form in which some version of kustomize takes an address, a repository, or a path that leaves the copy. */
export function addresses({ host, outside }: Lure): readonly string[] {
  const up = '../'.repeat(12);
  return [
    `http://${host}/x.yaml`,
    `HTTP://${host}/x.yaml`,
    `https://${host}/x.yaml`,
    `http://${host}/a/b.git//x?ref=main`,
    `http://${host}/_git/x`,
    `git::http://${host}/a/b`,
    `GIT::ssh://git@${host}/a/b`,
    `ssh://git@${host}/a/b`,
    `git@${host}:a/b`,
    `user@${host}/a/b`,
    `${host}/a/b?ref=x`,
    'github.com/a/b',
    'GitHub.com:a/b',
    'gh:a/b',
    `file://${outside}`,
    `FILE://${outside}//.git`,
    outside,
    `${up}${outside.slice(1)}`,
    `./base/${up}${outside.slice(1)}`,
    `${outside}/canary.yaml`,
    `${up}${outside.slice(1)}/canary.yaml`,
    '../../..',
  ];
}

/** A field that names a file, folder or address: the kustomization, as JSON, that has this name there. */
export type Field = readonly [field: string, of: (named: string) => Readonly<Record<string, unknown>>];

const plugin = (kind: string, rest: object) =>
  JSON.stringify({ apiVersion: 'builtin', kind, metadata: { name: 'x' }, ...rest });
const pairs = (one: object) => [{ name: 'x', ...one }];

export const fields: readonly Field[] = [
  ...['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers', 'validators'].map(
    (field): Field => [field, (named) => ({ [field]: [named] })],
  ),
  ['openapi', (path) => ({ openapi: { path } })],
  ['patches', (path) => ({ patches: [{ path, target: { kind: 'ConfigMap' } }] })],
  [
    'patchesJson6902',
    (path) => ({ patchesJson6902: [{ path, target: { version: 'v1', kind: 'ConfigMap', name: 'a' } }] }),
  ],
  ['patchesStrategicMerge', (named) => ({ patchesStrategicMerge: [named] })],
  ['replacements', (path) => ({ replacements: [{ path }] })],
  ...(['configMapGenerator', 'secretGenerator'] as const).flatMap((field): readonly Field[] => [
    [field, (named) => ({ [field]: pairs({ files: [named] }) })],
    [field, (named) => ({ [field]: pairs({ files: [`key=${named}`] }) })],
    [field, (named) => ({ [field]: pairs({ envs: [named] }) })],
    [field, (named) => ({ [field]: pairs({ env: named }) })],
  ]),
  ['transformers', (path) => ({ transformers: [plugin('PatchTransformer', { path, target: { kind: 'ConfigMap' } })] })],
  ['transformers', (path) => ({ transformers: [plugin('PatchStrategicMergeTransformer', { paths: [path] })] })],
  [
    'transformers',
    (path) => ({
      transformers: [plugin('PatchJson6902Transformer', { path, target: { kind: 'ConfigMap', name: 'a' } })],
    }),
  ],
  ['transformers', (path) => ({ transformers: [plugin('ReplacementTransformer', { replacements: [{ path }] })] })],
  ['generators', (named) => ({ generators: [plugin('ConfigMapGenerator', { files: [named] })] })],
  ['generators', (named) => ({ generators: [plugin('SecretGenerator', { envs: [named] })] })],
  ['helmCharts', (repo) => ({ helmCharts: [{ name: 'x', version: '1.0.0', repo }] })],
  [
    'helmChartInflationGenerator',
    (chartRepoUrl) => ({ helmChartInflationGenerator: [{ chartName: 'x', chartRepoUrl }] }),
  ],
  [
    'generators',
    (repo) => ({ generators: [plugin('HelmChartInflationGenerator', { name: 'x', version: '1.0.0', repo })] }),
  ],
];

/** Programs that a kustomization names: as functions in containers or files, as plugins by their kind. */
export const programs: readonly Readonly<Record<string, unknown>>[] = [
  'generators',
  'transformers',
  'validators',
].flatMap((field) => [
  ...[
    { exec: { path: './run.sh' } },
    { container: { image: 'x', network: true } },
    { starlark: { path: 'run.star' } },
  ].flatMap((how) =>
    ['config.kubernetes.io/function', 'config.k8s.io/function'].map((annotation) => ({
      [field]: [
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'X',
          metadata: { name: 'x', annotations: { [annotation]: JSON.stringify(how) } },
        }),
      ],
    })),
  ),
  {
    [field]: [JSON.stringify({ apiVersion: 'someteam.example.com/v1', kind: 'BashedPlugin', metadata: { name: 'x' } })],
  },
]);

/** Places whose text steers nothing, whatever it says. */
export const freePlaces: readonly Field[] = [
  ['namePrefix', (text) => ({ commonAnnotations: { text } })],
  ['images', (newName) => ({ images: [{ name: 'web', newName }] })],
  ['literals', (text) => ({ configMapGenerator: pairs({ literals: [`text=${text}`] }) })],
  [
    'patch',
    (text) => ({
      patches: [
        { target: { kind: 'ConfigMap' }, patch: JSON.stringify([{ op: 'add', path: '/data', value: { text } }]) },
      ],
    }),
  ],
  [
    'patchesStrategicMerge',
    (text) => ({
      patchesStrategicMerge: [
        JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { text } }),
      ],
    }),
  ],
  [
    'transformers',
    (text) => ({ transformers: [plugin('AnnotationsTransformer', { annotations: { text }, fieldSpecs: [] })] }),
  ],
  ['generators', (text) => ({ generators: [plugin('ConfigMapGenerator', { literals: [`text=${text}`] })] })],
];

/** Names of fields as Go takes them for the same. */
export const spellings: Readonly<Record<string, (name: string) => string>> = {
  'as it is': (name) => name,
  'a capital first': (name) => name.charAt(0).toUpperCase() + name.slice(1),
  capitals: (name) => name.toUpperCase(),
  'small letters': (name) => name.toLowerCase(),
  'the long s and the Kelvin sign': (name) => name.replaceAll('s', '\u017f').replaceAll('k', '\u212a'),
};

/** Field names of kustomize, which alone are spelled in another way: not those of plugins' own texts. */
export function respell(value: unknown, spell: (name: string) => string, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((item) => respell(item, spell, depth));
  if (typeof value !== 'object' || value === null || depth > 1) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key === 'target' ? key : spell(key),
      respell(inner, spell, depth + 1),
    ]),
  );
}

/** Ways to write a kustomization with one field, whose last text is `named`. */
export const styles: Readonly<Record<string, (kustomization: Readonly<Record<string, unknown>>) => string>> = {
  JSON: (kustomization) => JSON.stringify(kustomization),
  'an explicit key': (kustomization) => each(kustomization, (key, value) => `? ${JSON.stringify(key)}\n: ${value}`),
  'a quoted key': (kustomization) => each(kustomization, (key, value) => `'${key}': ${value}`),
  'an escaped key': (kustomization) => each(kustomization, (key, value) => `"${escaped(key)}": ${value}`),
  'a merge': (kustomization) => `<<: ${JSON.stringify(kustomization)}`,
  'a merge of many': (kustomization) => `<<: [{namePrefix: x}, ${JSON.stringify(kustomization)}]`,
  'an alias': (kustomization) =>
    each(kustomization, (key, value) => `metadata: {annotations: &a ${value}}\n${key}: *a`),
  'twice, the harmless one first': (kustomization) =>
    each(kustomization, (key, value) => `${key}: []\n${key}: ${value}`),
  'twice, the harmless one last': (kustomization) =>
    each(kustomization, (key, value) => `${key}: ${value}\n${key}: []`),
  'twice, spelled in two ways': (kustomization) =>
    each(kustomization, (key, value) => `${key}: []\n${key.toUpperCase()}: ${value}`),
  'behind a document': (kustomization) => `namePrefix: x\n---\n${JSON.stringify(kustomization)}`,
  'before a document': (kustomization) => `${JSON.stringify(kustomization)}\n---\nnamePrefix: x`,
  'a tag': (kustomization) => each(kustomization, (key, value) => `!!str ${key}: ${value}`),
  'line ends of Windows, and a mark': (kustomization) => `\ufeff# x\r\n${JSON.stringify(kustomization)}\r\n`,
  'a broken rest': (kustomization) => `${JSON.stringify(kustomization)}\n]: [`,
};

function each(kustomization: Readonly<Record<string, unknown>>, line: (key: string, value: string) => string): string {
  return Object.entries(kustomization)
    .map(([key, value]) => line(key, JSON.stringify(value)))
    .join('\n');
}

function escaped(text: string): string {
  return Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

/** Where in a repository a kustomization is reached from the one that is rendered, which is in the root. */
export const levels: Readonly<Record<string, (kustomization: string) => Readonly<Record<string, string>>>> = {
  'in the root': (text) => ({ 'kustomization.yaml': text, 'base/a.yaml': object }),
  'in a file called kustomization.yml': (text) => ({ 'kustomization.yml': text }),
  'in a file called Kustomization': (text) => ({ Kustomization: text }),
  'in a base': (text) => ({ 'kustomization.yaml': 'resources: [base]', 'base/kustomization.yaml': text }),
  'in a base of a base': (text) => ({
    'kustomization.yaml': 'bases: [over/one]',
    'over/one/kustomization.yml': 'resources: [../../base]',
    'base/Kustomization': text,
  }),
  'in a component': (text) => ({
    'kustomization.yaml': 'resources: [base]\ncomponents: [extra]',
    'base/kustomization.yaml': 'resources: [a.yaml]',
    'base/a.yaml': object,
    'extra/kustomization.yaml': text,
  }),
};
