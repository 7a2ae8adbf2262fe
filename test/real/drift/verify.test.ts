import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Clusters } from '../../../src/core/cluster/clusters';
import { loadKubeconfig } from '../../../src/core/cluster/kubeconfig';
import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import type { ObjectDrift } from '../../../src/core/drift/report';
import { verified } from '../../../src/core/drift/verify';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { inEnglish } from '../../../src/core/support/message';
import { BranchlineError } from '../../../src/core/support/errors';
import { Ending } from '../../lab/ending';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { oneCluster } from '../oneCluster';

const namespace = 'shop';
const ref = { kind: 'ConfigMap', namespace, name: 'web' };
const git = readManifestFile(
  'web.yaml',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels: {rewrite: "yes"}\ndata:\n  host: docker.io\n  level: info\n',
);

/** The server rewrites what is applied, as an admission webhook does. */
const rewriting = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingAdmissionPolicy',
  metadata: { name: 'rewrite' },
  spec: {
    failurePolicy: 'Fail',
    reinvocationPolicy: 'Never',
    matchConstraints: {
      objectSelector: { matchLabels: { rewrite: 'yes' } },
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] },
      ],
    },
    mutations: [
      {
        patchType: 'ApplyConfiguration',
        applyConfiguration: { expression: 'Object{data: {"host": "mirror.example.com"}}' },
      },
    ],
  },
};
const binding = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingAdmissionPolicyBinding',
  metadata: { name: 'rewrite' },
  spec: { policyName: 'rewrite' },
};

describe('Verifying with the server', function () {
  this.timeout(240_000);
  const ending = new Ending();
  const { signal } = new AbortController();
  let cluster: Kubernetes;
  let clusters: (user: string) => Promise<Clusters>;

  before(async () => {
    const started = await oneCluster(ending, 'verify');
    const { folder } = started;
    cluster = started.cluster;
    clusters = async (user) => {
      const file = join(folder, `${user}.kubeconfig`);
      await writeFile(file, kubeconfigOf(cluster, user));
      const own = new Clusters({ kubeconfig: () => loadKubeconfig([file]), trusted: () => true });
      await ending.add(() => {
        own.dispose();
        return Promise.resolve();
      });
      return own;
    };
    await cluster.ensureNamespace(namespace);
    await cluster.kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [rewriting, binding] }),
    );
    await rewritten();
  });
  after(() => ending.run());

  /** The policy is in force a moment after it is there. */
  const rewritten = async (): Promise<void> => {
    for (;;) {
      await cluster.kubectl(
        ['apply', '--server-side', '--force-conflicts', '-n', namespace, '-f', '-'],
        JSON.stringify(git.objects[0]?.value),
      );
      if ((await live())['data'] instanceof Object && JSON.stringify(await live()).includes('mirror.example.com'))
        return;
      await pause(200);
    }
  };

  const live = async (): Promise<LiveObject> => (await cluster.get(ref)) as unknown as LiveObject;
  const compare = (object: LiveObject): ObjectDrift => {
    const [drift] = compareManifests(
      [git],
      { objects: [object], unseen: () => undefined },
      { schemaOf: bundledSchema, namespace },
    ).objects;
    assert.ok(drift);
    return drift;
  };
  const predict = async (
    user: string,
    value: Readonly<Record<string, unknown>> = git.objects[0]?.value ?? {},
    kind = 'ConfigMap',
  ) =>
    (await clusters(user)).predict(
      { kind: 'context', context: 'verify' },
      { apiVersion: 'v1', kind, name: 'web', namespace, value },
      signal,
    );
  const found = ({ fields }: ObjectDrift) => fields.map(({ path, verdict }) => `${path} ${verdict}`);

  it('53: what admission rewrites is drift until the server was asked, and then no more', async () => {
    const before = compare(await live());
    assert.deepEqual(found(before), ['data.host changed']);
    const after = verified(before, compare(await predict('admin')));
    assert.deepEqual(found(after), ['data.host managed']);
  });

  it('what a person changed and added stays, and nothing is changed by asking', async () => {
    await cluster.edit(ref, { data: { level: 'debug', more: 'by hand' } }, { manager: 'kubectl-edit' });
    const there = await live();
    const after = verified(compare(there), compare(await predict('admin')));
    assert.deepEqual(found(after), ['data.host managed', 'data.level changed', 'data.more extra']);
    assert.deepEqual(await live(), there);
  });

  it('who may not patch is told so, and no patch is tried', async () => {
    await assert.rejects(predict('developer'), saying(/right to patch configmaps/));
    const patches = (await cluster.auditEvents()).filter(
      ({ user, verb }) => JSON.stringify(user).includes('developer') && verb === 'patch',
    );
    assert.deepEqual(patches, []);
  });

  it('an object that the server would refuse says so, without what the server said', async () => {
    const value = { ...git.objects[0]?.value, data: { 'not a key': 'x' } };
    await assert.rejects(predict('admin', value), saying(/would not take the object/));
  });

  it('a Secret is never sent', async () => {
    const count = (await cluster.auditEvents()).length;
    await assert.rejects(predict('admin', { stringData: { p: 'x' } }, 'Secret'), saying(/Secret is never sent/));
    assert.ok((await cluster.auditEvents()).slice(count).every(({ verb }) => verb !== 'patch' && verb !== 'create'));
  });

  it('all that was sent beside GET was a question, as the audit log has it', async () => {
    const sent = (await cluster.auditEvents()).filter(
      ({ userAgent, verb }) => userAgent === 'branchline' && verb !== 'get',
    );
    const isReview = ({ verb, requestURI }: (typeof sent)[number]) =>
      verb === 'create' && requestURI.endsWith('/selfsubjectaccessreviews');
    const dryRuns = sent.filter((event) => !isReview(event));
    assert.ok(dryRuns.length >= 3);
    assert.ok(dryRuns.every(({ verb, requestURI }) => verb === 'patch' && requestURI.includes('?dryRun=All&')));
  });
});

function saying(words: RegExp) {
  return (error: unknown) => error instanceof BranchlineError && words.test(inEnglish(error.said));
}

function kubeconfigOf({ url, certificate, users }: Kubernetes, user: string): string {
  const token = users.find(({ name }) => name === user)?.token;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'c',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(certificate).toString('base64') },
      },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'verify', context: { cluster: 'c', user } }],
  });
}
