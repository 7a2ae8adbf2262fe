/** Repositories as people have them: every feature of kustomize that needs nothing beyond the repository. */
export const honestKustomizations: Readonly<Record<string, Readonly<Record<string, string | Buffer>>>> = (() => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1
        env: [{name: HOST, value: $(HOST)}]
        envFrom: [{configMapRef: {name: settings}}]
`;
  const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
  const base = {
    'base/kustomization.yaml': 'resources:\n- deployment.yaml\n- ./service.yaml # the port\n',
    'base/deployment.yaml': deployment,
    'base/service.yaml': service,
  };
  const over = (kustomization: string, more: Readonly<Record<string, string | Buffer>> = {}) => ({
    ...base,
    'kustomization.yaml': kustomization,
    ...more,
  });
  const replacement = `source: {kind: Service, name: web, fieldPath: metadata.name}
targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=web].env.[name=HOST].value']}]
`;
  return {
    'names, labels, images, replicas': over(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop
namePrefix: p-
nameSuffix: "-1"
resources: [base]
commonAnnotations: {note: "see https://example.com/x"}
labels:
- pairs: {team: a}
  includeSelectors: true
images: [{name: web, newName: registry.example.com:5000/web, newTag: "2.0", }]
replicas: [{name: web, count: 3}]
`),
    'legacy fields': over(
      `bases: [base/]
commonLabels: {app.kubernetes.io/part-of: "1"}
patchesStrategicMerge:
- patch.yaml
- |-
  apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    type: NodePort # for now
patchesJson6902:
- target: {group: apps, version: v1, kind: Deployment, name: web}
  path: ops.yaml
- target: {version: v1, kind: Service, name: web}
  patch: '[{"op": "add", "path": "/metadata/annotations", "value": {"a": "b"}}]'
vars:
- name: HOST
  objref: {kind: Service, name: web, apiVersion: v1}
  fieldref: {fieldpath: metadata.name}
`,
      {
        'patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {revisionHistoryLimit: 3}\n',
        'ops.yaml': '- {op: replace, path: /spec/replicas, value: 4}\n',
      },
    ),
    'patches and replacements': over(
      `resources: [base, other.yaml]
patches:
- path: patch.yaml
- target: {kind: Deployment, labelSelector: app=web}
  patch: |-
    - op: replace
      path: /spec/replicas
      value: 0
- patch: |-
    apiVersion: v1
    kind: Service
    metadata: {name: other}
    $patch: delete
replacements:
- path: replacement.yaml
- source: {kind: Deployment, fieldPath: metadata.name}
  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.name], options: {create: true}}]
`,
      {
        'patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n',
        'replacement.yaml': replacement,
        'other.yaml': service.replace('name: web', 'name: other'),
      },
    ),
    'generators of config, of text, of environments and of bytes': over(
      `resources: [base]
configMapGenerator:
- name: settings
  literals: [a=b, 'url=https://example.com/?x=1']
  files: [app.properties, logo=assets/logo@2x.png]
  envs: [app.env]
- name: steady
  behavior: create
  env: app.env
  options: {disableNameSuffixHash: true, labels: {x: "y"}}
secretGenerator:
- name: keys
  type: Opaque
  files: [key.bin]
generatorOptions: {annotations: {made: here}}
`,
      {
        'app.properties': 'a: 1\nb: ü\n',
        'app.env': 'ONE=1\n# no\nTWO=2\n',
        'assets/logo@2x.png': Buffer.from([0x89, 0x50, 0xff, 0x00, 0xfe]),
        'key.bin': Buffer.from([0xde, 0xad, 0xbe, 0xef]),
      },
    ),
    'components, and a base that is reached twice': over(
      `resources: [base, over/one]
components: [parts/tls]
`,
      {
        'over/one/kustomization.yml': 'nameSuffix: -one\nresources: [../../base]\n',
        'parts/tls/Kustomization':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml, target: {kind: Service}}]\n',
        'parts/tls/p.yaml': '- {op: add, path: /metadata/annotations, value: {tls: "yes"}}\n',
      },
    ),
    'plugins of its own, in files and in place': over(
      `resources: [base]
transformers:
- t.yaml
- |
  apiVersion: builtin
  kind: PatchTransformer
  metadata: {name: not-important}
  target: {kind: Service}
  path: ops.yaml
- |-
  apiVersion: builtin
  kind: NamespaceTransformer
  metadata: {name: x, namespace: shop}
  unsetOnly: true
generators:
- g.yaml
buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]
sortOptions: {order: fifo}
`,
      {
        't.yaml': `apiVersion: builtin
kind: LabelTransformer
metadata: {name: labels}
labels: {by: plugin}
fieldSpecs: [{path: metadata/labels, create: true}]
---
apiVersion: builtin
kind: PrefixTransformer
metadata: {name: prefix}
prefix: t-
fieldSpecs: [{path: metadata/name}]
`,
        'g.yaml':
          'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: made}\nliterals: [a=b]\nfiles: [f.txt]\n',
        'f.txt': 'text',
        'ops.yaml': '[{"op": "add", "path": "/metadata/annotations", "value": {"a": "b"}}]',
      },
    ),
    'definitions, their schemas, and configurations': over(
      `resources: [base, crd.yaml, thing.yaml]
crds: [definitions.json]
openapi: {path: schema.json}
configurations: [config.yaml]
namePrefix: p-
`,
      {
        'crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec: {group: example.com, names: {kind: Thing, plural: things}, scope: Namespaced, versions: []}
`,
        'thing.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: one}\nspec: {service: web}\n',
        'definitions.json': '{"github.com/example/v1.Thing": {"Schema": {"properties": {"spec": {"type": "object"}}}}}',
        'schema.json':
          '{"definitions": {"v1.Thing": {"properties": {"spec": {"type": "object"}}, "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Thing", "version": "v1"}]}}}',
        'config.yaml':
          'nameReference:\n- kind: Service\n  version: v1\n  fieldSpecs: [{path: spec/service, kind: Thing}]\n',
      },
    ),
    'anchors, merges, comments, line ends': over(
      [
        '# what we run',
        'resources: &r [base]',
        'labels:',
        '- &one',
        '  pairs: {a: "on"}',
        'commonAnnotations: &notes {owner: team}',
        'configMapGenerator:',
        '- &map {name: one, literals: [a=1]}',
        '- {<<: *map, name: two}',
        '',
      ].join('\r\n'),
    ),
    'a JSON kustomization, names in capitals': over(
      '{"Resources": ["base"], "NamePrefix": "p-", "patches": [{"Path": "p.yaml"}]}',
      {
        'p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {minReadySeconds: 5}\n',
      },
    ),
  };
})();

export const honestCharts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a chart with values, helpers, files, definitions and a schema': {
    'Chart.yaml':
      'apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: "7"\ndependencies:\n- {name: cache, version: 0.1.0, repository: "https://charts.example.com", condition: cache.enabled}\n',
    'Chart.lock': 'dependencies: []\ndigest: sha256:0\n',
    'values.yaml': 'image: web\nreplicas: 1\ncache: {enabled: true, size: 1}\n',
    'values-dev.yaml': 'replicas: 2\nhost: "dev.example.com"\n',
    'values.schema.json': JSON.stringify({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://example.com/web.json',
      $defs: { count: { type: 'integer', minimum: 0 } },
      properties: { replicas: { $ref: '#/$defs/count' }, id: { type: 'string' } },
      required: ['image'],
    }),
    'config/app.conf': 'listen 80\n',
    'templates/_helpers.tpl': '{{- define "web.name" -}}{{ .Release.Name }}-{{ .Chart.Name }}{{- end -}}\n',
    'templates/config.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include "web.name" . }}\ndata:\n  replicas: {{ .Values.replicas | quote }}\n  host: {{ .Values.host }}\n{{ (.Files.Glob "config/*").AsConfig | indent 2 }}\n  known: {{ (lookup "v1" "Namespace" "" "x") | toJson | quote }}\n',
    'templates/NOTES.txt': 'Visit {{ .Values.host }}.\n',
    'templates/tests/t.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {"helm.sh/hook": test}}\n',
    'crds/thing.yaml':
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\n',
    'charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 0.1.0\n',
    'charts/cache/values.yaml': 'size: 3\n',
    'charts/cache/values.schema.json': '{"properties": {"size": {"type": "number"}}}',
    'charts/cache/templates/c.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cache}\ndata: {size: {{ .Values.size | quote }}}\n',
    '.helmignore': '*.bak\n',
  },
  'a chart of version 1': {
    'Chart.yaml': 'apiVersion: v1\nname: old\nversion: 0.1.0\n',
    'requirements.yaml': 'dependencies:\n- {name: sub, version: 0.1.0, repository: "file://../sub"}\n',
    'templates/a.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {v: {{ .Values.global | default "x" | quote }}}\n',
    'charts/sub/Chart.yaml': 'apiVersion: v1\nname: sub\nversion: 0.1.0\n',
    'charts/sub/templates/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n',
  },
};
