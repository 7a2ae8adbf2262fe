import assert from 'node:assert/strict';
import { startCluster, type ClusterDouble, type KubeObject } from '../../../lab/cluster';
import { at, listAt, numberAt, stringAt } from '../../../lab/cluster/model/object';
import { onCluster, workload } from './harness';

const web = { kind: 'Deployment', namespace: 'shop-dev', name: 'web' };
const agent = { manager: 'agent' };

function condition(object: KubeObject | undefined, type: string): string {
  const found = listAt(object, 'status', 'conditions').find((each) => stringAt(each, 'type') === type);
  return `${stringAt(found, 'status') ?? '?'} ${stringAt(found, 'reason') ?? '?'}`;
}

const waiting = (pod: KubeObject): string | undefined =>
  stringAt(listAt(pod, 'status', 'containerStatuses')[0], 'state', 'waiting', 'reason');

/** Waits for the world to become so; mocha's time-out is the bound. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const pods = (cluster: ClusterDouble): readonly KubeObject[] => cluster.list('Pod', 'shop-dev');

describe('lab cluster: workloads come up', () => {
  it(
    'a Deployment gets its Pods and says that it has succeeded',
    onCluster(async (cluster) => {
      cluster.apply(workload('Deployment', 'web', { replicas: 3 }), agent);
      assert.equal(await cluster.rolledOut(web), 'complete');
      const deployment = cluster.get(web);
      assert.equal(numberAt(deployment, 'status', 'readyReplicas'), 3);
      assert.equal(numberAt(deployment, 'status', 'observedGeneration'), 1);
      assert.equal(condition(deployment, 'Available'), 'True MinimumReplicasAvailable');
      assert.equal(condition(deployment, 'Progressing'), 'True NewReplicaSetAvailable');
      assert.equal(deployment?.metadata.annotations?.['deployment.kubernetes.io/revision'], '1');
    }),
  );

  it(
    'an update replaces all Pods, and the old template is kept as history',
    onCluster(async (cluster) => {
      cluster.apply(workload('Deployment', 'web', { replicas: 4 }), agent);
      await cluster.rolledOut(web);
      cluster.apply(workload('Deployment', 'web', { replicas: 4, image: 'web:2' }), agent);
      assert.equal(await cluster.rolledOut(web), 'complete');
      const images = pods(cluster).map((pod) => stringAt(listAt(pod, 'spec', 'containers')[0], 'image'));
      assert.deepEqual(images, Array(4).fill('web:2'));
      const sizes = cluster.list('ReplicaSet', 'shop-dev').map((set) => numberAt(set, 'spec', 'replicas'));
      assert.deepEqual(sizes.sort(), [0, 4]);
    }),
  );

  it(
    'an image that cannot be pulled fails the rollout while the old Pods go on, and undoing it repairs it',
    onCluster(
      async (cluster) => {
        cluster.apply(workload('Deployment', 'web', { replicas: 4 }), agent);
        await cluster.rolledOut(web);
        cluster.apply(workload('Deployment', 'web', { replicas: 4, image: 'web:2-broken' }), agent);
        assert.equal(await cluster.rolledOut(web), 'failed');
        const failed = cluster.get(web);
        assert.equal(condition(failed, 'Progressing'), 'False ProgressDeadlineExceeded');
        assert.equal(condition(failed, 'Available'), 'True MinimumReplicasAvailable');
        assert.equal(numberAt(failed, 'status', 'availableReplicas'), 3);
        assert.ok(pods(cluster).some((pod) => waiting(pod) === 'ImagePullBackOff'));
        assert.ok(cluster.list('Event', 'shop-dev').some((event) => event['reason'] === 'BackOff'));

        cluster.apply(workload('Deployment', 'web', { replicas: 4 }), agent);
        assert.equal(await cluster.rolledOut(web), 'complete');
        assert.equal(condition(cluster.get(web), 'Progressing'), 'True NewReplicaSetAvailable');
        assert.equal(cluster.get(web)?.metadata.annotations?.['deployment.kubernetes.io/revision'], '3');
      },
      { progressDeadlineMs: 400 }, // longer than a busy machine takes from one state of a Pod to the next
    ),
  );

  it(
    'a crashing image restarts again and again',
    onCluster(
      async (cluster) => {
        cluster.apply(workload('Deployment', 'web', { image: 'web:crash' }), agent);
        assert.equal(await cluster.rolledOut(web), 'failed');
        const restarts = (): number =>
          numberAt(listAt(pods(cluster)[0], 'status', 'containerStatuses')[0], 'restartCount') ?? 0;
        await until(() => restarts() > 1);
        assert.equal(waiting(pods(cluster)[0]!), 'CrashLoopBackOff');
      },
      { progressDeadlineMs: 40 },
    ),
  );

  it(
    'a git revision as a tag is not taken for a bad one',
    onCluster(async (cluster) => {
      cluster.apply(workload('Deployment', 'web', { image: 'web:1bad2f0' }), agent);
      assert.equal(await cluster.rolledOut(web), 'complete');
    }),
  );

  it(
    'scaling changes the number of Pods and is no new rollout',
    onCluster(async (cluster) => {
      cluster.apply(workload('Deployment', 'web', { replicas: 3 }), agent);
      await cluster.rolledOut(web);
      cluster.scale(web, 1, { manager: 'kubectl' });
      await cluster.rolledOut(web);
      assert.equal(pods(cluster).length, 1);
      cluster.scale(web, 0, { manager: 'kubectl' });
      await cluster.rolledOut(web);
      assert.equal(pods(cluster).length, 0);
      assert.equal(cluster.list('ReplicaSet', 'shop-dev').length, 1);
      assert.equal(condition(cluster.get(web), 'Progressing'), 'True NewReplicaSetAvailable');
    }),
  );

  it(
    'Recreate never runs both templates',
    onCluster(async (cluster) => {
      const spec = { strategy: { type: 'Recreate' } };
      cluster.apply(workload('Deployment', 'web', { replicas: 2, spec }), agent);
      await cluster.rolledOut(web);
      cluster.apply(workload('Deployment', 'web', { replicas: 2, image: 'web:2', spec }), agent);
      let mixed = false;
      const look = (): boolean => {
        const images = new Set(pods(cluster).map((pod) => stringAt(listAt(pod, 'spec', 'containers')[0], 'image')));
        mixed ||= images.size > 1;
        return images.size === 1 && images.has('web:2') && pods(cluster).length === 2;
      };
      await until(look);
      assert.equal(mixed, false);
    }),
  );

  it(
    'a StatefulSet has ordinals and claims, and is replaced Pod by Pod',
    onCluster(async (cluster) => {
      const claims = [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } }];
      const spec = { serviceName: 'db', volumeClaimTemplates: claims };
      const db = { kind: 'StatefulSet', namespace: 'shop-dev', name: 'db' };
      cluster.apply(workload('StatefulSet', 'db', { replicas: 2, spec }), agent);
      assert.equal(await cluster.rolledOut(db), 'complete');
      assert.deepEqual(
        pods(cluster).map(({ metadata }) => metadata.name),
        ['db-0', 'db-1'],
      );
      await until(() =>
        cluster.list('PersistentVolumeClaim', 'shop-dev').every((claim) => at(claim, 'status', 'phase') === 'Bound'),
      );
      assert.equal(cluster.list('PersistentVolumeClaim', 'shop-dev').length, 2);

      cluster.apply(workload('StatefulSet', 'db', { replicas: 2, image: 'web:bad', spec }), agent);
      assert.equal(await cluster.rolledOut(db), 'failed');
      assert.deepEqual(pods(cluster).map(waiting), [undefined, 'ErrImagePull']);
      cluster.apply(workload('StatefulSet', 'db', { replicas: 2, image: 'web:3', spec }), agent);
      assert.equal(await cluster.rolledOut(db), 'complete');
    }),
  );

  it(
    'a DaemonSet runs one Pod, a Job ends, a broken Job fails',
    onCluster(async (cluster) => {
      const job = (name: string, image: string) => ({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name, namespace: 'shop-dev' },
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'run', image }] } } },
      });
      cluster.apply(workload('DaemonSet', 'logs'), agent);
      cluster.apply(job('migrate', 'web:1'), agent);
      cluster.apply(job('breaks', 'web:crash'), agent);
      const outcome = (kind: string, name: string) => cluster.rolledOut({ kind, namespace: 'shop-dev', name });
      assert.deepEqual(
        await Promise.all([outcome('DaemonSet', 'logs'), outcome('Job', 'migrate'), outcome('Job', 'breaks')]),
        ['complete', 'complete', 'failed'],
      );
    }),
  );

  it(
    'what is deleted takes along what it owned, and a namespace everything',
    onCluster(async (cluster) => {
      cluster.apply(workload('Deployment', 'web', { replicas: 2 }), agent);
      await cluster.rolledOut(web);
      cluster.remove(web);
      await until(() => pods(cluster).length === 0 && cluster.list('ReplicaSet', 'shop-dev').length === 0);
      cluster.apply(workload('Deployment', 'web', { replicas: 2 }), agent);
      cluster.remove({ kind: 'Namespace', name: 'shop-dev' });
      await until(
        () => cluster.list('Deployment').length + cluster.list('Pod').length + cluster.list('ConfigMap').length === 0,
      );
    }),
  );

  it('nothing runs on once the cluster has stopped', async () => {
    const cluster = await startCluster({ name: 'test', podReadyMs: 60_000 });
    cluster.ensureNamespace('shop-dev');
    cluster.apply(workload('Deployment', 'web', { replicas: 2 }), agent);
    const begun = (): readonly KubeObject[] =>
      pods(cluster).filter((pod) => at(pod, 'status', 'startTime') !== undefined);
    await until(() => begun().length === 2 && condition(cluster.get(web), 'Progressing') === 'True ReplicaSetUpdated');
    const resources = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const running = resources();
    await cluster.stop();
    assert.ok(resources() <= running - 3, 'two Pods and a deadline were waited for');
  });

  it(
    'waiting for a rollout ends when it is cancelled or the object goes',
    onCluster(async (cluster) => {
      cluster.apply(workload('Deployment', 'web', { image: 'web:broken' }), agent);
      const abort = new AbortController();
      const waited = cluster.rolledOut(web, abort.signal);
      abort.abort(new Error('enough'));
      await assert.rejects(waited, /enough/);
      const again = cluster.rolledOut(web);
      cluster.remove(web);
      await assert.rejects(again, /deployments.apps "web" not found/);
    }),
  );
});
