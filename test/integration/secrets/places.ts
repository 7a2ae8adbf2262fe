import { base64 } from './search';

/** One way in which a repository can hold a secret: files, with the value in them. */
export interface SecretPlace {
  readonly name: string;
  /** Files by path below a folder of their own. `n` tells an older version from a newer one where something must differ. */
  readonly files: (value: string) => Readonly<Record<string, string>>;
}

const place = (name: string, files: SecretPlace['files']): SecretPlace => ({ name, files });
const one = (name: string, text: (value: string) => string, path = 'manifest.yaml'): SecretPlace =>
  place(name, (value) => ({ [path]: text(value) }));

const head = (kind: string, apiVersion = 'v1') => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: db\n`;
const secret = (content: string) => `${head('Secret')}${content}\n`;
const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));
const kustomization = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
const generated = (content: string, file: Readonly<Record<string, string>>, kind = kustomization) => ({
  'kustomization.yaml': `${kind}secretGenerator:\n  - name: db\n${indented(content, 4)}`,
  ...file,
});
const patched = (target: string, patch: string) =>
  `${kustomization}patches:\n  - target: ${target}\n    patch: |-\n${indented(patch, 6)}`;
const deployment = (container: string) =>
  `${head('Deployment', 'apps/v1')}spec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: web:1\n${indented(container, 10)}`;
const pem = (value: string) =>
  `-----BEGIN PRIVATE KEY-----\n${base64(value).slice(0, 12)}\n${value}\n-----END PRIVATE KEY-----`;

/** Kubernetes' own, and what it nests in. */
const objects: readonly SecretPlace[] = [
  one('data of a Secret', (v) => secret(`data:\n  p: ${base64(v)}`)),
  one('stringData of a Secret', (v) => secret(`stringData:\n  p: ${v}`)),
  one('a block of text', (v) => secret(`stringData:\n  p: |\n    first\n    ${v}\n  q: >-\n    ${v}\n    more`)),
  one('a text over lines', (v) => secret(`stringData:\n  p: "${v.slice(0, 9)}\\\n    ${v.slice(9)}"`)),
  one('a comment beside and around', (v) => secret(`stringData:\n  # was ${v}\n  p: x${v} # ${v}\n  # then ${v}`)),
  one('a comment at the head of a Secret', (v) => `# old: ${v}\n${secret(`stringData:\n  p: x${v}`)}`),
  one('unknown fields', (v) => secret(`extra:\n  p: ${v}`)),
  one('other case', (v) => secret(`DATA:\n  p: ${base64(v)}\nStringData:\n  q: ${v}\nbinaryData:\n  r: ${base64(v)}`)),
  one('a kind in other case', (v) => `apiVersion: v1\nKind: secret\nmetadata: {name: db}\nstringData: {p: ${v}}\n`),
  one(
    'a kind in base64',
    (v) => `apiVersion: v1\nkind: !!binary U2VjcmV0\nmetadata: {name: db}\ndata: {p: ${base64(v)}}\n`,
  ),
  one(
    'a kind in escapes',
    (v) => `apiVersion: v1\nkind: "\\x53ecret"\nmetadata: {name: db}\ndata: {p: ${base64(v)}}\n`,
  ),
  one('a key that is the secret', (v) => secret(`stringData:\n  ${v}: x`)),
  one('an anchor elsewhere', (v) => `x-shared: &p ${v}\n${secret('stringData:\n  p: *p')}`),
  one('a merge', (v) => `x-shared: &p {p: ${v}}\n${secret('stringData:\n  <<: *p')}`),
  one(
    'the copy that kubectl keeps',
    (v) =>
      `${head('Secret').trimEnd()}\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"p":"${v}"}}'\n`,
  ),
  one('an annotation of a Secret', (v) => `${head('Secret').trimEnd()}\n  annotations:\n    copy: ${v}\n`),
  one(
    'a List',
    (v) =>
      `apiVersion: v1\nkind: List\nitems:\n${indented(`- ${secret(`stringData: {p: ${v}}`).replace(/\n(?=.)/g, '\n  ')}`, 2)}`,
  ),
  one(
    'a SecretList',
    (v) => `apiVersion: v1\nkind: SecretList\nitems:\n  - metadata: {name: db}\n    data: {p: ${base64(v)}}\n`,
  ),
  one(
    'JSON',
    (v) => JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { p: v } }),
    'manifest.json',
  ),
  one(
    'JSON in YAML',
    (v) => `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "data": {"p": "${base64(v)}"}}\n`,
  ),
  one(
    'a manifest in an object of Crossplane',
    (v) =>
      `${head('Object', 'kubernetes.crossplane.io/v1alpha2')}spec:\n  forProvider:\n    manifest:\n${indented(secret(`stringData:\n  p: ${v}`), 6)}`,
  ),
  one(
    'a template of an ApplicationSet',
    (v) =>
      `${head('ApplicationSet', 'argoproj.io/v1alpha1')}spec:\n  template:\n    spec:\n      source:\n        helm:\n          parameters:\n            - name: db.password\n              value: ${v}\n          valuesObject: {auth: {password: ${v}}}\n          values: |\n            auth:\n              password: ${v}\n`,
  ),
  one(
    'a Secret in a text of a ConfigMap',
    (v) => `${head('ConfigMap')}data:\n  s.yaml: |\n${indented(secret(`stringData:\n  p: ${v}`), 4)}`,
  ),
  one(
    'a Secret as JSON in a ConfigMap',
    (v) => `${head('ConfigMap')}data:\n  s.json: '{"kind":"Secret","data":{"p":"${base64(v)}"}}'\n`,
  ),
  one(
    'a Secret in base64 in a ConfigMap',
    (v) => `${head('ConfigMap')}binaryData:\n  s: ${base64(secret(`stringData:\n  p: ${v}`))}\n`,
  ),
  one('a variable', (v) =>
    deployment(`env:\n  - name: DB_PASSWORD\n    value: ${v}\n  - {value: ${v}, name: apiToken}\n`),
  ),
  one('a flag', (v) =>
    deployment(`args: ["--db-password=${v}", "--token", ${v}]\ncommand: [sh, -c, "login --password ${v}"]\n`),
  ),
  one('a URL', (v) => deployment(`env:\n  - name: DB\n    value: postgres://app:${v}@db:5432/app\n`)),
  one(
    'a connection string in a ConfigMap',
    (v) => `${head('ConfigMap')}data:\n  db: Server=db;User Id=app;Password=${v};\n`,
  ),
  one('a key in a ConfigMap', (v) => `${head('ConfigMap')}data:\n  tls: |\n${indented(pem(v), 4)}\n`),
  one(
    'docker’s configuration',
    (v) => `${head('ConfigMap')}data:\n  config.json: '{"auths":{"r":{"auth":"${base64(`u:${v}`)}"}}}'\n`,
  ),
  one(
    'an address with a secret behind the question mark',
    (v) =>
      `${head('ConfigMap')}data:\n  app.properties: |\n    url=jdbc:postgresql://db/app?user=app&password=${v}\n    blob=https://a.example/b?sv=1&sig=${v}\n`,
  ),
  one('an address that is a password', (v) =>
    deployment(`env:\n  - {name: CHAT, value: "https://hooks.slack.com/services/T00/B00/${v}"}\n`),
  ),
  one('a user with a password', (v) =>
    deployment(`command: [curl, -u, "app:${v}", a]\nargs: ["curl -u app:${v} a", "--user=app:${v}"]\n`),
  ),
  one('htpasswd', (v) => `${head('ConfigMap')}data:\n  users: "admin:$apr1$${v}"\n`),
  one('a document that cannot be read', (v) => secret(`stringData:\n  p: [${v}\n  q: "${v}`)),
  one('a document behind one that cannot be read', (v) => `a: [\n---\n${secret(`stringData:\n  p: ${v}`)}`),
  one(
    'a kubeconfig',
    (v) =>
      `apiVersion: v1\nkind: Config\nusers:\n  - name: u\n    user:\n      token: ${v}\n      client-key-data: ${base64(pem(v))}\n`,
  ),
];

const ofKustomize: readonly SecretPlace[] = [
  place('literals', (v) => generated(`literals:\n  - p=${v}\n  - ${v}=x\n`, {})),
  place('literals of a Component', (v) =>
    generated(
      `literals: [p=${v}]\n`,
      {},
      kustomization.replace('v1beta1', 'v1alpha1').replace('Kustomization', 'Component'),
    ),
  ),
  place('literals without a kind, in other case', (v) => ({
    Kustomization: `SecretGenerator:\n- name: db\n  Literals: ["p=${v}"]\n`,
  })),
  place('a file', (v) =>
    generated('files:\n  - plain.txt\n  - key=sub/other\n', { 'plain.txt': `${v}\n`, 'sub/other': `line\n${v}\n` }),
  ),
  place('a file that is YAML', (v) =>
    generated('files: [settings.yaml]\n', { 'settings.yaml': `a:\n  b: ${v}\n${v}: 1\n` }),
  ),
  place('a file of variables', (v) => generated('envs: [vars]\nenv: more\n', { vars: `P=${v}\n`, more: `Q=${v}\n` })),
  place('a file above', (v) => ({ ...prefixed('over/', generated('files: [../plain.txt]\n', {})), 'plain.txt': v })),
  place('a generator of its own', (v) => ({
    'kustomization.yaml': `${kustomization}generators: [gen.yaml]\n`,
    'gen.yaml': `apiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: db}\nliterals: [p=${v}]\nfiles: [other.txt]\n`,
    'other.txt': `${v}\n`,
  })),
  place('an inline patch of operations', (v) => ({
    'kustomization.yaml': patched('{kind: Secret, name: db}', `- op: add\n  path: /data/p\n  value: ${base64(v)}\n`),
  })),
  place('an inline patch of whatever has a name', (v) => ({
    'kustomization.yaml': patched('{name: db}', `- op: replace\n  path: /stringData/p\n  value: ${v}\n`),
  })),
  place('an inline merge of another kind', (v) => ({
    'kustomization.yaml': patched('{kind: "Sec.*"}', `${head('Any')}data:\n  p: ${base64(v)}\n`),
  })),
  place('an inline merge', (v) => ({
    'kustomization.yaml': `${kustomization}patchesStrategicMerge:\n  - |-\n${indented(secret(`stringData:\n  p: ${v}`), 4)}`,
  })),
  place('a bare file of operations', (v) => ({
    'kustomization.yaml': `${kustomization}patches:\n  - path: ops.yaml\n    target: {kind: Secret}\n`,
    'ops.yaml': `- op: add\n  path: /metadata/annotations/x\n  value: ${v}\n- op: add\n  path: /data/p\n  value: ${base64(v)}\n`,
  })),
  place('a bare file that nothing names', (v) => ({
    'ops.json': JSON.stringify([{ op: 'add', path: '/stringData', value: { p: v } }]),
  })),
  place('a value that a transformer adds', (v) => ({
    'kustomization.yaml': `${kustomization}transformers: [add.yaml]\n`,
    'add.yaml': `apiVersion: builtin\nkind: ValueAddTransformer\nmetadata: {name: a}\nvalue: ${v}\ntargets:\n  - selector: {kind: Secret}\n    fieldPath: data/p\n`,
  })),
  place('a value that a replacement puts in', (v) => ({
    'kustomization.yaml': `${kustomization}replacements:\n  - sourceValue: ${v}\n    targets:\n      - select: {name: db}\n        fieldPaths: [data.p]\n  - path: more.yaml\n`,
    'more.yaml': `- sourceValue: ${v}\n  targets:\n    - select: {kind: Deployment}\n      fieldPaths: ["spec.template.spec.containers.*.env.[name=DB_PASSWORD].value"]\n`,
  })),
  place('a patch without a kind', (v) => ({
    'patch.yaml': `metadata:\n  name: db\nstringData:\n  p: ${v}\ndata:\n  q: ${base64(v)}\n`,
  })),
];

/** It makes every file of its tree doubtful, so it stands in a repository of its own. */
export const doubtfulPlaces: readonly SecretPlace[] = [
  place('a file behind a kustomization that cannot be read', (v) => ({
    'kustomization.yaml': 'secretGenerator: [\n',
    'plain.txt': `${v}\n`,
  })),
];

const ofHelm: readonly SecretPlace[] = [
  one(
    'values',
    (v) => `replicas: 2\ndb:\n  password: ${v}\n  apiKey: "${v}"\nauth: {clientSecret: ${v}}\ntokens: [${v}]\n`,
    'values.yaml',
  ),
  one(
    'values with other names',
    (v) =>
      `${'REDIS_AUTH bearer psk mnemonic routingKey deployKey GH_PAT'
        .split(' ')
        .map((name) => `${name}: ${v}\n`)
        .join('')}grafana:\n  secureJsonData: {any: ${v}}\n`,
    'values.yaml',
  ),
  place('values in files for secrets', (v) => ({
    'secrets.yaml': `a: ${v}\n`,
    'secrets.prod.yaml': `a: {b: ${v}}\n`,
    'secrets/prod.yaml': `a: ${v}\n`,
  })),
  one('a comment of values', (v) => `replicas: 2\n# password: ${v}\nother: 1\n`, 'values.yaml'),
  one(
    'a default in a template',
    (v) => `${head('Secret')}stringData:\n  p: {{ .Values.p | default "${v}" | quote }}\n`,
    'templates/secret.yaml',
  ),
  one(
    'a default in another template',
    (v) => `${head('ConfigMap')}data:\n  p: {{ .Values.db.password | default "${v}" }}\n`,
    'templates/config.yaml',
  ),
  one(
    'a template whose kind is one',
    (v) => `apiVersion: v1\nkind: {{ .Values.kind }}\nmetadata:\n  name: db\nstringData:\n  p: ${v}\n`,
    'templates/any.yaml',
  ),
  one(
    'a default on another line of a template',
    (v) => `${head('ConfigMap')}data:\n  p: {{ .Values.db.password | default\n    "${v}" }}\n`,
    'templates/config.yaml',
  ),
  one('a helper', (v) => `{{- define "db.password" -}}\n${v}\n{{- end }}\n`, 'templates/_helpers.tpl'),
  one(
    'what is put into base64',
    (v) => `{{- define "web.data" -}}\np: {{ "${v}" | b64enc }}\n{{- end }}\n`,
    'templates/_data.tpl',
  ),
  one(
    'a variable on one line of a template',
    (v) => `a:\n  {{- if .Values.a }}\n  - {name: DB_PASSWORD, value: "${v}"}\n  {{- end }}\n`,
    'templates/env.yaml',
  ),
  one('settings beside it', (v) => `DB_PASSWORD=${v}\n`, 'files/app.properties'),
];

const ofOthers: readonly SecretPlace[] = [
  one(
    'SealedSecret',
    (v) =>
      `${head('SealedSecret', 'bitnami.com/v1alpha1')}spec:\n  encryptedData:\n    p: ${v}\n  template:\n    data:\n      q: ${v}\n    type: Opaque\n`,
  ),
  one(
    'ExternalSecret',
    (v) =>
      `${head('ExternalSecret', 'external-secrets.io/v1')}spec:\n  target:\n    template:\n      data:\n        p: "${v}"\n      templateFrom:\n        - literal: ${v}\n  data:\n    - secretKey: p\n      remoteRef: {key: db}\n`,
  ),
  one(
    'SOPS',
    (v) =>
      `p: ENC[AES256_GCM,data:${v},iv:x,tag:y,type:str]\nsops:\n  mac: ENC[${v}]\n  age:\n    - enc: ${v}\n  version: 3.9.0\n`,
  ),
  one(
    'SopsSecret',
    (v) =>
      `${head('SopsSecret', 'isindir.github.com/v1alpha3')}spec:\n  secretTemplates:\n    - name: db\n      stringData:\n        p: ${v}\n`,
  ),
  one(
    'stores and generators that hold it themselves',
    (v) =>
      `${head('SecretStore', 'external-secrets.io/v1')}spec:\n  provider:\n    fake:\n      data:\n        - key: a\n          value: ${v}\n    webhook:\n      headers: {X-Any: ${v}}\n---\n${head('Fake', 'generators.external-secrets.io/v1alpha1')}spec:\n  data:\n    p: ${v}\n`,
  ),
  one(
    'XML',
    (v) =>
      `<a>\n  <password>${v}</password>\n  <password>\n    ${v}\n  </password>\n  <entry key="db.password">${v}</entry>\n</a>\n`,
    'a.xml',
  ),
  one('a Dockerfile', (v) => `FROM web\nENV DB_PASSWORD ${v}\nARG API_TOKEN=${v}\n`, 'Dockerfile'),
  one('one line with several', (v) => `local a = { level: 1, password: "${v}" }; { "token" : "${v}" }\n`, 'a.jsonnet'),
  one('a file with a telling name', (v) => `${v}\n`, 'password.txt'),
  one('variables', (v) => `P=${v}\n`, '.env'),
  one('a private key', (v) => `${pem(v)}\n`, 'tls.key'),
  one('a page that shows one', (v) => `# How to\n\n    kind: Secret\n    stringData:\n      p: ${v}\n`, 'README.md'),
];

export const secretPlaces: readonly SecretPlace[] = [
  ...objects,
  ...ofKustomize.map(({ name, files }) => place(`kustomize: ${name}`, files)),
  ...ofHelm.map(({ name, files }) => place(`helm: ${name}`, files)),
  ...ofOthers,
];

export function prefixed(prefix: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [prefix + path, text]));
}
