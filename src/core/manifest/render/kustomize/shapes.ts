/** What a text in a kustomization names. */
export type Role =
  /** A file that is read as it is. */
  | 'file'
  /** `key=file`, or a file: its content becomes a value. */
  | 'source'
  /** A file of objects, or a folder with a kustomization. */
  | 'resource'
  | 'component'
  /** A patch written in place, or the file of one. */
  | 'patch'
  /** The configuration of a built-in plugin written in place, or a file of them. */
  | 'plugin';

/** What may stand at a place. `free` holds no path and no address, whatever it says. */
export type Shape =
  | { readonly kind: 'free' }
  | { readonly kind: 'name'; readonly role: Role }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, Shape> }
  /** Runs a program, or fetches: only what is empty passes. */
  | { readonly kind: 'refused'; readonly why: string };

const free: Shape = { kind: 'free' };
const name = (role: Role): Shape => ({ kind: 'name', role });
const list = (of: Shape): Shape => ({ kind: 'list', of });
const fields = (of: Readonly<Record<string, Shape>>): Shape => ({
  kind: 'fields',
  fields: new Map(Object.entries(of)),
});
const allFree = (...names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((one) => [one, free]));

const patch = fields({ path: name('file'), ...allFree('patch', 'target', 'options') });
const replacement = fields({ path: name('file'), ...allFree('source', 'targets', 'sourceValue') });
const pairs = {
  ...allFree('namespace', 'name', 'behavior', 'literals', 'options'),
  files: list(name('source')),
  envs: list(name('file')),
  env: name('file'),
};
const helm: Shape = { kind: 'refused', why: 'would run helm, which fetches charts' };
const objectFields = allFree('apiVersion', 'kind', 'metadata');

/**
 * Every field that kustomize knows; it refuses all others, and so do we.
 * @see sigs.k8s.io/kustomize/api/types, `Kustomization`, up to api v0.21
 */
export const kustomizationShape: Shape = fields({
  ...objectFields,
  ...allFree('namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'commonAnnotations'),
  ...allFree('images', 'imageTags', 'replicas', 'vars', 'sortOptions', 'generatorOptions', 'buildMetadata'),
  openapi: fields({ path: name('file'), version: free }),
  resources: list(name('resource')),
  bases: list(name('resource')),
  components: list(name('component')),
  crds: list(name('file')),
  configurations: list(name('file')),
  patches: list(patch),
  patchesJson6902: list(patch),
  patchesStrategicMerge: list(name('patch')),
  replacements: list(replacement),
  configMapGenerator: list(fields(pairs)),
  secretGenerator: list(fields({ ...pairs, type: free })),
  generators: list(name('plugin')),
  transformers: list(name('plugin')),
  validators: list(name('plugin')),
  helmCharts: helm,
  helmGlobals: helm,
  helmChartInflationGenerator: helm,
});

const plugin = (own: Readonly<Record<string, Shape>>): Shape => fields({ ...objectFields, ...own });

/**
 * The plugins that are part of kustomize, and read nothing but what is named here. All others are programs.
 * @see sigs.k8s.io/kustomize/api/internal/plugins/builtinhelpers
 */
export const pluginShapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    AnnotationsTransformer: plugin(allFree('annotations', 'fieldSpecs')),
    ConfigMapGenerator: plugin(pairs),
    HashTransformer: plugin({}),
    IAMPolicyGenerator: plugin(allFree('cloud', 'kubernetesService', 'serviceAccount')),
    ImageTagTransformer: plugin(allFree('imageTag', 'fieldSpecs')),
    LabelTransformer: plugin(allFree('labels', 'fieldSpecs')),
    LegacyOrderTransformer: plugin({}),
    NamespaceTransformer: plugin(allFree('fieldSpecs', 'unsetOnly', 'setRoleBindingSubjects')),
    PatchJson6902Transformer: plugin({ path: name('file'), ...allFree('target', 'jsonOp') }),
    PatchStrategicMergeTransformer: plugin({ paths: list(name('patch')), patches: free }),
    PatchTransformer: plugin({ path: name('file'), ...allFree('patch', 'target', 'options') }),
    PrefixTransformer: plugin(allFree('prefix', 'fieldSpecs')),
    PrefixSuffixTransformer: plugin(allFree('prefix', 'suffix', 'fieldSpecs')),
    ReplacementTransformer: plugin({ replacements: list(replacement) }),
    ReplicaCountTransformer: plugin(allFree('replica', 'fieldSpecs')),
    SecretGenerator: plugin({ ...pairs, type: free }),
    SortOrderTransformer: plugin(allFree('sortOptions')),
    SuffixTransformer: plugin(allFree('suffix', 'fieldSpecs')),
  }),
);
