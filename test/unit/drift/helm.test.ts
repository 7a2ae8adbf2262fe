import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import type { ObjectDrift } from '../../../src/core/drift/report';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { encoded, fieldsOf, withoutContainers } from './fieldsV1';
import { created } from './served';

/** What the defaulting code of Kubernetes 1.37 makes of the corpus. */
const fixtures = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/flux.json'), 'utf8')) as readonly {
  readonly live: LiveObject;
}[];
const corpus = join(import.meta.dirname, '../../corpus');
const files = readdirSync(corpus).map((name) => readManifestFile(name, readFileSync(join(corpus, name), 'utf8')));

/** What Helm writes on each object beside what the chart says. */
const labels = { 'app.kubernetes.io/managed-by': 'Helm' };
const annotations = { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'default' };

type Way = 'Helm 3, a plain write that owns what the server filled in as well' | 'Helm 4, a server-side apply';
const ways: readonly Way[] = [
  'Helm 3, a plain write that owns what the server filled in as well',
  'Helm 4, a server-side apply',
];

function marked(object: LiveObject): LiveObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...labels },
      annotations: { ...metadata.annotations, ...annotations },
    },
  };
}

/** As the server answers it. */
function served(sent: LiveObject, defaulted: LiveObject, way: Way): LiveObject {
  const live = marked(defaulted);
  const isApply = way === 'Helm 4, a server-side apply';
  const fields = fieldsOf(isApply ? marked(sent) : live, bundledSchema(live));
  const entry = {
    manager: 'helm',
    operation: isApply ? 'Apply' : 'Update',
    apiVersion: live.apiVersion,
    time: created,
  };
  const fieldsV1 = encoded(isApply ? withoutContainers(fields) : fields.keys());
  const managedFields = [{ ...entry, fieldsV1 }];
  return { ...live, metadata: { ...live.metadata, creationTimestamp: created, managedFields } };
}

function compare(text: string, live: readonly LiveObject[]): ObjectDrift {
  const [object] = compareManifests(
    [readManifestFile('a.yaml', text)],
    { objects: live, unseen: () => undefined },
    { schemaOf: bundledSchema },
  ).objects;
  assert.ok(object);
  return object;
}

describe('What Helm applies', () => {
  for (const way of ways) {
    it(`is no drift, for any object of the corpus: ${way}`, () => {
      let compared = 0;
      const alarms = files.flatMap((file) =>
        file.objects.flatMap((object) => {
          const { apiVersion, kind, name, namespace } = object.identity;
          const one = fixtures.find(
            ({ live }) =>
              live.apiVersion === apiVersion &&
              live.kind === kind &&
              live.metadata.name === name &&
              live.metadata.namespace === namespace,
          );
          if (!one) return [];
          compared += 1;
          const live = served(object.value as unknown as LiveObject, one.live, way);
          const report = compareManifests(
            [{ ...file, problems: [], objects: [object] }],
            { objects: [live], unseen: () => undefined },
            { schemaOf: bundledSchema },
          );
          return report.objects.flatMap(({ fields }) =>
            fields.map(({ path, verdict }) => `${kind}/${name} ${path} ${verdict}`),
          );
        }),
      );
      assert.deepEqual(alarms, []);
      assert.ok(compared >= 310, String(compared));
    });
  }

  const hook = (annotation: string, image = 'a:1') =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b, annotations: {${annotation}}}\nspec: {containers: [{name: a, image: "${image}"}]}\n`;
  const pod = (image: string): LiveObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'b' },
    spec: { containers: [{ name: 'a', image }] },
  });

  for (const annotation of [
    'helm.sh/hook: test',
    '"helm.sh/hook": "pre-install, pre-upgrade"',
    'helm.sh/hook: test-success',
    'argocd.argoproj.io/hook: PreSync',
    'argocd.argoproj.io/hook: Skip',
  ]) {
    it(`a hook is not missed where it is gone: ${annotation}`, () => {
      const { verdict, reason } = compare(hook(annotation), []);
      assert.equal(verdict, 'none');
      assert.match(reason ?? '', /hook/);
    });
  }

  it('a hook that is there is compared where each deployment runs it, and not where none does', () => {
    const verdict = (annotation: string) => {
      const live = pod('a:0');
      const named = Object.fromEntries([annotation.split(': ') as [string, string]]);
      return compare(hook(annotation), [{ ...live, metadata: { ...live.metadata, annotations: named } }]).verdict;
    };
    for (const each of ['helm.sh/hook: post-upgrade', 'argocd.argoproj.io/hook: PostSync'])
      assert.equal(verdict(each), 'changed', each);
    for (const once of ['helm.sh/hook: test', 'helm.sh/hook: post-install', 'argocd.argoproj.io/hook: SyncFail'])
      assert.equal(verdict(once), 'none', once);
  });

  it('what is no hook is missed', () => {
    for (const annotation of ['helm.sh/hook-weight: "1"', 'helm.sh/hook: ""', 'other/hook: test'])
      assert.equal(compare(hook(annotation), []).verdict, 'absent', annotation);
  });
});
