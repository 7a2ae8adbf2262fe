import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeApi, json } from '../../unit/cluster/fakeApi';
import { World } from '../promotion/world';
import { runBranchline } from '../runBranchline';

const stages = '/apis/kargo.akuity.io/v1alpha1/namespaces/kargo-cart/stages';
const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const moves = (stage: string) => ({
  metadata: { generation: 1 },
  spec: {
    promotionTemplate: { spec: { steps: [{ uses: 'git-push' }] } },
    requestedFreight: [{ origin: { name: 'cart' }, sources: { stages: [stage] } }],
  },
  status: {
    observedGeneration: 1,
    freightHistory: [{ items: { 'Warehouse/cart': { name: 'f1c2' } }, verificationHistory: [{ phase: 'Successful' }] }],
  },
});

describe('promoting where an engine moves the branch', function () {
  this.timeout(60_000);
  let api: FakeApi;
  let world: World;
  let folder: string;

  beforeEach(async () => {
    api = await FakeApi.start();
    world = new World();
    folder = mkdtempSync(join(tmpdir(), 'branchline-engine-'));
    const root = await world.commit('dev', 'start', { 'values.yaml': 'image: v1\n' });
    await world.reset('test', root);
    await world.commit('dev', 'newer', { 'values.yaml': 'image: v2\n' });
    const lines = [
      'version: 1',
      'environments:',
      '  - { name: dev, branch: dev, cluster: { context: lab, namespace: cart-dev } }',
      '  - { name: test, branch: test, cluster: { context: lab, namespace: cart-test } }',
      'services:',
      `  - { name: cart, repository: ${JSON.stringify(world.path)} }`,
    ];
    writeFileSync(join(folder, 'branchline.yaml'), `${lines.join('\n')}\n`);
    const cluster = { clusters: [{ name: 'lab', cluster: { server: api.url } }], users: [{ name: 'ada', user: {} }] };
    const contexts = [{ name: 'lab', context: { cluster: 'lab', user: 'ada' } }];
    writeFileSync(
      join(folder, 'kubeconfig'),
      JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...cluster, contexts, 'current-context': 'lab' }),
    );
    api.put(applications, 'cart', {
      metadata: { annotations: { 'kargo.akuity.io/authorized-stage': 'kargo-cart:test' } },
      spec: {
        source: { repoURL: world.path, targetRevision: 'test', path: '.' },
        destination: { namespace: 'cart-test' },
      },
    });
    api.put(stages, 'dev', moves('none'));
    api.put(stages, 'test', moves('dev'));
  });
  afterEach(async () => {
    world.dispose();
    rmSync(folder, { recursive: true, force: true });
    await api.stop();
  });

  const promote = (...args: string[]) =>
    runBranchline(['promote', '--repo', world.path, '--from', 'dev', '--to', 'test', ...args], {
      environment: { BRANCHLINE_CACHE: join(folder, 'cache'), KUBECONFIG: join(folder, 'kubeconfig') },
      folder,
    });
  const pushed = () => world.git('for-each-ref', '--format=%(refname)').includes('promote/');

  it('pushes nothing, and tells what the engine waits for and how a person has it go on', async () => {
    const { code, stdout } = await promote();
    assert.equal(code, 3);
    assert.match(stdout, /Kargo moves test \(Stage kargo-cart\/test, cluster lab\): nothing was opened beside it\./);
    assert.match(stdout, /✓ Stage dev: freight f1c2: verification Successful/);
    assert.match(stdout, /to have it promote: kargo promote --project=kargo-cart --freight=f1c2 --stage=test/);
    assert.equal(pushed(), false);
  });

  it('shows with --dry-run what would change, and refuses all the same', async () => {
    const { code, stdout } = await promote('--dry-run', '--json');
    const document = JSON.parse(stdout) as { owner: { kind: string; engine: string }; branch: string | null };
    assert.deepEqual([code, document.owner.kind, document.owner.engine], [3, 'engine', 'kargo']);
    assert.match(document.branch ?? '', /^promote\//);
  });

  it('leaves it to a person, by a flag, where nobody can tell', async () => {
    api.intercept = (path) =>
      path.endsWith('/applications') ? (_, response) => json(response, 403, { code: 403 }) : undefined;
    const refused = await promote('--no-pr');
    assert.deepEqual([refused.code, pushed()], [3, false]);
    assert.match(refused.stdout, /Whether an engine moves test is not known: .*403.* \(--unknown-owner\)/);
    const decided = await promote('--no-pr', '--unknown-owner');
    assert.deepEqual([decided.code, pushed()], [0, true], decided.stderr);
  });

  it('tells where it was not looked, and goes on', async () => {
    writeFileSync(join(folder, 'kubeconfig'), JSON.stringify({ apiVersion: 'v1', kind: 'Config' }));
    const { code, stderr } = await promote('--no-pr');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /whether an engine moves test was not looked at/);
  });
});
