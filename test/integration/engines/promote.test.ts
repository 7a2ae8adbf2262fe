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
    catalog('cluster: { context: lab, namespace: cart-test }');
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

  /** @param test what it says of the environment `test` */
  function catalog(test: string): void {
    const lines = [
      'version: 1',
      'environments:',
      '  - { name: dev, branch: dev }',
      `  - { name: test, branch: test, ${test} }`,
      'services:',
      `  - { name: cart, repository: ${JSON.stringify(world.path)} }`,
    ];
    writeFileSync(join(folder, 'branchline.yaml'), `${lines.join('\n')}\n`);
  }
  const noKubeconfig = () =>
    writeFileSync(join(folder, 'kubeconfig'), JSON.stringify({ apiVersion: 'v1', kind: 'Config' }));

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

  it('refuses where the kubeconfig does not know the cluster, unless a person decides', async () => {
    noKubeconfig();
    const refused = await promote('--no-pr');
    assert.deepEqual([refused.code, pushed()], [3, false]);
    assert.match(refused.stdout, /Whether an engine moves test is not known: .*lab/);
    const decided = await promote('--no-pr', '--unknown-owner');
    assert.deepEqual([decided.code, pushed()], [0, true], decided.stderr);
  });

  it('says that nobody looked where the catalog names no cluster, and goes on', async () => {
    catalog('protected: false');
    const { code, stderr } = await promote('--no-pr');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /nobody looked whether an engine moves test: the catalog names no cluster/);
  });

  it('asks no cluster where the catalog says that people move it, and says nothing of it', async () => {
    noKubeconfig();
    for (const cluster of ['', 'cluster: { context: lab, namespace: cart-test }, ']) {
      catalog(`${cluster}movedBy: people`);
      const { code, stderr, stdout } = await promote('--no-pr');
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr + stdout, /moves/);
    }
  });

  it('refuses where the catalog says that people move it, and an engine is seen that does: both are named', async () => {
    catalog('cluster: { context: lab, namespace: cart-test }, movedBy: people');
    const { code, stdout } = await promote('--no-pr', '--unknown-owner');
    assert.deepEqual([code, pushed()], [3, false]);
    assert.match(stdout, /The catalog says that people move test, and Kargo does \(Stage kargo-cart\/test/);
  });

  it('refuses where the catalog names an engine, whether or not anything is seen of it', async () => {
    noKubeconfig();
    for (const said of ['{ engine: promoter }', '{ engine: promoter, at: { context: hub } }']) {
      catalog(`movedBy: ${said}`);
      const { code, stdout } = await promote('--no-pr', '--unknown-owner');
      assert.deepEqual([code, pushed()], [3, false]);
      assert.match(stdout, /GitOps Promoter moves test, says the catalog: nothing was opened beside it\./);
    }
  });

  it('shows the engine’s own state by the cluster that the catalog names for it', async () => {
    catalog('cluster: { context: elsewhere, namespace: cart-test }, movedBy: { engine: kargo, at: { context: lab } }');
    const { code, stdout } = await promote('--no-pr');
    assert.equal(code, 3);
    assert.match(stdout, /Kargo moves test \(Stage kargo-cart\/test, cluster lab\)/);
  });

  it('warns of it whoever goes back, and does not stop them', async () => {
    const { code, stderr } = await runBranchline(
      ['rollback', '--repo', world.path, '--branch', 'dev', '--to', 'dev~1', '--no-pr'],
      {
        environment: { BRANCHLINE_CACHE: join(folder, 'cache'), KUBECONFIG: join(folder, 'kubeconfig') },
        folder,
      },
    );
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /moves/, 'nothing is said of the branch that nobody moves');
    catalog('movedBy: { engine: kargo }');
    await world.commit('test', 'newer', { 'values.yaml': 'image: v2\n' });
    const back = await runBranchline(
      ['rollback', '--repo', world.path, '--branch', 'test', '--to', 'test~1', '--no-pr'],
      {
        environment: { BRANCHLINE_CACHE: join(folder, 'cache'), KUBECONFIG: join(folder, 'kubeconfig') },
        folder,
      },
    );
    assert.equal(back.code, 0, back.stderr);
    assert.match(back.stderr, /An engine moves test, says the catalog: it may bring back what this takes away/);
  });
});
