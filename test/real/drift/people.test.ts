import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { Ending } from '../../lab/ending';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { oneCluster } from '../oneCluster';

const selector = 'selector: {matchLabels: {app: web}}';
const template = (container: string, metadata = 'labels: {app: web}') =>
  `template: {metadata: {${metadata}}, spec: {containers: [{name: web, image: "registry.example/web:1"${container}}]}}`;
const deployment = (container = '', replicas = 'replicas: 3,', metadata?: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}}\nspec: {${replicas} ${selector}, ${template(container, metadata)}}\n`;
const object = (kind: string, rest: string, apiVersion = 'v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\n${rest}\n`;
const autoscaler = object(
  'HorizontalPodAutoscaler',
  'spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}',
  'autoscaling/v2',
);

interface Case {
  /** Row of test/unit/drift/cases. */
  readonly id: string;
  readonly git: string;
  /** What somebody does once it is applied, as arguments of kubectl. */
  readonly done: readonly (readonly string[])[];
  /** Besides what kubectl does. */
  readonly scaledBy?: string;
  readonly found: Readonly<Record<string, string>>;
}

const container = 'spec.template.spec.containers[name=web]';
const cases: readonly Case[] = [
  {
    id: '1, 2, 5: other ways of writing a quantity',
    git: deployment(', resources: {limits: {cpu: 1000m, memory: 3072Mi}, requests: {cpu: 0.5}}'),
    done: [],
    found: {},
  },
  {
    id: '25: a rollout was restarted',
    git: deployment('', 'replicas: 1,', 'labels: {app: web}, annotations: {}'),
    done: [['rollout', 'restart', 'deployment/web']],
    found: {},
  },
  {
    id: '36: a variable set by hand',
    git: deployment(', env: [{name: A, value: "1"}]'),
    done: [['set', 'env', 'deployment/web', 'B=2']],
    found: { [`${container}.env[name=B]`]: 'extra' },
  },
  {
    id: '36: one changed by hand',
    git: deployment(', env: [{name: A, value: "1"}]'),
    done: [['set', 'env', 'deployment/web', 'A=2']],
    found: { [`${container}.env[name=A].value`]: 'changed' },
  },
  {
    id: '36: an image set by hand',
    git: deployment(),
    done: [['set', 'image', 'deployment/web', 'web=registry.example/web:2']],
    found: { [`${container}.image`]: 'changed' },
  },
  {
    id: '36: resources set by hand',
    git: deployment(),
    done: [['set', 'resources', 'deployment/web', '--limits=cpu=2']],
    found: { [`${container}.resources.limits.cpu`]: 'extra' },
  },
  {
    id: '38: a key added to a ConfigMap',
    git: object('ConfigMap', 'data: {a: "1"}'),
    done: [['patch', 'configmap/web', '--type=merge', '-p', '{"data":{"b":"2"}}']],
    found: { 'data.b': 'extra' },
  },
  {
    id: '40: a port beside another of the same number',
    git: object('Service', 'spec: {ports: [{name: t, port: 53, protocol: TCP}, {name: u, port: 53, protocol: UDP}]}'),
    done: [],
    found: {},
  },
  {
    id: '45: an autoscaler scaled',
    git: `${deployment()}---\n${autoscaler}`,
    done: [],
    scaledBy: 'kube-controller-manager',
    found: { 'spec.replicas': 'managed' },
  },
  {
    id: '46: a person scaled',
    git: deployment(),
    done: [['scale', 'deployment/web', '--replicas=0']],
    found: { 'spec.replicas': 'changed' },
  },
  {
    id: '46: a person scaled what an autoscaler scales',
    git: `${deployment()}---\n${autoscaler}`,
    done: [['scale', 'deployment/web', '--replicas=5']],
    found: { 'spec.replicas': 'changed' },
  },
  {
    id: '48: no count in git',
    git: deployment('', ''),
    done: [['scale', 'deployment/web', '--replicas=5']],
    found: {},
  },
  {
    id: '58: a label put there by hand',
    git: deployment(),
    done: [['label', 'deployment/web', 'mine=yes']],
    found: { 'metadata.labels.mine': 'extra' },
  },
  {
    id: '58: a label taken away by hand',
    git: deployment(),
    done: [['label', 'deployment/web', 'app-']],
    found: { 'metadata.labels.app': 'missing' },
  },
  {
    id: '60, 62: a Secret as it was sent',
    git: object('Secret', 'stringData: {p: x}\ndata: {q: eA==}'),
    done: [],
    found: {},
  },
  {
    id: '61: a Secret changed by hand',
    git: object('Secret', 'stringData: {p: x}'),
    done: [['patch', 'secret/web', '--type=merge', '-p', '{"data":{"p":"eQ=="}}']],
    found: { 'stringData.p': 'masked' },
  },
  {
    id: '74: deleted by hand',
    git: object('ConfigMap', 'data: {a: "1"}'),
    done: [['delete', 'configmap/web']],
    found: { '': 'absent' },
  },
];

for (const way of [['--server-side=false'], ['--server-side']]) {
  describe(`What people do on a real cluster, after kubectl apply ${way.join('')}`, function () {
    this.timeout(300_000);
    const ending = new Ending();
    let cluster: Kubernetes;
    let folder: string;

    before(async () => {
      ({ cluster, folder } = await oneCluster(ending, 'people'));
    });
    after(() => ending.run());

    cases.forEach(({ id, git, done, scaledBy, found }, index) => {
      it(id, async () => {
        const namespace = `case-${index}`;
        await cluster.ensureNamespace(namespace);
        const path = join(folder, 'web.yaml');
        await writeFile(path, git);
        await cluster.kubectl(['apply', ...way, '-n', namespace, '-f', path]);
        for (const args of done) await cluster.kubectl(['-n', namespace, ...args]);
        if (scaledBy !== undefined) {
          await cluster.scale({ kind: 'Deployment', namespace, name: 'web' }, 7, { manager: scaledBy });
        }
        const text = await cluster.kubectl([
          'get',
          '-n',
          namespace,
          '-f',
          path,
          '-o',
          'json',
          '--show-managed-fields',
          '--ignore-not-found',
        ]);
        const answer = (text === '' ? { items: [] } : JSON.parse(text)) as { items?: LiveObject[] };
        const objects = answer.items ?? [answer as unknown as LiveObject];
        const report = compareManifests(
          [readManifestFile('web.yaml', git)],
          { objects, unseen: () => undefined },
          { schemaOf: bundledSchema, namespace },
        );
        const fields = report.objects.flatMap((one) =>
          one.verdict === 'absent' ? [['', 'absent']] : one.fields.map(({ path: at, verdict }) => [at, verdict]),
        );
        assert.deepEqual(Object.fromEntries(fields), found);
      });
    });
  });
}
