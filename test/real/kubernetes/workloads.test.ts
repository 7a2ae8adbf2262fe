import assert from 'node:assert/strict';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { oneCluster } from '../oneCluster';
import { Ending } from '../../lab/ending';

const namespace = 'shop';
const manager = 'test';

function deployment(name: string, tag: string) {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name, image: `registry.example/${name}:${tag}` }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas: 2, selector: { matchLabels: labels }, template },
  };
}

describe('Workloads on a real cluster', function () {
  this.timeout(180_000);
  const ending = new Ending();
  let cluster: Kubernetes;

  before(async () => {
    ({ cluster } = await oneCluster(ending, 'staging'));
    await cluster.ensureNamespace(namespace);
  });
  after(() => ending.run());

  const reasons = async (app: string): Promise<readonly string[]> => {
    const pods = (await cluster.list('Pod', namespace)).filter(({ metadata }) =>
      String(metadata['name']).startsWith(app),
    ) as { status?: { containerStatuses?: { state: { waiting?: { reason: string } } }[] } }[];
    return pods.flatMap(({ status }) =>
      (status?.containerStatuses ?? []).map(({ state }) => state.waiting?.reason ?? 'none'),
    );
  };

  const outcomes = [
    { tag: '1.0.0', outcome: 'complete', waiting: /^none$/ },
    { tag: '1.0.1-broken', outcome: 'failed', waiting: /^(ErrImagePull|ImagePullBackOff)$/ },
    { tag: '1.0.2-crash', outcome: 'failed', waiting: /^CrashLoopBackOff$/ },
  ] as const;
  for (const { tag, outcome, waiting } of outcomes) {
    it(`an image tagged ${tag} has its rollout end as ${outcome}`, async () => {
      const name = `app-${outcome}-${tag.replaceAll('.', '-')}`;
      await cluster.apply(deployment(name, tag), { manager });
      assert.equal(await cluster.rolledOut({ kind: 'Deployment', namespace, name }), outcome);
      const found = await reasons(name);
      assert.ok(found.length >= 2 && found.every((reason) => waiting.test(reason)), found.join());
    });
  }

  it('a claim of a StatefulSet finds a volume, and a Job completes', async () => {
    const labels = { app: 'database' };
    const containers = [{ name: 'main', image: 'registry.example/database:16' }];
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } };
    const statefulSet = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'database', namespace },
      spec: {
        replicas: 1,
        serviceName: 'database',
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
      },
    };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'digest', namespace },
      spec: { template: { spec: { restartPolicy: 'Never', containers } } },
    };
    await Promise.all([cluster.apply(statefulSet, { manager }), cluster.apply(job, { manager })]);
    assert.equal(await cluster.rolledOut({ kind: 'StatefulSet', namespace, name: 'database' }), 'complete');
    assert.equal(await cluster.rolledOut({ kind: 'Job', namespace, name: 'digest' }), 'complete');
  });
});
