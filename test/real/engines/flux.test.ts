import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureServers } from '../../../scripts/servers/ensure';
import type { StatusDocument } from '../../../src/cli/commands/status/document';
import { runBranchline } from '../../integration/runBranchline';
import { kubeconfigFor } from '../../lab/cluster';
import { Ending } from '../../lab/ending';
import { openShop, repositoryName, type ShopAccounts } from '../../lab/fleet/accounts';
import { catalogFile } from '../../lab/fleet/catalogFile';
import { environments } from '../../lab/fleet/environments';
import { seedRepositories } from '../../lab/fleet/seed';
import { startFlux, type Flux } from '../../lab/real/flux';
import { startGitea, type Gitea } from '../../lab/real/gitea';
import { oneCluster } from '../oneCluster';

const services = ['cart', 'web', 'orders'];
const staging = environments.filter(({ context }) => context === 'staging');
const patienceMs = 60_000;

type Cell = StatusDocument['cells'][number];

/** The fleet on a real cluster, brought there by Flux's own controllers from a real Gitea: what is read is held against it. */
describe('what Flux deploys', function () {
  this.timeout(300_000);
  const ending = new Ending();
  let forge: Gitea;
  let accounts: ShopAccounts;
  let flux: Flux;
  let folder: string;
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    const servers = await ensureServers(['etcd', 'kubernetes', 'kwok', 'gitea', 'fluxControllers']);
    const { cluster, folder: own } = await oneCluster(ending, 'staging');
    folder = own;
    const { command, giteaStatic } = servers;
    forge = await startGitea({
      folder: join(folder, 'gitea'),
      command: command('gitea'),
      staticFiles: giteaStatic,
      ending,
    });
    accounts = await openShop(forge);
    await seedRepositories(forge, services, new Date());
    flux = await startFlux(cluster, { folder, servers, account: accounts.developer }, ending);
    const url = (service: string) => `${forge.url}/${repositoryName(service)}.git`;
    await Promise.all(
      services.flatMap((service) =>
        staging.map(({ name, branch, namespaceOf }) =>
          flux.follow({ name: `${service}-${name}`, url: url(service), branch, namespace: namespaceOf(service) }),
        ),
      ),
    );
    await writeFile(join(folder, 'branchline.yaml'), catalogFile(services, url));
    await writeFile(join(folder, 'kubeconfig'), kubeconfigFor({ staging: cluster, production: cluster }));
    const host = new URL(forge.url).host.replace(/[^A-Za-z0-9]/g, '_').toUpperCase();
    environment = {
      ...process.env,
      BRANCHLINE_CACHE: join(folder, 'cache'),
      KUBECONFIG: join(folder, 'kubeconfig'),
      [`BRANCHLINE_TOKEN_${host}`]: accounts.developer.token,
    };
  });
  after(() => ending.run());

  async function cells(): Promise<readonly Cell[]> {
    const { stdout } = await runBranchline(['status', '--json'], { environment, folder });
    return (JSON.parse(stdout) as StatusDocument).cells.filter((cell) => cell.environment !== 'prod');
  }

  /** The cells as they are said to be once that is so of all that are meant, or as they were last. */
  async function once(isSo: (cell: Cell) => boolean, isMeant: (cell: Cell) => boolean = () => true) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = (await cells()).filter(isMeant);
      if ((found.length > 0 && found.every(isSo)) || Date.now() > deadline) return found;
      await pause(500);
    }
  }
  const isDev = ({ service, environment: name }: Cell) => service === 'cart' && name === 'dev';
  const runs = (cell: Cell, commit?: string) =>
    'commit' in cell.live && 'commit' in cell.head && cell.live.commit === (commit ?? cell.head.commit);
  const brief = (found: readonly Cell[]) =>
    JSON.stringify(
      found.map(({ service, environment: name, live, controller }) => ({ service, name, live, controller })),
    );

  it('is what is said to run: each branch’s head, applied by Flux, healthy, without drift', async () => {
    const isWell = ({ health, controller }: Cell) =>
      'verdict' in health && health.verdict === 'healthy' && controller?.health === 'healthy';
    const found = await once((cell) => runs(cell) && isWell(cell));
    assert.equal(found.length, services.length * staging.length);
    for (const cell of found) {
      assert.ok(runs(cell), brief([cell]));
      assert.ok('by' in cell.live && cell.live.by === 'flux', brief([cell]));
      assert.deepEqual(
        [cell.controller?.sync, cell.controller?.health, cell.controller?.paused],
        ['synced', 'healthy', false],
      );
      assert.ok('counts' in cell.drift, JSON.stringify(cell.drift));
      const { changed, missing, masked, absent } = cell.drift.counts;
      assert.deepEqual([changed, missing, masked, absent], [0, 0, 0, 0], JSON.stringify([cell.service, cell.drift]));
      assert.equal(cell.owner?.kind, 'nobody', 'Flux deploys a branch and moves none');
    }
  });

  it('follows a push', async () => {
    const head = await forge.commit(
      'shop/cart',
      'dev',
      'A probe',
      { 'probe.yaml': configMap('one') },
      { as: accounts.developer.name },
    );
    const [cell] = await once((one) => runs(one, head) && one.controller?.applied === head, isDev);
    assert.ok(cell && runs(cell, head), brief(cell ? [cell] : []));
    assert.equal(cell.controller?.applied, head);
  });

  it('that cannot be applied fails, with Flux’s words, and the commit before it stays', async () => {
    const before = (await forge.heads('shop/cart')).get('dev');
    const bad = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_A_Name}\ndata: {a: b}\n';
    const head = await forge.commit('shop/cart', 'dev', 'Bad', { 'bad.yaml': bad }, { as: accounts.developer.name });
    const [cell] = await once(({ controller }) => controller?.operation === 'failed', isDev);
    assert.ok(cell?.controller);
    const { applied, attempted, desired, health, sync, reason } = cell.controller;
    assert.deepEqual(
      [applied, attempted ?? desired, health, sync],
      [before, head, 'degraded', 'outOfSync'],
      brief([cell]),
    );
    assert.match(reason ?? '', /Not_A_Name/);
    assert.ok(runs(cell, before), brief([cell]));
  });

  it('is paused where somebody suspends it', async () => {
    await flux.change('cart-dev', { suspend: true });
    const [cell] = await once(({ controller }) => controller?.paused === true, isDev);
    assert.equal(cell?.controller?.paused, true);
    assert.match((cell.controller.notes ?? []).join(), /It is suspended/);
  });
});

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: probe}\ndata: {value: ${value}}\n`;
