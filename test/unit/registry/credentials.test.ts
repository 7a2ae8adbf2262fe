import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { DockerCredentials } from '../../../src/core/registry/credentials/docker';
import { RegistryError } from '../../../src/core/registry/errors';

const signal = new AbortController().signal;
const secret = 'hunter2-of-a-person';
const basic = (text: string): string => Buffer.from(text).toString('base64');

describe('the credentials that docker keeps', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'branchline-docker-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (config: unknown) =>
    writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  const environment = () => ({
    DOCKER_CONFIG: folder,
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    HERE: folder,
    BRANCHLINE_TOKEN: 'of-a-forge',
    BRANCHLINE_TOKEN_GIT_EXAMPLE_COM: 'of-a-forge',
  });
  const ask = (registry: string, mayRunPrograms = true, by = signal) =>
    new DockerCredentials({ environment: environment(), mayRunPrograms }).credential(registry, by);
  const fails = (error: unknown) => {
    assert.ok(RegistryError.is(error, 'unauthorised'), String(error));
    assert.ok(!error.message.includes(secret) && !error.message.includes(basic(`me:${secret}`)), error.message);
    return true;
  };

  /** A helper that is a script: `body` has what it was asked in `$registry`. */
  const helper = (name: string, body: string) => {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const file = join(folder, 'bin', `docker-credential-${name}`);
    writeFileSync(file, `#!/bin/sh\nread -r registry\necho "$@ $registry" >> "$HERE/asked"\n${body}\n`);
    chmodSync(file, 0o755);
  };
  const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
  const answers = (user: string, value = secret) => `echo '{"ServerURL":"x","Username":"${user}","Secret":"${value}"}'`;

  const found: [what: string, registry: string, auths: object][] = [
    ['its host', 'r.example:5000', { 'r.example:5000': { auth: basic(`me:${secret}`) } }],
    ['its address', 'r.example', { 'https://r.example': { auth: basic(`me:${secret}`) } }],
    ['its old address', 'r.example', { 'https://r.example/v1/': { auth: basic(`me:${secret}`) } }],
    ['Docker Hub’s old address', 'docker.io', { 'https://index.docker.io/v1/': { auth: basic(`me:${secret}`) } }],
    ['two fields', 'r.example', { 'r.example': { username: 'me', password: secret } }],
  ];
  for (const [what, registry, auths] of found) {
    it(`are found by ${what}`, async () => {
      write({ auths });
      assert.deepEqual(await ask(registry), { kind: 'password', user: 'me', password: secret });
    });
  }

  it('keep a colon in the password', async () => {
    write({ auths: { 'r.example': { auth: basic('me:a:b:c') } } });
    assert.deepEqual(await ask('r.example'), { kind: 'password', user: 'me', password: 'a:b:c' });
  });

  it('may be an identity, or a token that the registry takes', async () => {
    write({
      auths: { 'a.example': { auth: basic('me:'), identitytoken: secret }, 'b.example': { registrytoken: secret } },
    });
    assert.deepEqual(await ask('a.example'), { kind: 'identity', token: secret });
    assert.deepEqual(await ask('b.example'), { kind: 'bearer', token: secret });
  });

  it('of one registry are never another’s', async () => {
    const auth = basic(`me:${secret}`);
    write({
      auths: {
        'r.example': { auth },
        'r.example:5000/team': { auth },
        'https://r.example:5000/other/v1/': { auth },
        'other.r.example:5000': { auth },
        'docker.io.example': { auth },
      },
    });
    for (const registry of ['r.example:5000', 'R.example', 'x', 'docker.io', 'constructor', '__proto__', 'example']) {
      assert.equal(await ask(registry), undefined, registry);
    }
  });

  it('are none where there is no file, or nothing in it', async () => {
    assert.equal(await ask('r.example'), undefined);
    for (const config of [{}, { auths: null, credHelpers: null, credsStore: null }, { auths: { 'r.example': {} } }]) {
      write(config);
      assert.equal(await ask('r.example'), undefined);
    }
  });

  const broken: [what: string, config: unknown][] = [
    ['no JSON', `{"auths": {"r.example": {"auth": "${secret}"`],
    ['a list', [secret]],
    ['entries that are texts', { auths: { 'r.example': secret } }],
    ['a number as its helper', { credsStore: 1 }],
    ['too large', `{"x":"${'x'.repeat(1_000_001)}"}`],
  ];
  for (const [what, config] of broken) {
    it(`are an error without a word of them where the file is ${what}`, async () => {
      write(config);
      await assert.rejects(ask('r.example'), fails);
    });
  }

  it('are an error where the file is a folder', async () => {
    mkdirSync(join(folder, 'config.json'));
    await assert.rejects(ask('r.example'), fails);
  });

  describe('by a helper', function () {
    before(function () {
      if (process.platform === 'win32') this.skip(); // its programs are no scripts
    });

    it('of the registry itself, before that for all, before the file', async () => {
      helper('own', answers('own'));
      helper('all', answers('all'));
      const auths = { 'a.example': { auth: basic('file:x') }, 'b.example': { auth: basic('file:x') } };
      write({ auths, credHelpers: { 'a.example': 'own' }, credsStore: 'all' });
      assert.deepEqual(await ask('a.example'), { kind: 'password', user: 'own', password: secret });
      assert.deepEqual(await ask('b.example'), { kind: 'password', user: 'all', password: secret });
      await ask('docker.io');
      assert.deepEqual(asked(), ['get a.example', 'get b.example', 'get https://index.docker.io/v1/']);
    });

    it('may be an identity', async () => {
      helper('all', answers('<token>'));
      write({ credsStore: 'all' });
      assert.deepEqual(await ask('r.example'), { kind: 'identity', token: secret });
    });

    it('that has none: then those of the file', async () => {
      helper('all', 'echo "credentials not found in native keychain"; exit 1');
      write({ credsStore: 'all' });
      assert.equal(await ask('r.example'), undefined);
      write({ credsStore: 'all', auths: { 'r.example': { auth: basic(`me:${secret}`) } } });
      assert.equal((await ask('r.example'))?.kind, 'password');
    });

    it('are not asked for where no program may run', async () => {
      helper('all', answers('all'));
      write({ credsStore: 'all', auths: { 'r.example': { auth: basic(`me:${secret}`) } } });
      assert.deepEqual(await ask('r.example', false), { kind: 'password', user: 'me', password: secret });
      assert.throws(asked, /ENOENT/);
    });

    const failing: [what: string, body: string][] = [
      ['fails', `echo "locked: ${secret}" >&2; exit 3`],
      ['prints no JSON', `echo "${secret}"`],
      ['prints half', `echo '{"Username":"me"}'`],
      ['prints too much', 'head -c 100000 /dev/zero | tr "\\0" x'],
    ];
    for (const [what, body] of failing) {
      it(`that ${what}: an error that says nothing of what it said`, async () => {
        helper('all', body);
        write({ credsStore: 'all' });
        await assert.rejects(ask('r.example'), fails);
      });
    }

    it('that is not there: an error', async () => {
      write({ credsStore: 'nowhere' });
      await assert.rejects(ask('r.example'), fails);
    });

    for (const name of ['../evil', '/bin/evil', 'a b', 'a;b', '', '-x', 'x'.repeat(65), 'a\nb', '..']) {
      it(`that is called ${JSON.stringify(name).slice(0, 20)}: nothing runs`, async () => {
        if (!name.includes('/')) helper(name, answers('evil')); // it is there, and could be run
        write({ credHelpers: { 'r.example': name } });
        if (name === '') assert.equal(await ask('r.example'), undefined);
        else await assert.rejects(ask('r.example'), fails);
        assert.throws(asked, /ENOENT/);
      });
    }

    it('has the environment but our tokens', async () => {
      helper('all', `env > "$HERE/environment"; ${answers('me')}`);
      write({ credsStore: 'all' });
      await ask('r.example');
      const seen = readFileSync(join(folder, 'environment'), 'utf8');
      assert.match(seen, /^HERE=/m);
      assert.doesNotMatch(seen, /of-a-forge/);
    });

    it('that never ends is ended with who asked', async () => {
      helper('all', 'sleep 600');
      write({ credsStore: 'all' });
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('enough')), 300);
      await assert.rejects(ask('r.example', true, controller.signal), /enough/);
    });
  });
});
