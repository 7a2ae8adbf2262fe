import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { Clusters } from '../../../src/core/cluster/clusters';
import { Kubeconfig } from '../../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../../src/core/cluster/kubeconfig/parse';
import { deployment } from '../../contract/cluster/builders';
import { kubeconfigFor } from '../../lab/cluster';
import { Ending } from '../../lab/ending';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { oneCluster } from '../oneCluster';

const namespace = 'people';
const name = 'web';
const ref = { kind: 'Deployment', namespace, name };

/** What people and controllers do, with the tools that they do it by: nothing here is imitated. */
describe('People and controllers on a real cluster', function () {
  this.timeout(180_000);
  const ending = new Ending();
  let cluster: Kubernetes;

  before(async () => {
    ({ cluster } = await oneCluster(ending, 'staging'));
    await cluster.ensureNamespace(namespace);
  });
  after(() => ending.run());
  beforeEach(async () => {
    await cluster.apply(deployment(name, namespace, { replicas: 1 }), { manager: 'gitops' });
  });
  afterEach(() => cluster.remove(ref));

  /** Managers by the paths that they own, as text. */
  async function entries(): Promise<
    readonly { manager: string; operation: string; subresource?: string | undefined; fields: string }[]
  > {
    const { metadata } = z
      .looseObject({
        metadata: z.looseObject({
          managedFields: z.array(
            z.looseObject({
              manager: z.string(),
              operation: z.string(),
              subresource: z.string().optional(),
              fieldsV1: z.unknown(),
            }),
          ),
        }),
      })
      .parse(await cluster.get(ref));
    return metadata.managedFields.map(({ fieldsV1, ...entry }) => ({ ...entry, fields: JSON.stringify(fieldsV1) }));
  }
  const whoOwns = async (field: string): Promise<readonly string[]> =>
    (await entries())
      .filter(({ fields }) => fields.includes(`"f:${field}"`))
      .map(({ manager, operation, subresource }) => [manager, operation, subresource].filter(Boolean).join(' '));

  const doings = [
    { args: ['scale', 'deployment', name, '--replicas=3'], field: 'replicas', owner: 'kubectl Update scale' },
    { args: ['set', 'env', `deployment/${name}`, 'ADDED=1'], field: 'env', owner: 'kubectl-set Update' },
    { args: ['set', 'image', `deployment/${name}`, 'main=other:2'], field: 'image', owner: 'kubectl-set Update' },
    {
      args: ['rollout', 'restart', `deployment/${name}`],
      field: 'kubectl.kubernetes.io/restartedAt',
      owner: 'kubectl-rollout Update',
    },
    {
      args: ['patch', 'deployment', name, '-p', '{"spec":{"minReadySeconds":2}}'],
      field: 'minReadySeconds',
      owner: 'kubectl-patch Update',
    },
    { args: ['label', 'deployment', name, 'team=shop'], field: 'team', owner: 'kubectl-label Update' },
    { args: ['annotate', 'deployment', name, 'note=by-hand'], field: 'note', owner: 'kubectl-annotate Update' },
  ] as const;
  for (const { args, field, owner } of doings) {
    it(`kubectl ${args.slice(0, 2).join(' ')} is recorded as ${owner}`, async () => {
      await cluster.kubectl([...args, '-n', namespace]);
      assert.ok((await whoOwns(field)).includes(owner), JSON.stringify(await entries()));
    });
  }

  it('kubectl apply keeps what was applied in an annotation, and owns all of it', async () => {
    const other = { ...deployment('applied', namespace), kind: 'Deployment' };
    await cluster.kubectl(['apply', '-n', namespace, '-f', '-'], JSON.stringify(other));
    const object = z
      .looseObject({ metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }) })
      .parse(await cluster.get({ ...ref, name: 'applied' }));
    assert.ok('kubectl.kubernetes.io/last-applied-configuration' in object.metadata.annotations);
  });

  it('an autoscaler scales as kube-controller-manager, through the subresource', async () => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name };
    await cluster.apply(
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name, namespace },
        ...{ spec: { minReplicas: 2, maxReplicas: 4, scaleTargetRef } },
      },
      { manager: 'gitops' },
    );
    const owner = 'kube-controller-manager Update scale';
    for (let tries = 0; tries < 300 && !(await whoOwns('replicas')).includes(owner); tries++) await pause(100);
    assert.ok((await whoOwns('replicas')).includes(owner), JSON.stringify(await entries()));
    await cluster.remove({ kind: 'HorizontalPodAutoscaler', namespace, name });
  });

  it('a kind that is defined while Branchline watches is found, with its schema', async () => {
    const users = cluster.users;
    const server = { url: cluster.url, certificate: cluster.certificate, users };
    const file = kubeconfigFor({ staging: server, production: server });
    const clusters = new Clusters({
      kubeconfig: () => Promise.resolve(new Kubeconfig([parseKubeconfig('/config', file)])),
      trusted: () => false,
      environment: {},
      timings: { refusedMs: 1_000 },
    });
    const target = { kind: 'context', context: 'staging' } as const;
    const widget = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Widget' };
    const state = () => clusters.state(target, namespace).kinds.get('monitoring.coreos.com/v1/Widget');
    const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
      for (let tries = 0; tries < 600; tries++) {
        if (await holds()) return;
        await pause(100);
      }
      throw new Error(`Not in time: ${what}`);
    };
    try {
      clusters.watch({ target, namespace, kinds: [widget] });
      await until('it is missing', () => {
        const now = state();
        return now?.kind === 'unknown' && now.reason === 'missing';
      });
      await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(definition));
      await until('it is known', () => state()?.kind === 'known');
      await until('its schema is served', async () => {
        const { text } = await cluster.as('developer').send('GET', '/openapi/v3/apis/monitoring.coreos.com/v1');
        return text.includes('"Widget"');
      });
      const schema = await clusters.schemas(target).schema(widget);
      assert.deepEqual(
        [schema?.origin, schema?.root.fields?.get('spec')?.fields?.get('size')?.type],
        ['cluster', 'integer'],
      );
    } finally {
      clusters.dispose();
    }
  });
});

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.monitoring.coreos.com' },
  spec: {
    group: 'monitoring.coreos.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
};
