import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { backend, freshNamespace, type Backend } from './backend';
import { configMap, deployment } from './builders';

const Metadata = z.looseObject({
  resourceVersion: z.string(),
  generation: z.number().optional(),
  deletionTimestamp: z.string().optional(),
});
const Rollout = z.looseObject({
  metadata: z.looseObject({ generation: z.number() }),
  status: z.looseObject({
    observedGeneration: z.number().optional(),
    updatedReplicas: z.number().optional(),
    readyReplicas: z.number().optional(),
    availableReplicas: z.number().optional(),
    unavailableReplicas: z.number().optional(),
    conditions: z.array(z.looseObject({ type: z.string(), status: z.string(), reason: z.string() })).optional(),
  }),
});
const merge = 'application/merge-patch+json';

describe('The life of an object on an API server', function () {
  this.timeout(180_000);
  let api: Backend;
  let namespace: string;
  before(async () => {
    api = await backend();
    namespace = await freshNamespace(api);
  });
  const refOf = (name: string, kind = 'ConfigMap') => ({ kind, namespace, name });
  const metadataOf = async (name: string, kind?: string) =>
    Metadata.parse((await api.objects.get(refOf(name, kind)))?.metadata);
  async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < 600; tries++) {
      const found = await look();
      if (found !== undefined) return found;
      await pause(50);
    }
    throw new Error(`Not in time: ${what}`);
  }

  it('a write that changes nothing leaves the version as it is', async () => {
    await api.objects.apply(configMap('same', namespace), 'gitops', false);
    const before = await metadataOf('same');
    await api.objects.apply(configMap('same', namespace), 'gitops', false);
    await api.objects.patch(refOf('same'), { data: { at: '1' } }, 'test');
    assert.equal((await metadataOf('same')).resourceVersion, before.resourceVersion);
  });

  it('the generation counts changes of the spec, and of nothing else', async () => {
    await api.objects.apply(deployment('counted', namespace, { replicas: 0 }), 'gitops', false);
    const ref = refOf('counted', 'Deployment');
    await api.objects.patch(ref, { metadata: { labels: { a: 'b' } } }, 'test');
    const first = (await metadataOf('counted', 'Deployment')).generation;
    await api.objects.patch(ref, { spec: { minReadySeconds: 1 } }, 'test');
    const second = (await metadataOf('counted', 'Deployment')).generation;
    assert.deepEqual([first, second], [1, 2]);
  });

  it('an older version is not overwritten: 409', async () => {
    await api.objects.ensure(configMap('contested', namespace));
    const body = configMap('contested', namespace, { at: '2' });
    const stale = { ...body, metadata: { ...body.metadata, resourceVersion: '1' } };
    const path = `/api/v1/namespaces/${namespace}/configmaps/contested`;
    assert.equal((await api.as('admin').send('PUT', path, { body: stale })).status, 409);
  });

  it('what has a finalizer is there until that is gone, with the time of its deletion', async () => {
    const object = configMap('finalized', namespace);
    await api.objects.ensure({ ...object, metadata: { ...object.metadata, ...{ finalizers: ['example.com/keep'] } } });
    await api.objects.remove(refOf('finalized'));
    assert.match((await metadataOf('finalized')).deletionTimestamp ?? '', /^\d{4}-/);
    await api.objects.patch(refOf('finalized'), { metadata: { finalizers: null } }, 'test');
    assert.equal(await api.objects.get(refOf('finalized')), undefined);
  });

  it('a rollout says when it has seen the spec, and that it is complete', async () => {
    await api.objects.apply(deployment('rolled', namespace, { replicas: 2 }), 'gitops', false);
    const { metadata, status } = await eventually('the rollout completes', async () => {
      const found = Rollout.parse(await api.objects.get(refOf('rolled', 'Deployment')));
      return found.status.availableReplicas === 2 ? found : undefined;
    });
    assert.equal(status.observedGeneration, metadata.generation);
    assert.deepEqual([status.updatedReplicas, status.readyReplicas, status.unavailableReplicas], [2, 2, undefined]);
    const conditions = Object.fromEntries((status.conditions ?? []).map((each) => [each.type, each]));
    assert.equal(conditions['Available']?.status, 'True');
    assert.equal(conditions['Available'].reason, 'MinimumReplicasAvailable');
    await eventually('it says so', async () => {
      const found = Rollout.parse(await api.objects.get(refOf('rolled', 'Deployment')));
      return found.status.conditions?.find(({ reason }) => reason === 'NewReplicaSetAvailable');
    });
  });

  it('an image that is not there holds the rollout: the old Pods stay, the new one says why', async () => {
    await api.objects.apply(deployment('broken', namespace, { replicas: 2 }), 'gitops', false);
    await eventually('the first rollout completes', async () => {
      const { status } = Rollout.parse(await api.objects.get(refOf('broken', 'Deployment')));
      return status.availableReplicas === 2 ? true : undefined;
    });
    await api.objects.apply(deployment('broken', namespace, { replicas: 2, tag: '2.0.0-broken' }), 'gitops', false);
    const Pod = z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      status: z.looseObject({
        phase: z.string().optional(),
        containerStatuses: z
          .array(z.looseObject({ state: z.looseObject({ waiting: z.looseObject({ reason: z.string() }).optional() }) }))
          .optional(),
      }),
    });
    await eventually('a Pod waits for its image', async () => {
      const pods = (await api.objects.list('Pod', namespace)).map((pod) => Pod.parse(pod));
      return pods.find(
        ({ metadata, status }) =>
          metadata.name.startsWith('broken-') &&
          status.containerStatuses?.some(({ state }) =>
            ['ErrImagePull', 'ImagePullBackOff'].includes(state.waiting?.reason ?? ''),
          ),
      );
    });
    const { status } = await eventually('the new Pod is counted', async () => {
      const found = Rollout.parse(await api.objects.get(refOf('broken', 'Deployment')));
      const { unavailableReplicas, updatedReplicas } = found.status;
      return unavailableReplicas === 1 && updatedReplicas === 1 ? found : undefined;
    });
    assert.equal(status.availableReplicas, 2);
  });

  it('what is owned goes with its owner', async () => {
    await api.objects.apply(deployment('owner', namespace, { replicas: 1 }), 'gitops', false);
    const owned = async (): Promise<number> =>
      (await api.objects.list('ReplicaSet', namespace)).filter(({ metadata }) =>
        String(metadata['name']).startsWith('owner-'),
      ).length;
    await eventually('it has a ReplicaSet', async () => ((await owned()) === 1 ? true : undefined));
    await api.objects.remove(refOf('owner', 'Deployment'));
    await eventually('it is gone', async () => ((await owned()) === 0 ? true : undefined));
  });

  it('a dry run answers as if, and changes nothing', async () => {
    await api.objects.ensure(configMap('tried', namespace));
    const path = `/api/v1/namespaces/${namespace}/configmaps/tried?dryRun=All`;
    const answer = await api.as('admin').ask('PATCH', path, { body: { data: { at: '9' } }, type: merge });
    assert.deepEqual(z.looseObject({ data: z.unknown() }).parse(answer).data, { at: '9' });
    assert.deepEqual((await api.objects.get(refOf('tried')))?.['data'], { at: '1' });
  });
});
