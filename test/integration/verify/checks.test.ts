import assert from 'node:assert/strict';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { CartPipeline } from './lab';

const dev = ['--environment', 'dev'];

describe('The checks of a team, on the lab', function () {
  this.timeout(600_000);
  let lab: Lab;
  let cart: CartPipeline;
  let server: Server;
  let address: string;
  let asked = 0;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 20 });
    cart = new CartPipeline(lab);
    server = createServer((request, response) => {
      asked += request.url === '/cart/dev' ? 1 : 0;
      // What has just started is not ready at once.
      const body = JSON.stringify({ checks: [{ state: asked > 1 ? 'up' : 'starting' }] });
      response.writeHead(request.url === '/cart/dev' ? 200 : 503).end(body);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(
      join(lab.workspace, 'smoke.mjs'),
      `const { BRANCHLINE_COMMIT: commit, ...env } = process.env;
       console.log('Smoke of', process.argv[2], /^[0-9a-f]{40}$/.test(commit), Object.keys(env).some((name) => name.startsWith('BRANCHLINE_TOKEN')));
       process.exitCode = process.argv[2] === 'cart/dev' ? 0 : 7;`,
    );
    await lab.forge.commit('cart', 'dev', 'Migrate', { 'migrate.yaml': migration });
    assert.equal(await lab.settled('cart', 'dev'), 'success');
  });
  after(async () => {
    server.close();
    await lab.dispose();
  });

  const command = (what: string) => `{ name: smoke, command: ["${process.execPath}", smoke.mjs, "${what}"] }`;

  it('are tried until they pass, one after the other', async () => {
    const catalog = await cart.withChecks(
      'passing.yaml',
      `{ name: answers, http: { url: "${address}/{service}/{environment}", json: [{ path: "checks[0].state", equals: up }] } }`,
      '{ name: available, condition: { apiVersion: apps/v1, kind: Deployment, name: "{service}", type: Available } }',
      '{ name: migrated, job: "{service}-migrate" }',
      command('{service}/{environment}'),
    );
    const { code, document, err } = await cart.json(...dev, '--catalog', catalog);
    assert.equal(code, 0, err);
    assert.match(document.evidence, /4 checks passed$/);
    const told = err.split('\n').filter((line) => line.includes('check '));
    const passed = told.filter((line) => line.includes('✓')).map((line) => /check (\w+)/.exec(line)?.[1]);
    assert.deepEqual(passed, ['answers', 'available', 'migrated', 'smoke']);
    assert.ok(told.some((line) => line.includes('answers JSON in which checks[0].state is not "up".')));
  });

  it('a command that fails is told with its last lines, and ends it', async () => {
    const catalog = await cart.withChecks('failing.yaml', command('{service}/nowhere'));
    const { code, document } = await cart.json(...dev, '--catalog', catalog);
    assert.deepEqual([code, document.ended], [2, 'gaveUp']);
    const [reason] = document.reasons;
    assert.equal(reason?.subject, 'check smoke');
    assert.match(reason.said, /ended with 7\.$/);
    assert.deepEqual(reason.details, ['Smoke of cart/nowhere true false']);
  });

  it('a check that does not pass in time is told as it stood', async () => {
    const catalog = await cart.withChecks(
      'late.yaml',
      `{ name: answers, http: { url: "${address}/other?key=s3cret" } }`,
    );
    const { code, out, err } = await cart.call([...dev, '--catalog', catalog, '--timeout', '20s']);
    assert.equal(code, 2);
    assert.match(out, /… check answers: http:\S+\/other answers 503, and not 200\./);
    assert.ok(!(out + err).includes('s3cret'));
  });

  it('a command of a catalog that nobody has named does not run', async () => {
    const named = await cart.withChecks('named.yaml', command('x'));
    const folder = join(lab.workspace, 'cart');
    await copyFile(named, join(folder, 'branchline.yaml'));
    const { code, err } = await cart.call(dev, lab.environment, undefined, folder);
    await rm(join(folder, 'branchline.yaml'));
    assert.equal(code, 1);
    assert.match(err, /The catalog runs a command for cart\/dev: name that catalog with --catalog\./);
  });
});

const migration = `apiVersion: batch/v1
kind: Job
metadata:
  name: cart-migrate
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: registry.shop.example/shop/cart-migrate:1.0.0
`;
