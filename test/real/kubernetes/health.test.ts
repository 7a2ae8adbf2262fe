import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { parseJson } from '../../../src/core/cluster/connection/parseJson';
import { healthOf } from '../../../src/core/cluster/health';
import type { HealthVerdict, LiveObject, WorkloadHealth } from '../../../src/core/cluster/live';
import { Ending } from '../../lab/ending';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { oneCluster } from '../oneCluster';

const namespace = 'health';

const pods = (tag: string, spec = '') =>
  `template: {metadata: {labels: {app: x}}, spec: {${spec}containers: [{name: main, image: "registry.example/x:${tag}"}]}}`;
const workload = (kind: string, name: string, spec: string, metadata = '') =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}${metadata}}\nspec: {selector: {matchLabels: {app: x}}, ${spec}}\n`;
const job = (name: string, spec: string, tag = '1.0') =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: ${name}}\nspec: {${spec}${pods(tag, 'restartPolicy: Never, ')}}\n`;
const greedy =
  'template: {metadata: {labels: {app: x}}, spec: {containers: [{name: main, image: "registry.example/x:1.0", resources: {requests: {cpu: "90000"}}}]}}';
const claims = (storage: string) =>
  `volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], ${storage}resources: {requests: {storage: 1Gi}}}}]`;

interface Case {
  readonly what: string;
  readonly kind: string;
  readonly name: string;
  readonly manifest: string;
  /** What is done once it is there, as arguments of kubectl. */
  readonly done?: readonly string[];
  readonly verdict: HealthVerdict;
  readonly reason?: RegExp;
}

/** What controllers, scheduler and kwok make of workloads, and what is said of it. */
const cases: readonly Case[] = [
  {
    what: 'a rollout that ended',
    kind: 'Deployment',
    name: 'good',
    manifest: workload('Deployment', 'good', pods('1.0')),
    verdict: 'healthy',
  },
  {
    what: 'an image that is not to be had',
    kind: 'Deployment',
    name: 'missing-image',
    manifest: workload('Deployment', 'missing-image', pods('1.0-broken')),
    verdict: 'degraded',
    reason: /image of main cannot be pulled: registry\.example\/x:1\.0-broken/,
  },
  {
    what: 'a container that crashes',
    kind: 'Deployment',
    name: 'crashing',
    manifest: workload('Deployment', 'crashing', pods('1.0-crash')),
    verdict: 'degraded',
    reason: /main crashes again and again/,
  },
  {
    what: 'Pods that no node takes',
    kind: 'Deployment',
    name: 'greedy',
    manifest: workload('Deployment', 'greedy', greedy),
    verdict: 'degraded',
    reason: /no node takes it: .*Insufficient cpu/,
  },
  {
    what: 'a rollout that takes too long',
    kind: 'Deployment',
    name: 'late',
    manifest: workload('Deployment', 'late', `progressDeadlineSeconds: 1, ${pods('1.0-broken')}`),
    verdict: 'degraded',
    reason: /ProgressDeadlineExceeded/,
  },
  {
    what: 'a rollout that somebody paused',
    kind: 'Deployment',
    name: 'paused',
    manifest: workload('Deployment', 'paused', `paused: true, ${pods('1.0')}`),
    verdict: 'suspended',
    reason: /paused/,
  },
  {
    what: 'one that is being deleted and has somebody to wait for',
    kind: 'Deployment',
    name: 'ending',
    manifest: workload('Deployment', 'ending', pods('1.0'), ', finalizers: [example.com/wait]'),
    done: ['delete', 'deployment/ending', '--wait=false'],
    verdict: 'progressing',
    reason: /delet/,
  },
  {
    what: 'replicas with volumes of their own',
    kind: 'StatefulSet',
    name: 'stored',
    manifest: workload('StatefulSet', 'stored', `serviceName: x, ${pods('1.0')}, ${claims('')}`),
    verdict: 'healthy',
  },
  {
    what: 'replicas whose volume nobody makes',
    kind: 'StatefulSet',
    name: 'unstored',
    manifest: workload(
      'StatefulSet',
      'unstored',
      `serviceName: x, ${pods('1.0')}, ${claims('storageClassName: none, ')}`,
    ),
    verdict: 'degraded',
    reason: /0 of 1 replicas ready; no node takes it/,
  },
  {
    what: 'a claim that nothing binds',
    kind: 'PersistentVolumeClaim',
    name: 'waiting',
    manifest:
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: waiting}\nspec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}\n',
    verdict: 'progressing',
    reason: /no volume is bound yet/,
  },
  {
    what: 'a Pod on every node',
    kind: 'DaemonSet',
    name: 'everywhere',
    manifest: workload('DaemonSet', 'everywhere', pods('1.0')),
    verdict: 'healthy',
  },
  {
    what: 'a Job that ends well',
    kind: 'Job',
    name: 'done',
    manifest: job('done', ''),
    verdict: 'healthy',
  },
  {
    what: 'a Job that does not end in time',
    kind: 'Job',
    name: 'slow',
    manifest: job('slow', 'activeDeadlineSeconds: 1, ', '1.0-broken'),
    verdict: 'degraded',
    reason: /DeadlineExceeded/,
  },
  {
    what: 'a Job that is held back',
    kind: 'Job',
    name: 'held',
    manifest: job('held', 'suspend: true, '),
    verdict: 'suspended',
    reason: /suspended/,
  },
  {
    what: 'a schedule that is held back',
    kind: 'CronJob',
    name: 'nightly',
    manifest: `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\nspec: {schedule: "0 3 * * *", suspend: true, jobTemplate: {spec: {${pods('1.0', 'restartPolicy: Never, ')}}}}\n`,
    verdict: 'suspended',
    reason: /suspended/,
  },
  {
    what: 'a balancer that nobody provides',
    kind: 'Service',
    name: 'balanced',
    manifest:
      'apiVersion: v1\nkind: Service\nmetadata: {name: balanced}\nspec: {type: LoadBalancer, selector: {app: none}, ports: [{port: 80}]}\n',
    verdict: 'progressing',
  },
];

describe('Health on a real cluster', function () {
  this.timeout(300_000);
  const ending = new Ending();
  let cluster: Kubernetes;

  before(async () => {
    ({ cluster } = await oneCluster(ending, 'health'));
    await cluster.ensureNamespace(namespace);
    // All at once, each with a label of its own: what they come to takes time, and they wait side by side.
    const all = cases.map(({ name, manifest }) => manifest.replaceAll('app: x', `app: ${name}`));
    await cluster.kubectl(['apply', '-n', namespace, '-f', '-'], all.join('---\n'));
    for (const { done } of cases) if (done) await cluster.kubectl(['-n', namespace, ...done]);
  });
  after(async () => {
    const free = [
      'patch',
      'deployment/ending',
      '-n',
      namespace,
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    ];
    await cluster.kubectl(free).catch(() => undefined); // the cluster may not have come up
    await ending.run();
  });

  const kinds =
    'deployments,replicasets,statefulsets,daemonsets,jobs,cronjobs,pods,persistentvolumeclaims,services,widgets';
  async function seen(kind: string, name: string): Promise<WorkloadHealth | undefined> {
    const among = kind === 'Widget' ? kinds : kinds.replace(',widgets', '');
    const text = await cluster.kubectl(['get', among, '-n', namespace, '-o', 'json']);
    const { items } = parseJson(text) as { readonly items: readonly LiveObject[] };
    return healthOf(items).find((one) => one.kind === kind && one.name === name);
  }

  /** Until it is as wanted: controllers take their time. */
  async function comesTo(kind: string, name: string, verdict: HealthVerdict, reason = /^/): Promise<void> {
    let last: WorkloadHealth | undefined;
    for (let tries = 0; tries < 120; tries++) {
      last = await seen(kind, name);
      if (last?.verdict === verdict && reason.test(last.reason ?? '')) return;
      await pause(250);
    }
    assert.fail(`${kind} ${name}: ${JSON.stringify(last)}`);
  }

  for (const { what, kind, name, verdict, reason } of cases) {
    it(`${kind}, ${what}: ${verdict}`, () => comesTo(kind, name, verdict, reason));
  }

  it('a custom resource: by its conditions, and not before its controller has seen the latest change', async () => {
    const schema =
      '{type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}, status: {type: object, x-kubernetes-preserve-unknown-fields: true}}}';
    const definition = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\nspec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}, versions: [{name: v1, served: true, storage: true, subresources: {status: {}}, schema: {openAPIV3Schema: ${schema}}}]}\n`;
    await cluster.kubectl(['apply', '-f', '-'], definition);
    await cluster.kubectl(['wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=60s']);
    const widget = (size: number) =>
      cluster.kubectl(
        ['apply', '-n', namespace, '-f', '-'],
        `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: one}\nspec: {size: ${size}}\n`,
      );
    const told = (observedGeneration: number, status: string) =>
      cluster.kubectl([
        'patch',
        'widget/one',
        '-n',
        namespace,
        '--subresource=status',
        '--type=merge',
        '-p',
        JSON.stringify({
          status: {
            observedGeneration,
            conditions: [{ type: 'Ready', status, reason: 'Told', message: 'by its controller' }],
          },
        }),
      ]);
    await widget(1);
    await told(1, 'True');
    await comesTo('Widget', 'one', 'healthy');
    await widget(2);
    await comesTo('Widget', 'one', 'progressing', /not observed/);
    await told(2, 'False');
    assert.notEqual((await seen('Widget', 'one'))?.verdict, 'healthy');
    await told(2, 'True');
    await comesTo('Widget', 'one', 'healthy');
  });
});
