import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KargoError } from '../../../src/core/kargo/errors';
import { KargoDoor, type KargoOrder } from '../../../src/core/kargo/door';
import type { Log } from '../../../src/core/support/log';
import { FakeKargo } from './fakeKargo';

const order: KargoOrder = { project: 'kargo-cart', stage: 'prod', uid: 'uid-prod', freight: 'f1c2' };
const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
const token = jwt({ email: 'ada@example.com' });
const never = new AbortController().signal;

describe('Kargo’s own API', () => {
  let kargo: FakeKargo;
  let folder: string;
  let environment: Record<string, string>;
  let lines: string[];
  const say = (...parts: unknown[]) => void lines.push(parts.map(String).join(' '));
  const log: Log = { debug: say, info: say, warn: say, error: say };

  beforeEach(async () => {
    kargo = await FakeKargo.start();
    folder = mkdtempSync(join(tmpdir(), 'branchline-kargo-'));
    mkdirSync(join(folder, 'kargo'));
    environment = { XDG_CONFIG_HOME: folder };
    lines = [];
    signIn(kargo.url);
  });
  afterEach(async () => {
    await kargo.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const signIn = (apiAddress: string, bearerToken = token) =>
    writeFileSync(join(folder, 'kargo', 'config'), `apiAddress: "${apiAddress}"\nbearerToken: ${bearerToken}\n`);
  const door = (more: object = {}) => new KargoDoor({ environment: () => environment, log, ...more });
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => (error instanceof KargoError ? error.code : (error as Error).name),
    );

  it('promotes exactly what was shown, as whoever is signed in, by the requests that Kargo publishes', async () => {
    const look = await door().look(order, never);
    assert.deepEqual([look.address, look.who], [`${kargo.url}/`, 'ada@example.com']);
    assert.deepEqual(kargo.promoted(), [], 'to look changes nothing');
    assert.equal(await door().promote(look, never), 'prod.01j');
    assert.deepEqual(kargo.promoted(), ['{"freight":"f1c2"}']);
    assert.ok(kargo.asked.every(({ id, token: given }) => id !== '' && given === token));
  });

  it('is not asked where nobody is signed in, over plain http, or by an address with a password', async () => {
    for (const address of ['http://kargo.example.com', 'https://ada:secret@kargo.example.com', 'ftp://x', 'kargo']) {
      signIn(address);
      const refused = await door()
        .look(order, never)
        .then(
          () => undefined,
          (error: unknown) => error as Error & { code: string },
        );
      assert.equal(refused?.code, 'kargo/unsafe', address);
      assert.doesNotMatch(refused.message, /secret/);
    }
    rmSync(join(folder, 'kargo', 'config'));
    assert.equal(await code(door().look(order, never)), 'kargo/notSignedIn');
    writeFileSync(join(folder, 'kargo', 'config'), `bearerToken: [${token}`);
    const broken = await door()
      .look(order, never)
      .then(
        () => undefined,
        (error: unknown) => String(error),
      );
    assert.ok(broken && !broken.includes(token));
  });

  it('is asked by what the environment names before what was kept', async () => {
    signIn('https://kargo.example.com');
    environment = { ...environment, KARGO_API_ADDRESS: kargo.url, KARGO_API_TOKEN: 'opaque' };
    const look = await door().look(order, never);
    assert.deepEqual([look.address, look.who], [`${kargo.url}/`, undefined]);
  });

  it('promotes nothing in another Kargo that has a Stage of the same name', async () => {
    const look = await door().look(order, never);
    kargo.uid = 'uid-other';
    assert.equal(await code(door().promote(look, never)), 'kargo/other');
    assert.equal(await code(door().look(order, never)), 'kargo/other');
    assert.deepEqual(kargo.promoted(), []);
  });

  it('promotes nothing once somebody else is signed in than was shown, or elsewhere', async () => {
    const look = await door().look(order, never);
    signIn(kargo.url, jwt({ email: 'eve@example.com' }));
    assert.equal(await code(door().promote(look, never)), 'kargo/moved');
    signIn('https://kargo.example.com');
    assert.equal(await code(door().promote(look, never)), 'kargo/moved');
    assert.deepEqual(kargo.promoted(), []);
  });

  it('promotes nothing twice', async () => {
    const look = await door().look(order, never);
    kargo.currentFreight = 'f1c2';
    assert.equal(await code(door().promote(look, never)), 'kargo/underWay');
    assert.deepEqual(kargo.promoted(), []);
  });

  it('does not know whether it promotes where there is no answer, and asks no second time', async () => {
    const look = await door().look(order, never);
    kargo.instead = (id) => id === 'PromoteToStage';
    assert.equal(await code(door({ timeoutMs: 300 }).promote(look, never)), 'kargo/notAnswered');
    kargo.instead = (id, response) => id === 'PromoteToStage' && !!response.destroy();
    assert.equal(await code(door().promote(look, never)), 'kargo/notAnswered');
    kargo.instead = (id, response) => id === 'PromoteToStage' && !!response.writeHead(504).end('{}');
    assert.equal(await code(door().promote(look, never)), 'kargo/notAnswered');
    assert.equal(kargo.promoted().length, 3);
  });

  it('tells why Kargo refused, and never a token, nor follows where it is led to', async () => {
    kargo.instead = (_, response) => !!response.writeHead(403).end(JSON.stringify({ error: `no, ${token}\nat all` }));
    const refused = await door()
      .look(order, never)
      .then(
        () => undefined,
        (error: unknown) => error as Error,
      );
    assert.match(refused?.message ?? '', /refused \(403\): no, \*\*\* at all/);
    kargo.instead = (_, response) => !!response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    assert.equal(await code(door().look(order, never)), 'kargo/refused');
    kargo.instead = (_, response) => !!response.writeHead(200).end('<html>');
    assert.equal(await code(door().look(order, never)), 'kargo/invalid');
    assert.ok(!lines.join('\n').includes(token));
  });

  it('is asked of no place that a name would lead to', async () => {
    for (const hostile of ['..', '.', 'a/b', '%2e%2e', '', 'Ä']) {
      for (const key of ['project', 'stage', 'freight'] as const) {
        assert.equal(await code(door().look({ ...order, [key]: hostile }, never)), 'kargo/invalid');
      }
    }
    assert.deepEqual(kargo.asked, []);
  });

  it('hears who cancels before anything is asked for', async () => {
    const look = await door().look(order, never);
    assert.equal(await code(door().promote(look, AbortSignal.abort())), 'AbortError');
    assert.deepEqual(kargo.promoted(), []);
  });
});
