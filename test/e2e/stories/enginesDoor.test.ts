import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { FakeApi } from '../../unit/cluster/fakeApi';
import { FakeKargo } from '../../unit/kargo/fakeKargo';
import { DecisionPage } from '../harness/decisionPage';
import { openPullRequests } from '../harness/forge';
import { withWorkbench } from '../harness/story';

const hub = { engine: (name: string) => `movedBy: { engine: ${name}, at: { context: hub } }` };

/** Kargo moves test and GitOps Promoter prod, as a cluster of their own tells: what Promote leads to is their door, and nothing is opened beside it. */
describe('A branch that an engine moves in VS Code', function () {
  this.timeout(240_000);
  let lab: Lab;
  let api: FakeApi;
  let kargo: FakeKargo;
  let environment: Record<string, string>;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 100 });
    api = await FakeApi.start();
    kargo = await FakeKargo.start();
    kargo.uid = 'uid-test';
    await lab.forge.commit('cart', 'dev', 'Notes', { 'notes.txt': 'new\n' });
    await lab.forge.commit('cart', 'test', 'Notes of test', { 'of-test.txt': 'new\n' });
    const head = await headOf('dev');
    tellKargo(head);
    tellPromoter();
    environment = { ...lab.environment, ...(await hubEnvironment()) };
    const catalog = join(lab.workspace, 'branchline.yaml');
    const text = await readFile(catalog, 'utf8');
    const moved = text
      .replace('branch: test,', `branch: test, ${hub.engine('kargo')},`)
      .replace('branch: prod,', `branch: prod, ${hub.engine('promoter')},`);
    await writeFile(catalog, moved);
  });
  after(async () => {
    await Promise.all([lab.dispose(), api.stop(), kargo.stop()]);
  });

  const workbench = withWorkbench(() => ({ workspace: lab.workspace, env: environment }));
  const fleet = () => workbench().tree('Fleet');
  const page = () => new DecisionPage(workbench().page);
  const toTest = /^cart.*dev → test$/;
  const toProd = /^cart.*test → prod$/;

  it('shows, for Kargo, what would change, what it waits for and what the freight brings', async () => {
    await workbench().showContainer('Branchline');
    await fleet().row(/^cart\. .*to promote/);
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Promote…');
    await quickInput.choose('cart, dev → test');
    await page().says(toTest, /Kargo moves test: nothing is opened beside it/);
    await page().says(toTest, /Stage dev: freight f1c2 is verified/);
    await page().says(toTest, /Freight f1c2 \(wonky-wombat\) brings/);
    await workbench().settled();
    await workbench().screenshot('engine-kargo');
    assert.deepEqual(await page().violations(toTest), []);
  });

  it('has Kargo promote it by its own API, once that was said yes to', async () => {
    await page().press(toTest, /^Have Kargo promote it…/);
    await page().says(toTest, /Have Kargo promote freight f1c2 to kargo-cart\/test\?/);
    await page().says(toTest, /It is asked as ada@example\.com/);
    await workbench().settled();
    await workbench().screenshot('engine-kargo-asks');
    assert.deepEqual(kargo.promoted(), []);
    await page().press(toTest, /^Have Kargo promote it/);
    await page().says(toTest, /Kargo has taken up freight f1c2 for test: promotion prod\.01j/);
    await workbench().settled();
    await workbench().screenshot('engine-kargo-done');
    assert.deepEqual(kargo.promoted(), ['{"freight":"f1c2"}']);
  });

  it('leads, for GitOps Promoter, to its own pull request', async () => {
    const { quickInput } = workbench();
    await quickInput.run('Branchline: Promote…');
    await quickInput.choose('cart, test → prod');
    await page().says(toProd, /GitOps Promoter moves prod: nothing is opened beside it/);
    await page().says(toProd, /freeze: pending: until Monday/);
    await workbench().settled();
    await workbench().screenshot('engine-promoter');
    const frame = await page().about(toProd);
    assert.equal(await frame.getByRole('button', { name: /Open the pull request/ }).count(), 0);
    assert.equal(await frame.getByRole('button', { name: /Show its pull request/ }).count(), 1);
    assert.deepEqual(await openPullRequests(lab, 'cart'), []);
  });

  const address = () => `${lab.forge.url}/${lab.forge.owner}/cart.git`;

  async function headOf(branch: string): Promise<string> {
    const { url, owner, tokens } = lab.forge;
    const answer = await fetch(`${url}/api/v1/repos/${owner}/cart/branches/${branch}`, {
      headers: { authorization: `token ${tokens.developer}` },
    });
    return ((await answer.json()) as { commit: { id: string } }).commit.id;
  }

  /** A kubeconfig with the hub beside the lab's, and a sign-in to Kargo. */
  async function hubEnvironment(): Promise<Record<string, string>> {
    const path = join(lab.workspace, '..', 'hub-kubeconfig');
    const clusters = [{ name: 'hub', cluster: { server: api.url } }];
    const contexts = [{ name: 'hub', context: { cluster: 'hub', user: 'ada' } }];
    const users = [{ name: 'ada', user: {} }];
    await writeFile(path, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters, contexts, users }));
    const claims = Buffer.from(JSON.stringify({ email: 'ada@example.com' })).toString('base64url');
    return {
      KUBECONFIG: [lab.environment['KUBECONFIG'] ?? lab.cluster.kubeconfig, path].join(delimiter),
      KARGO_API_ADDRESS: kargo.url,
      KARGO_API_TOKEN: `h.${claims}.s`,
    };
  }

  function tellKargo(head: string): void {
    const stages = '/apis/kargo.akuity.io/v1alpha1/namespaces/kargo-cart/stages';
    const origin = { kind: 'Warehouse', name: 'cart' };
    const stage = (branch: string, sources: object, freight: string) => ({
      metadata: { generation: 1 },
      spec: {
        requestedFreight: [{ origin, sources }],
        promotionTemplate: {
          spec: {
            steps: [
              { uses: 'git-clone', config: { repoURL: address(), checkout: [{ branch, path: './out' }] } },
              { uses: 'git-push', config: { path: './out' } },
            ],
          },
        },
      },
      status: { observedGeneration: 1, freightHistory: [{ items: { 'Warehouse/cart': { name: freight } } }] },
    });
    api.put(stages, 'dev', stage('kargo/dev', { direct: true }, 'f1c2'));
    api.put(stages, 'test', stage('test', { stages: ['dev'] }, 'f0'));
    api.put(stages.replace('/stages', '/freights'), 'f1c2', {
      ...{ alias: 'wonky-wombat', origin, discoveredAt: '2026-01-01T00:00:00Z' },
      commits: [{ repoURL: address(), id: head, branch: 'dev' }],
      images: [{ repoURL: 'ghcr.io/shop/cart', tag: '2.11.0' }],
      status: { verifiedIn: { dev: {} }, currentlyIn: { dev: { since: '2026-01-01T00:00:00Z' } } },
    });
  }

  function tellPromoter(): void {
    const commitStatuses = [{ key: 'freeze', phase: 'pending', description: 'until Monday' }];
    const url = `${lab.forge.url}/${lab.forge.owner}/cart/pulls/848`;
    api.put('/apis/promoter.argoproj.io/v1alpha1/namespaces/argocd/promotionstrategies', 'cart', {
      metadata: { generation: 1 },
      spec: { gitRepositoryRef: { name: 'cart' }, environments: [{ branch: 'prod', autoMerge: false }] },
      status: {
        observedGeneration: 1,
        environments: [
          {
            branch: 'prod',
            active: { dry: { sha: '1'.repeat(40) }, hydrated: { sha: 'a'.repeat(40), repoURL: address() } },
            proposed: { dry: { sha: '2'.repeat(40) }, hydrated: { sha: 'b'.repeat(40) }, commitStatuses },
            pullRequest: { id: '848', state: 'open', url },
          },
        ],
      },
    });
  }
});
