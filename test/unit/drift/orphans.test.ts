import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import { withOrphans } from '../../../src/core/drift/orphans';
import { hasDrift } from '../../../src/core/drift/report';
import { manifest } from './served';

const namespace = 'shop';
const flux = {
  'kustomize.toolkit.fluxcd.io/name': 'shop',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
};

function config(name: string, metadata: object = {}, kind = 'ConfigMap'): LiveObject {
  return { apiVersion: 'v1', kind, metadata: { name, namespace, ...metadata }, data: { a: '1' } };
}

function file(...names: readonly string[]) {
  const documents = names.map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "1"}\n`);
  return manifest(documents.join('---\n'));
}

function orphansOf(live: readonly LiveObject[], ...files: readonly ReturnType<typeof manifest>[]) {
  const report = compareManifests(
    files,
    { objects: live, unseen: () => undefined },
    { schemaOf: bundledSchema, namespace },
  );
  const whole = withOrphans(report, files, { objects: live }, namespace);
  assert.equal(hasDrift(whole), hasDrift(report), 'what is left over is told, and does not count');
  const found = whole.objects.filter(({ verdict }) => verdict === 'orphan');
  assert.equal(whole.counts.orphan, found.length);
  return found.map(({ kind, name, reason = '' }) => `${kind} ${name}: ${reason}`);
}

describe('What a branch left behind is an orphan', () => {
  const tracked = (name: string, application = 'shop') => ({
    annotations: { 'argocd.argoproj.io/tracking-id': `${application}:/ConfigMap:${namespace}/${name}` },
  });
  const ways = {
    'a label of Flux': { a: { labels: flux }, b: { labels: flux }, by: 'Kustomization flux-system/shop' },
    'an annotation of Argo CD': { a: tracked('a'), b: tracked('b'), by: 'Application shop' },
    'the annotations of Helm': {
      a: { annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'shop' } },
      b: { annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'shop' } },
      by: 'Helm release shop/shop',
    },
    'the label of an apply set': {
      a: { labels: { 'applyset.kubernetes.io/part-of': 'set-1' } },
      b: { labels: { 'applyset.kubernetes.io/part-of': 'set-1' } },
      by: 'ApplySet set-1',
    },
  };
  for (const [way, { a, b, by }] of Object.entries(ways)) {
    it(`where ${way} says that the same owner deployed it`, () => {
      assert.deepEqual(orphansOf([config('a', a), config('b', b), config('other')], file('a')), [
        `ConfigMap b: ${by} deployed it, as it did others of this branch.`,
      ]);
    });
  }

  it('where the inventory of a Kustomization, or the status of an Application, lists it', () => {
    const kustomization = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'shop', namespace: 'flux-system' },
      status: {
        inventory: { entries: ['a', 'b'].map((name) => ({ id: `${namespace}_${name}__ConfigMap`, v: 'v1' })) },
      },
    };
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop', namespace: 'argocd' },
      status: { resources: ['a', 'b'].map((name) => ({ version: 'v1', kind: 'ConfigMap', namespace, name })) },
    };
    for (const controller of [kustomization, application]) {
      assert.equal(
        orphansOf([config('a'), config('b'), config('c'), controller], file('a')).length,
        1,
        controller.kind,
      );
    }
  });

  it('where a label that anybody may set names an Application that is there, and only then', () => {
    const instance = { labels: { 'app.kubernetes.io/instance': 'shop' } };
    const live = [config('a', instance), config('b', instance)];
    const application = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'shop' } };
    assert.equal(orphansOf([...live, application], file('a')).length, 1);
    assert.deepEqual(orphansOf(live, file('a')), []);
  });

  it('where kustomize generates it under another name by now', () => {
    const live = [config('web-57bh2g4m8k'), config('web-2mk9hft4c5'), config('web-unrelated1')];
    assert.deepEqual(orphansOf(live, file('web-57bh2g4m8k')), [
      'ConfigMap web-2mk9hft4c5: Git generates it as web-57bh2g4m8k by now.',
    ]);
  });

  it('and not where another owner deployed it, or a mark was copied', () => {
    const others = [
      config('b', { labels: { ...flux, 'kustomize.toolkit.fluxcd.io/name': 'other' } }),
      config('c', tracked('a')),
      config('d', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }),
    ];
    assert.deepEqual(
      orphansOf([config('a', { labels: { ...flux, 'app.kubernetes.io/managed-by': 'Helm' } }), ...others], file('a')),
      [],
    );
    assert.deepEqual(orphansOf([config('a', tracked('a')), config('c', tracked('a'))], file('a')), []);
  });

  it('and not where it was made by another object, goes already, or asks to stay', () => {
    const spared = [
      { ownerReferences: [{ kind: 'Deployment', name: 'x' }] },
      { deletionTimestamp: '2026-01-01T00:00:00Z' },
      { annotations: { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' } },
      { annotations: { 'argocd.argoproj.io/sync-options': 'Validate=false,Prune=false' } },
      { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
      { annotations: { 'helm.sh/resource-policy': 'keep' } },
    ].map((metadata, index) => config(`spared-${index}`, { labels: flux, ...metadata }));
    const companion = config('a', { labels: flux }, 'Endpoints');
    assert.deepEqual(orphansOf([config('a', { labels: flux }), companion, ...spared], file('a')), []);
  });

  it('and never where a file cannot be read: the object may stand in it', () => {
    const live = [config('a', { labels: flux }), config('b', { labels: flux })];
    assert.deepEqual(orphansOf(live, file('a'), manifest('a: [', 'broken.yaml')), []);
  });
});
