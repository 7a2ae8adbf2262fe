import assert from 'node:assert/strict';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import type { LiveObject } from '../../../src/core/cluster/live';
import { adoptLive } from '../../../src/core/drift/adopt';
import { compareManifests } from '../../../src/core/drift/compare';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { inEnglish } from '../../../src/core/support/message';

const text = `# the shop's front
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # as everywhere
spec:
  replicas: 2 # two are enough
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: side
          image: side:1
        # the one that matters
        - name: web
          image: "web:1" # pinned
          env:
            - { name: MODE, value: fast }
---
# beside it
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  mode: slow
`;
const [deployment, configMap] = readManifestFile('a.yaml', text).objects;
assert.ok(deployment && configMap);

interface Container {
  name: string;
  image: string;
  env?: { name: string; value: string }[];
}
const live = (change: (spec: { replicas?: number; template: { spec: { containers: Container[] } } }) => void) => {
  const object = structuredClone(deployment.value) as unknown as LiveObject & {
    spec: Parameters<typeof change>[0];
  };
  change(object.spec);
  return object;
};
const container = (spec: { template: { spec: { containers: Container[] } } }) =>
  spec.template.spec.containers.find(({ name }) => name === 'web') ?? assert.fail();

function adopt(path: string, object: LiveObject, from = text) {
  return adoptLive({ path: 'a.yaml', text: from }, deployment!.identity, path, object);
}

describe('adopting a live value', () => {
  const image = 'spec.template.spec.containers[name=web].image';
  const cases = {
    'a number': ['spec.replicas', live((spec) => (spec.replicas = 5)), 'replicas: 5 # two are enough'],
    'a text, in the item that has the name': [
      image,
      live((spec) => {
        container(spec).image = 'web:2';
        spec.template.spec.containers.reverse();
      }),
      'web:2',
    ],
    'a text that YAML 1.1 would read as another': [image, live((spec) => (container(spec).image = 'yes')), 'yes'],
    'an item that only the cluster has': [
      'spec.template.spec.containers[name=web].env[name=DEBUG]',
      live((spec) => container(spec).env?.push({ name: 'DEBUG', value: '1' })),
      'DEBUG',
    ],
    'that a key is not there': ['spec.replicas', live((spec) => delete spec.replicas), 'template:'],
  } as const;

  for (const [name, [path, object, shown]] of Object.entries(cases)) {
    it(`writes ${name}, and then there is no drift; comments and other lines stay`, () => {
      const adopted = adopt(path, object);
      if (adopted.kind === 'refused') assert.fail(inEnglish(adopted.said));
      assert.ok(adopted.text.includes(shown));
      const file = readManifestFile('a.yaml', adopted.text);
      const world = { objects: [object, configMap.value as unknown as LiveObject], unseen: () => undefined };
      const { objects } = compareManifests([file], world, { schemaOf: bundledSchema });
      assert.deepEqual(
        objects.map(({ verdict }) => verdict),
        ['none', 'none'],
      );
      const before = text.split('\n');
      const changed = before.filter((line) => !adopted.text.split('\n').includes(line));
      assert.ok(changed.length <= 2, changed.join('\n'));
      assert.ok(adopted.text.includes('# the one that matters') && adopted.text.includes('# beside it'));
    });
  }

  it('is refused where the place is not clear', () => {
    const object = live((spec) => (spec.replicas = 5));
    assert.equal(adopt('spec.template.spec.containers[0].image', object).kind, 'refused');
    assert.equal(adopt('spec.template.spec.containers[name=gone].image', object).kind, 'refused');
    assert.equal(adopt('spec.replicas', object, `${text}---\n${text}`).kind, 'refused');
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: { name: web }\n  spec: { replicas: 2 }\n`;
    assert.equal(adopt('spec.replicas', object, list).kind, 'refused');
  });

  it('is refused where the value is shared by an anchor', () => {
    const shared = text.replace('replicas: 2', 'replicas: &two 2').replace('mode: slow', 'mode: slow\n  two: *two');
    const other = shared.replace('---\n# beside it', 'x-two: *two\n---\n# beside it').replace('\n  two: *two', '');
    assert.equal(
      adopt(
        'spec.replicas',
        live((spec) => (spec.replicas = 5)),
        other,
      ).kind,
      'refused',
    );
  });

  it('never writes a value of a Secret', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { a: b }\n';
    const identity = { apiVersion: 'v1', kind: 'Secret', name: 's' };
    const object = { ...identity, metadata: { name: 's' }, data: { a: 'Y2FuYXJ5' } };
    assert.equal(adoptLive({ path: 's.yaml', text: secret }, identity, 'data.a', object).kind, 'refused');
  });
});
