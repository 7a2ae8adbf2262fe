import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCli } from '../../../src/cli/run';
import { MirrorStore } from '../../../src/core/git/mirror';
import { defaultBranch } from '../../../src/core/git/remote';
import {
  bomb,
  capabilities,
  endless,
  honest,
  listen,
  pkt,
  redirect,
  refs,
  says,
  sha,
  type GitServer,
} from './hostileServer';

const token = 'canary-t0ken-4711';
const basic = `Basic ${Buffer.from(`oauth2:${token}`).toString('base64')}`;
const advertisement = { 'content-type': 'application/x-git-upload-pack-advertisement' };
const v0 = `${pkt('# service=git-upload-pack\n')}0000${pkt(`${sha} refs/heads/dev\0side-band-64k\n`)}`;
/** What stands in the way of an answer that never ends: the commands' own bound, and what a busy machine adds. */
const boundMs = 150_000;

const isSlow = /\/(drip|dripRefs|endless\w*|bomb|silence)\/repo/;

/** A server that is none, or a bad one, gets no token of others, starts nothing, and is done with in time. Source: docs/security.md. */
describe('a hostile git server', function () {
  this.timeout(300_000);
  let top: string;
  let tripped: string;
  let served: string;
  let elsewhere: GitServer;
  let server: GitServer;
  let slow: Promise<readonly Ended[]>;
  const kept = process.env['PATH'];

  before(async () => {
    top = mkdtempSync(join(tmpdir(), 'branchline-server-'));
    tripped = join(top, 'tripped');
    served = join(top, 'served');
    mkdirSync(served);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: served, stdio: 'ignore' });
    git('init', '--quiet', '--initial-branch=dev');
    git('config', 'user.name', 'T');
    git('config', 'user.email', 't@e');
    writeFileSync(join(served, 'values.yaml'), 'a: 1\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    git('branch', 'test');
    writeFileSync(join(served, 'values.yaml'), 'a: 2\n');
    git('commit', '--quiet', '-am', 'two');
    elsewhere = await listen({ taken: honest(served) });
    server = await listen(answers());
    setTripwires();
    slow = Promise.all(['drip', 'dripRefs', 'endless', 'endlessRefs', 'endlessNoise', 'bomb', 'silence'].map(plan));
  });
  after(async () => {
    process.env['PATH'] = kept;
    await Promise.all([server, elsewhere].map((one) => one.close()));
    rmSync(top, { recursive: true, force: true });
  });

  /** Programs that a name, a header or an address could be taken to call. */
  function setTripwires(): void {
    const bin = join(top, 'bin');
    mkdirSync(bin);
    for (const name of ['ssh', 'git-remote-ext', 'git-remote-ftp', 'git-remote-evil', 'evil', 'curl', 'wget']) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho "$0 $*" >> '${tripped}'\n`);
      chmodSync(join(bin, name), 0o755);
    }
    process.env['PATH'] = `${bin}:${kept ?? ''}`;
  }

  function answers(): Parameters<typeof listen>[0] {
    const away = (scheme: string) => redirect((rest) => `${scheme}${rest}`);
    const many = () => pkt(`${sha} refs/heads/x${sha}\n`).repeat(500);
    return {
      redirected: redirect((rest) => `${elsewhere.url}/taken/repo.git${rest}`),
      redirected307: redirect((rest) => `${elsewhere.url}/taken/repo.git${rest}`, 307),
      redirectedName: redirect((rest) => `${elsewhere.url.replace('127.0.0.1', 'localhost')}/taken/repo.git${rest}`),
      redirectedUser: redirect(
        (rest) => `${server.url.replace('http://', `http://127.0.0.1@`)}/redirected/repo.git${rest}`,
      ),
      toFile: away(`file://${served}`),
      toExt: away('ext::sh -c evil '),
      toFtp: away('ftp://127.0.0.1:1/repo.git'),
      toSsh: away('ssh://evil@127.0.0.1/repo.git'),
      toGit: away('git://127.0.0.1:1/repo.git'),
      toHttps: away('https://localhost:1/repo.git'),
      loop: redirect((rest) => `/loop/repo.git${rest}`),
      longer: redirect((rest) => `/longer/repo.git/longer/repo.git${rest}`),
      nowhere: says(302, {}),
      renamed: redirect((rest) => `/honest/repo.git${rest}`, 301),
      honest: honest(served),
      bundles: honest(served, bundled),
      packs: honest(served, (said, rest) => (rest === '/git-upload-pack' ? withPacks(said) : bundled(said, rest))),
      alternates: dumb(),
      login: says(401, { 'www-authenticate': 'Basic realm="x"' }),
      loginElsewhere: says(407, { 'proxy-authenticate': 'Basic realm="x"' }),
      forbidden: says(403, {}, 'no'),
      broken: says(500, {}, '\u001b[31mstack\u001b[0m'),
      busy: says(503, { 'retry-after': '100000' }),
      html: says(200, { 'content-type': 'text/html' }, '<html><script>1</script></html>'),
      htmlInDisguise: says(200, advertisement, '<html><script>1</script></html>'),
      empty: says(200, advertisement),
      noise: says(200, advertisement, Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 37) % 256))),
      torn: says(200, advertisement, `${pkt('# service=git-upload-pack\n')}0000${pkt('version 2\n')}00ff`),
      wrongLength: says(200, advertisement, `${pkt('# service=git-upload-pack\n')}0000fffe`),
      error: says(200, advertisement, `${pkt('# service=git-upload-pack\n')}0000${pkt('ERR \u001b[31mevil\n')}`),
      names: refs(
        'refs/heads/--upload-pack=evil',
        'refs/heads/../../evil',
        'refs/heads/.lock',
        'refs/heads/$(evil)',
        'refs/heads/a\u0000b',
        'refs/heads/dev\u001b[31m',
        'refs/remotes/origin/dev',
        'dev',
      ),
      twice: refs('refs/heads/dev', 'refs/heads/dev', 'refs/heads/test'),
      symref: refs('HEAD symref-target:refs/heads/--output=evil', 'refs/heads/dev', 'refs/heads/test'),
      drip: endless(capabilities().slice(0, -4), () => ' ', 500),
      dripRefs: after2(endless('', () => pkt(`${sha} refs/heads/x\n`), 500)),
      endless: endless(v0, many, undefined),
      endlessRefs: after2(endless('', many, undefined)),
      endlessNoise: endless('', () => Buffer.alloc(65_536, 'A'), undefined),
      bomb,
      silence: () => undefined,
    };
  }

  /** Says that it speaks version 2, and then what is given. */
  function after2(then: ReturnType<typeof says>): ReturnType<typeof says> {
    const first = says(200, advertisement, capabilities());
    return (request, response, rest) => (rest.startsWith('/info/') ? first : then)(request, response, rest);
  }

  /** Says of itself that it has bundles elsewhere. */
  function bundled(said: Buffer, rest: string): Buffer {
    if (!rest.startsWith('/info/')) return said;
    const more = ['bundle-uri', 'packfile-uris', 'promisor-remote=name=evil,url=' + elsewhere.url].map(pkt).join('');
    return Buffer.concat([said.subarray(0, -4), Buffer.from(`${more}0000`)]);
  }

  /** Says where else packs are, which nobody asked for. */
  function withPacks(said: Buffer): Buffer {
    const at = said.indexOf(pkt('packfile\n'));
    if (at < 0) return said;
    const uris = `${pkt('packfile-uris\n')}${pkt(`${sha} ${elsewhere.url}/pack/repo.git/x.pack\n`)}0001`;
    return Buffer.concat([said.subarray(0, at), Buffer.from(uris), said.subarray(at)]);
  }

  /** A server that only has files, and says that objects are elsewhere. */
  function dumb(): ReturnType<typeof says> {
    const head = execFileSync('git', ['rev-parse', 'dev'], { cwd: served, encoding: 'utf8' }).trim();
    const files = new Map([
      ['/info/refs', `${head}\trefs/heads/dev\n${head}\trefs/heads/test\n`],
      ['/HEAD', 'ref: refs/heads/dev\n'],
      ['/objects/info/http-alternates', `${elsewhere.url}/objects/repo.git/objects\n`],
      ['/objects/info/alternates', `${elsewhere.url}/objects/repo.git/objects\n`],
    ]);
    return (request, response, rest) => {
      request.resume();
      const body = files.get(rest.replace(/\?.*/, ''));
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(body);
    };
  }

  interface Ended {
    readonly name: string;
    readonly code: number;
    readonly said: string;
    readonly tookMs: number;
  }

  async function cli(name: string, args: readonly string[], withToken = true): Promise<Ended> {
    const said: string[] = [];
    const start = Date.now();
    const code = await runCli(args, {
      environment: {
        BRANCHLINE_CACHE: join(top, 'cache', name, args[0] ?? ''),
        KUBECONFIG: join(top, 'no.kubeconfig'),
        ...(withToken ? { [variable()]: token } : {}),
      },
      folder: top,
      signal: new AbortController().signal,
      print: (text) => said.push(text),
      warn: (text) => said.push(text),
    });
    return { name, code, said: said.join('\n'), tookMs: Date.now() - start };
  }

  const address = (name: string) => `${server.url}/${name}/repo.git`;
  /** The token is that of the server alone. */
  const variable = () => `BRANCHLINE_TOKEN_${new URL(server.url).host.replace(/\W/g, '_')}`;
  const edge = (name: string) => ['--repo', address(name), '--from', 'dev', '--to', 'test'];
  const plan = (name: string): Promise<Ended> => cli(name, ['plan', ...edge(name)]);

  /** Every command of ours that reads a repository at an address. */
  function commands(name: string): readonly (readonly string[])[] {
    const catalog = join(top, `${name}.yaml`);
    writeFileSync(
      catalog,
      `version: 1\nenvironments:\n  - { name: dev, branch: dev, cluster: { context: none, namespace: x } }\n  - { name: test, branch: test, cluster: { context: none, namespace: x } }\nservices:\n  - { name: evil, repository: "${address(name)}" }\n`,
    );
    return [
      ['plan', ...edge(name)],
      ['promote', ...edge(name), '--dry-run'],
      ['rollback', '--repo', address(name), '--branch', 'test', '--to', 'test~1', '--dry-run'],
      ['history', '--repo', address(name), '--branch', 'dev'],
      ['pin', ...edge(name), '--baseline', 'dev', '--catalog', catalog],
      ['status', '--catalog', catalog, '--timeout', '5'],
      ['drift', '--service', 'evil', '--environment', 'dev', '--catalog', catalog, '--timeout', '5'],
    ];
  }

  /** Nothing ran, nobody else has the token, what was said shows neither it nor control characters, and nothing is left. */
  async function assertHarmless(ended: readonly Ended[]): Promise<void> {
    assert.equal(existsSync(tripped) ? readFileSync(tripped, 'utf8') : '', '');
    assert.deepEqual(
      elsewhere.seen.filter(({ authorization }) => authorization !== undefined),
      [],
    );
    assert.deepEqual(
      elsewhere.seen.filter(({ path }) => !/^\/(taken|pack)\//.test(path)),
      [],
      'an address that only the server names was reached',
    );
    for (const { name, said } of ended) {
      assert.ok(!said.includes(token) && !said.includes(basic), `${name}: ${said}`);
      assert.doesNotMatch(said, /\u001b|\u0000/, name); // eslint-disable-line no-control-regex
    }
    // What was killed may need a moment to be gone on a busy machine; what was not goes on for a minute.
    for (let tries = 0; tries < 100 && speaking().length > 0; tries += 1) await pause(100);
    assert.deepEqual(speaking(), []);
  }

  /** Processes that speak to the server still; where that can be told. */
  function speaking(): readonly string[] {
    if (process.platform !== 'linux') return [];
    return readdirSync('/proc').flatMap((entry) => {
      try {
        const line = /^\d+$/.test(entry) ? readFileSync(`/proc/${entry}/cmdline`, 'utf8') : '';
        return line.includes(`${server.url}/`) && !isSlow.test(line) ? [line.replaceAll('\0', ' ')] : [];
      } catch {
        return []; // it has ended
      }
    });
  }

  for (const name of [
    'redirected',
    'redirected307',
    'redirectedName',
    'redirectedUser',
    'toFile',
    'toExt',
    'toFtp',
    'toSsh',
    'toGit',
    'toHttps',
    'loop',
    'longer',
    'nowhere',
    'alternates',
    'login',
    'loginElsewhere',
    'forbidden',
    'broken',
    'busy',
    'html',
    'htmlInDisguise',
    'empty',
    'noise',
    'torn',
    'wrongLength',
    'error',
    'names',
    'twice',
    'symref',
  ]) {
    it(`${name}: each command ends with an error that says so`, async () => {
      const ended: Ended[] = [];
      for (const args of commands(name)) ended.push(await cli(name, args));
      for (const { code, said } of ended) {
        assert.equal(code, 1, said);
        assert.match(said, /\w/);
      }
      await assertHarmless(ended);
    });
  }

  it('a repository that was renamed on the same server is read, by the same token', async () => {
    for (const name of ['honest', 'renamed']) assert.equal((await plan(name)).code, 2, name);
    assert.ok(server.seen.some(({ path, authorization }) => /^\/honest\/.*git-upload-pack$/.test(path) && authorization === basic)); // prettier-ignore
    await assertHarmless([]);
  });

  it('without a token of ours a redirect is followed, as git follows it, with nothing that was the server’s', async () => {
    const { code, said } = await cli('redirected', ['plan', ...edge('redirected')], false);
    assert.equal(code, 2, said);
    await assertHarmless([]);
  });

  it('bundles that a server has elsewhere are not fetched', async () => {
    process.env['GIT_CONFIG_GLOBAL'] = join(top, 'eager');
    writeFileSync(join(top, 'eager'), '[transfer]\n\tbundleURI = true\n');
    try {
      const ended = await plan('bundles');
      assert.equal(ended.code, 2, ended.said);
      await assertHarmless([ended]);
    } finally {
      Reflect.deleteProperty(process.env, 'GIT_CONFIG_GLOBAL');
    }
  });

  it('packs that a server has elsewhere, which git fetches unasked, get nothing that is the server’s', async () => {
    const ended = await plan('packs');
    assert.equal(ended.code, 1, ended.said);
    await assertHarmless([ended]);
  });

  it('a default branch that could be an option is refused', async () => {
    const remote = { url: address('symref'), where: 'there' };
    await assert.rejects(defaultBranch(remote), { code: 'git/badName' });
  });

  it('what never ends is ended: an advertisement, refs, noise, what unpacks to thousands of times its size, silence', async () => {
    for (const { name, code, said, tookMs } of await slow) {
      assert.equal(code, 1, `${name}: ${said}`);
      assert.ok(tookMs < boundMs, `${name}: ${tookMs}`);
    }
    await assertHarmless(await slow);
  });

  it('a pack that comes a byte at a time is ended', async () => {
    const store = new MirrorStore(join(top, 'mirrors'), { fetchTimeoutMs: 3_000 });
    const heads = new Map([['dev', sha as never]]);
    const remote = { url: address('dripRefs'), where: 'there' };
    await assert.rejects(store.refresh({ remote, branches: ['dev'], heads }), { code: 'git/timeout' });
    store.dispose();
    await assertHarmless([]);
  });
});
