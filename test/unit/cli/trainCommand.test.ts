import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBranchline } from '../../integration/runBranchline';

const id = 'a'.repeat(20);

describe('branchline train', () => {
  let folder: string;
  let silent: Server;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-train-'));
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    silent.closeAllConnections();
    silent.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(services: readonly string[], ...args: readonly string[]) {
    const lines = ['version: 1', 'environments: [{ name: dev }, { name: test }]', 'services:', ...services, ''];
    await writeFile(join(folder, 'branchline.yaml'), lines.join('\n'));
    return runBranchline(['train', ...args], { environment: { BRANCHLINE_CACHE: join(folder, 'cache') }, folder });
  }

  const service = (name: string, repository: string) => `  - { name: ${name}, repository: "${repository}" }`;

  it('all that are ready: those that share a repository stay behind, and say so', async () => {
    const one = 'https://git.example.com/shop/all.git';
    const plan = await run([service('cart', one), service('payment', one)], 'plan', 'dev', 'test', '--all-ready');
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stdout, /cart: cart and payment lie in one repository/);
    assert.match(plan.stdout, /payment: payment and cart lie in one repository/);
  });

  it('an acceptance takes its word alone, and decisions of no train are refused', async () => {
    const port = (silent.address() as AddressInfo).port;
    const cart = service('cart', `http://127.0.0.1:${port}/shop/cart.git`);
    const bad = await run([cart], 'continue', '--accept-moved', 'cart=aa..bb', 'no-name');
    assert.match(bad.stderr, /no-name is no name of a train/);
    const none = await run([cart], 'continue', '--skip', 'cart');
    assert.deepEqual([none.code, /Say of which train/.test(none.stderr)], [1, true], none.stderr);
  });

  it('the time that it is given is for all of it, also for a forge that does not answer', async () => {
    const port = (silent.address() as AddressInfo).port;
    const cart = service('cart', `http://127.0.0.1:${port}/shop/cart.git`);
    const since = performance.now();
    const ran = await run([cart], 'continue', id, '--wait', '--timeout', '1s');
    assert.deepEqual([ran.code, /time was up/.test(ran.stderr)], [1, true], ran.stderr);
    assert.ok(performance.now() - since < 4_000);
  });
});
