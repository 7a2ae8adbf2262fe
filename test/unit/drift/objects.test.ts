import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import type { LiveObject } from '../../../src/core/cluster/live';
import { compareManifests } from '../../../src/core/drift/compare';
import { object } from './cases/build';
import { manifest, stored } from './served';

const hpa = (version: string) =>
  object(`autoscaling/${version}`, 'HorizontalPodAutoscaler', 'spec: {scaleTargetRef: {name: web}, maxReplicas: 5}');
const none = { schemaOf: bundledSchema };
const seen = (...objects: string[]) => ({
  objects: objects.map((yaml) => stored(yaml) as LiveObject),
  unseen: () => undefined,
});
const config = (metadata: string, data = 'a: "1"') => object('v1', 'ConfigMap', `data: {${data}}`, metadata);

describe('Objects are held against the right ones', () => {
  const verdicts = (yaml: string, live: ReturnType<typeof seen>, options: { namespace?: string } = {}) =>
    compareManifests([manifest(yaml)], live, { ...none, ...options }).objects.map(({ verdict }) => verdict);

  it('64: what may not be looked at is unknown, with the reason, and neither absent nor drift', () => {
    const [secret] = compareManifests(
      [manifest(object('v1', 'Secret', 'data: {a: YQ==}'))],
      { objects: [], unseen: ({ kind }) => (kind === 'Secret' ? 'You may not read Secrets here.' : undefined) },
      none,
    ).objects;
    assert.equal(secret?.verdict, 'unknown');
    assert.equal(secret.reason, 'You may not read Secrets here.');
  });

  it('72: a template that is not rendered is unknown, at its line', () => {
    const { objects, counts } = compareManifests(
      [manifest('apiVersion: v1\nkind: Secret\nmetadata: {name: {{ .Release.Name }}}\n', 'templates/secret.yaml')],
      seen(),
      none,
    );
    assert.deepEqual(
      objects.map(({ name, verdict, line }) => ({ name, verdict, line })),
      [{ name: 'templates/secret.yaml', verdict: 'unknown', line: 3 }],
    );
    assert.equal(counts.unknown, 1);
  });

  it('72: so is one that renders to something else each time, even where it reads as text', () => {
    for (const call of ['randAlphaNum 12', '(lookup "v1" "Secret" "shop" "web").data.p', 'genCA "web" 365']) {
      const yaml = object('v1', 'Secret', `stringData: {p: '{{ ${call} }}'}`);
      const { objects } = compareManifests([manifest(yaml)], seen(object('v1', 'Secret', 'data: {p: eA==}')), none);
      assert.deepEqual(
        objects.map(({ verdict }) => verdict),
        ['unknown'],
        call,
      );
    }
  });

  it('73: a generated name counts as written: the old object is not the changed one', () => {
    assert.deepEqual(
      verdicts(config('name: web-k2h8, namespace: shop'), seen(config('name: web-9f4c, namespace: shop'))),
      ['absent'],
    );
  });

  it('a namespace that git names is the only one that counts', () => {
    assert.deepEqual(verdicts(config('name: web, namespace: shop'), seen(config('name: web, namespace: other'))), [
      'absent',
    ]);
  });

  it('a namespace that is given counts where git names none', () => {
    const live = seen(config('name: web, namespace: one'), config('name: web, namespace: two', 'a: "2"'));
    assert.deepEqual(verdicts(config('name: web'), live, { namespace: 'one' }), ['none']);
    assert.deepEqual(verdicts(config('name: web'), live, { namespace: 'two' }), ['changed']);
    assert.deepEqual(verdicts(config('name: web'), live, { namespace: 'three' }), ['absent']);
  });

  it('where several namespaces have it and nobody says which, it is unknown', () => {
    const live = seen(config('name: web, namespace: one'), config('name: web, namespace: two'));
    assert.deepEqual(verdicts(config('name: web'), live), ['unknown']);
  });

  it('of an object in several versions, the one that git uses is compared', () => {
    const [v1, v2] = [hpa('v1'), hpa('v2').replace('maxReplicas: 5', 'maxReplicas: 6')];
    assert.deepEqual(verdicts(hpa('v2'), seen(v1, v2)), ['changed']);
    assert.deepEqual(verdicts(hpa('v1'), seen(v1, v2)), ['none']);
  });

  it('an object that stands twice counts once, as it stands last, with a warning', () => {
    const files = [
      manifest(config('name: web', 'a: "1"'), 'a.yaml'),
      manifest(config('name: web', 'a: "2"'), 'b.yaml'),
    ];
    const { objects, warnings } = compareManifests(files, seen(config('name: web', 'a: "2"')), none);
    assert.deepEqual(
      objects.map(({ file, verdict }) => `${file}: ${verdict}`),
      ['b.yaml: none'],
    );
    assert.deepEqual(
      warnings.map(({ code, file }) => `${code} ${file}`),
      ['duplicateObject b.yaml'],
    );
  });

  it('a key that stands twice is a warning, and the last one is compared', () => {
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  a: "1"\n  a: "2"\n';
    const { objects, warnings } = compareManifests([manifest(yaml)], seen(config('name: web', 'a: "2"')), none);
    assert.deepEqual(
      objects.map(({ verdict }) => verdict),
      ['none'],
    );
    assert.deepEqual(
      warnings.map(({ code, line }) => ({ code, line })),
      [{ code: 'duplicateKey', line: 6 }],
    );
  });

  it('a document that cannot be read is invalid at its line, once, and the others are compared', () => {
    const yaml = `${config('name: web')}\n---\na: [1, 2\nb: {\nc: }}\n`;
    const { objects } = compareManifests([manifest(yaml)], seen(config('name: web')), none);
    assert.deepEqual(
      objects.map(({ verdict, name }) => `${name}: ${verdict}`),
      ['app.yaml: invalid', 'web: none'],
    );
    assert.ok((objects[0]?.line ?? 0) > 4);
  });

  it('an object that asks for it is left alone, and one that is encrypted is unknown', () => {
    const ignored = config('name: web, annotations: {kustomize.toolkit.fluxcd.io/ssa: Ignore}', 'a: "9"');
    assert.deepEqual(verdicts(ignored, seen(config('name: web'))), ['none']);
    const sops = `${object('v1', 'Secret', 'data: {a: "ENC[AES256_GCM]"}')}\nsops: {version: 3.8.1}`;
    assert.deepEqual(verdicts(sops, seen(object('v1', 'Secret', 'data: {a: YQ==}'))), ['unknown']);
  });
});
