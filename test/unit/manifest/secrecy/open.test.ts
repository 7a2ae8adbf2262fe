import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { maskFile, maskSecrets } from '../../../../src/core/manifest/secrecy/mask';
import { isSecretName } from '../../../../src/core/manifest/secrecy/names';
import { fileRoles, gravest, type RoleFiles } from '../../../../src/core/manifest/secrecy/roles';
import { shownObject } from '../../../../src/core/manifest/secrecy/values';

const corpus = 'test/corpus';

describe('What is no secret is shown', () => {
  it('of all manifests of the corpus, every line outside of Secrets', () => {
    let lines = 0;
    for (const name of readdirSync(corpus)) {
      if (!/\.(ya?ml|json)$/.test(name)) continue;
      for (const document of readFileSync(join(corpus, name), 'utf8').split(/^---$/m)) {
        if (/^ *(- )?kind: Secret$/m.test(document)) continue;
        assert.equal(maskSecrets(document), document, name);
        lines += document.split('\n').length;
      }
    }
    assert.ok(lines > 3_000, String(lines));
  });

  const open: Readonly<Record<string, string>> = {
    'references to Secrets':
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      imagePullSecrets: [{name: regcred}]\n      serviceAccountName: web\n      automountServiceAccountToken: false\n      volumes:\n        - name: token\n          projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600, audience: vault}}]}\n        - name: s\n          secret: {secretName: db, defaultMode: 420, items: [{key: password, path: pw, mode: 256}]}\n      containers:\n        - name: web\n          env:\n            - name: DB_PASSWORD\n              valueFrom: {secretKeyRef: {name: db, key: password, optional: true}}\n            - name: DB_PASSWORD_FILE\n              value: /run/secrets/db\n            - name: PASSWORD\n              value: $(DB_PASSWORD)\n          envFrom: [{secretRef: {name: db}}]\n',
    'who may read them':
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n  - apiGroups: [""]\n    resources: [secrets]\n    resourceNames: [db-password]\n    verbs: [get]\n',
    'where they come from':
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: db}\nspec:\n  refreshInterval: 1h\n  secretStoreRef: {name: vault, kind: ClusterSecretStore}\n  target: {name: db, creationPolicy: Owner}\n  data:\n    - secretKey: password\n      remoteRef: {key: prod/db, property: password}\n',
    'a kustomization with other generators and patches':
      'kind: Kustomization\nresources: [base]\nimages: [{name: web, newTag: v2}]\nconfigMapGenerator:\n  - name: app\n    literals: [LOG_LEVEL=debug]\npatches:\n  - target: {kind: ConfigMap}\n    patch: |-\n      - op: replace\n        path: /data/level\n        value: debug\n',
    'names and files of what is generated':
      'kind: Kustomization\nsecretGenerator:\n  - name: db\n    type: Opaque\n    files: [password.txt]\n',
    'a chart’s template':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "web.name" . }}\nspec:\n  replicas: {{ .Values.replicas }}\n',
    'a definition':
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  properties:\n    password: {type: string, description: of the user}\n',
    'settings and comments':
      '# How often a token is renewed\ntokenTTL: 1h\nexistingSecret: db\nimage: {tag: v2, digest: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}\n',
    'an address without a password':
      'apiVersion: v1\nkind: ConfigMap\ndata: {git: "ssh://git@example.com/a.git", url: "https://example.com:8443/x@y"}\n',
    'a certificate':
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  ca: |\n    -----BEGIN CERTIFICATE-----\n    MIIB\n    -----END CERTIFICATE-----\n',
  };
  for (const [what, text] of Object.entries(open)) {
    it(what, () => assert.equal(maskFile('a.yaml', text, 'plain'), text));
  }

  it('names that are those of secrets, and names that are not', () => {
    for (const name of [
      'password',
      'DB_PASSWORD',
      'db.clientSecret',
      'apiKey',
      'API_TOKEN',
      'dbpassword',
      'private-key',
      'credentials',
    ])
      assert.ok(isSecretName(name), name);
    for (const name of [
      'secretName',
      'tokenTTL',
      'passwordKey',
      'existingSecret',
      'imagePullSecrets',
      'DB_PASSWORD_FILE',
      'key',
      'nginx.ingress.kubernetes.io/auth-secret',
    ])
      assert.ok(!isSecretName(name), name);
  });
});

describe('What a file is to the kustomizations of its tree', () => {
  const tree = (files: Readonly<Record<string, string>>): RoleFiles => ({
    paths: Object.keys(files),
    read: (path) => Promise.resolve(files[path]),
    link: (path) => Promise.resolve(files[path]?.startsWith('-> ') ? files[path].slice(3) : undefined),
  });

  it('is read from all of them, through links, and the gravest counts', async () => {
    const roles = await fileRoles(
      tree({
        'a/kustomization.yaml': 'secretGenerator: [{name: s, files: [k=x.txt, link], envs: [../e]}]',
        'b/Kustomization':
          'patches: [{path: p.yaml, target: {kind: Secret}}, {path: q.yaml, target: {kind: ConfigMap}}]',
        'a/x.txt': '',
        'a/link': '-> ../t',
        t: '',
        e: '',
        'b/p.yaml': '',
        'b/q.yaml': '',
        other: '',
      }),
    );
    const expected = {
      'a/x.txt': 'content',
      t: 'content',
      e: 'content',
      'b/p.yaml': 'patch',
      'b/q.yaml': 'patchOfOther',
      other: 'plain',
    };
    for (const [path, role] of Object.entries(expected)) assert.equal(roles.of(path), role, path);
    const both = gravest([roles, { of: () => 'doubtful' }]);
    assert.deepEqual([both.of('other'), both.of('t')], ['doubtful', 'content']);
  });

  for (const [what, text] of Object.entries({
    broken: 'secretGenerator: [',
    'a template': '{{ x }}: [',
    'no map': '- a',
    'naming what is not there': 'secretGenerator: [{name: s, files: [gone]}]',
  })) {
    it(`is doubtful everywhere where one is ${what}`, async () => {
      const roles = await fileRoles(tree({ 'kustomization.yaml': text, 'plain.txt': '' }));
      assert.equal(roles.of('plain.txt'), 'doubtful');
      assert.equal(maskFile('plain.txt', 'x', 'doubtful').includes('x,'), false);
    });
  }
});

describe('A value of an object that is live', () => {
  it('is judged by what stands around it', () => {
    const shown = shownObject({
      kind: 'Deployment',
      spec: {
        env: [
          { name: 'PASSWORD', value: 'canary' },
          { name: 'LEVEL', value: 'debug' },
        ],
        image: 'web:1',
      },
    });
    assert.equal(shown.at(['spec', 'env', 0, 'value']), undefined);
    assert.deepEqual(shown.at(['spec', 'env', 1]), { name: 'LEVEL', value: 'debug' });
    assert.deepEqual(shown.at(['spec', 'env', 0]), { name: 'PASSWORD', value: '***' });
    assert.equal(shown.at(['spec', 'image']), 'web:1');
  });
});
