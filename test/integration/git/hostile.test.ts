import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../src/cli/run';
import { readCheckout } from '../../../src/core/git/checkout';
import { MirrorStore } from '../../../src/core/git/mirror';
import { defaultBranch } from '../../../src/core/git/remote';
import { addressKeys, folderKeys, hooks, programKeys } from './programs';

/** Nothing that a repository's configuration, attributes or hooks name is run or reached. Source: docs/security.md. */
/** Keys of one repository: git reads on past each of them, as the code of `plan` shows. */
const together = 40;

describe('a hostile clone', function () {
  this.timeout(300_000);
  let top: string;
  let clone: string;
  let wire: string;
  let tripped: string;
  let plain: string;
  let server: Server;
  let reached = 0;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(); // prettier-ignore
  const inGit = (...names: string[]) => join(clone, '.git', ...names);

  before(async () => {
    top = mkdtempSync(join(tmpdir(), 'branchline-hostile-'));
    clone = join(top, 'clone');
    wire = join(top, 'wire.sh');
    tripped = join(top, 'tripped');
    writeFileSync(wire, `#!/bin/sh\necho "$0 $*" >> '${tripped}'\ncat > /dev/null 2>&1 < /dev/null\nexit 1\n`);
    chmodSync(wire, 0o755);
    server = createServer((socket) => {
      reached += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const none = { clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:1' } }], users: [{ name: 'none', user: {} }], contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }] }; // prettier-ignore
    writeFileSync(join(top, 'kubeconfig'), JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...none }));
    mkdirSync(clone);
    git('init', '--quiet', '--initial-branch=dev');
    git('config', 'user.name', 'T');
    git('config', 'user.email', 't@e');
    writeFileSync(join(clone, '.gitattributes'), '* merge=evil diff=evil filter=evil\n');
    commit('a: 1\nb: 1\n');
    git('branch', 'test');
    commit('a: 2\nb: 1\n');
    git('checkout', '--quiet', 'test');
    commit('a: 1\nb: 7\n');
    git('checkout', '--quiet', 'dev');
    plain = readFileSync(inGit('config'), 'utf8');
  });
  beforeEach(() => {
    writeFileSync(inGit('config'), plain);
    rmSync(inGit('hooks'), { recursive: true, force: true });
    rmSync(inGit('refs/heads/promote'), { recursive: true, force: true });
    rmSync(inGit('refs/heads/rollback'), { recursive: true, force: true });
    rmSync(tripped, { force: true });
    reached = 0;
  });
  after(() => {
    server.close();
    rmSync(top, { recursive: true, force: true });
  });

  function commit(text: string): void {
    writeFileSync(join(clone, 'values.yaml'), text);
    git('add', '.');
    git('commit', '--quiet', '-m', text.replaceAll('\n', ' '));
  }

  async function cli(...args: string[]): Promise<{ code: number; said: string }> {
    const said: string[] = [];
    const code = await runCli(args, {
      environment: { BRANCHLINE_CACHE: join(top, 'cache'), KUBECONFIG: join(top, 'kubeconfig') },
      folder: clone, // also where a person stands has no say
      signal: new AbortController().signal,
      print: (text) => said.push(text),
      warn: (text) => said.push(text),
    });
    return { code, said: said.join('\n') };
  }

  /** Everything of ours that looks at a clone, or pushes into it. */
  async function everything(lacks = false): Promise<void> {
    const edge = ['--repo', clone, '--from', 'dev', '--to', 'test'];
    const catalog = join(top, 'branchline.yaml');
    writeFileSync(
      catalog,
      `version: 1\nenvironments:\n${['dev', 'test'].map((name) => `  - { name: ${name}, branch: ${name}, cluster: { context: none, namespace: x } }\n`).join('')}services:\n  - { name: evil, repository: "${clone}" }\n`,
    );
    const store = new MirrorStore(mkdtempSync(join(top, 'mirrors-')));
    assert.equal((await readCheckout(clone))?.branch, 'dev');
    const plan = await cli('plan', ...edge);
    assert.equal(plan.code, lacks ? 1 : 2, plan.said);
    for (const args of [
      ['history', '--repo', clone, '--branch', 'test'],
      ['promote', ...edge, '--dry-run'],
      ['promote', ...edge, '--no-pr'],
      ['rollback', '--repo', clone, '--branch', 'test', '--to', 'test~1', '--no-pr'],
      ['return', ...edge, '--no-pr'],
    ]) {
      const { code, said } = await cli(...args);
      assert.ok(lacks || code !== 1, `${args.join(' ')}: ${said}`);
    }
    await cli('where', 'v2', '--catalog', catalog);
    // The fleet asks the origin that a clone names; so where that is an address, it is reached, and rightly.
    const isAway = /\[remote "origin"\][^[]*\burl = http/.test(readFileSync(inGit('config'), 'utf8'));
    for (const args of [
      ['pin', ...edge, '--baseline', 'dev~1', '--catalog', catalog],
      ['status', '--catalog', catalog, '--timeout', '3'],
      ['drift', '--service', 'evil', '--environment', 'dev', '--catalog', catalog, '--timeout', '3'],
    ].filter(([name]) => name === 'pin' || !isAway)) {
      const { code, said } = await cli(...args); // no cluster answers, so that not all is known
      assert.ok([1, 2].includes(code) || args[0] === 'pin', said);
    }
    const remote = { url: clone, where: 'clone' };
    await defaultBranch(remote).catch(() => undefined);
    await store.refresh({ remote, branches: ['dev', 'test'] }).catch(() => undefined);
    store.dispose();
  }

  function assertStill(): void {
    assert.equal(existsSync(tripped) ? readFileSync(tripped, 'utf8') : '', '');
    assert.equal(reached, 0, 'an address was reached');
  }

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const valueOf = (key: string): string => {
    if (addressKeys.includes(key) && key !== 'core.gitProxy') return address();
    if (key === 'receive.procReceiveRefs') return 'refs/heads';
    return wire;
  };
  const named = (key: string) => key.replace('*', 'evil');
  /** A promisor remote of which one object is missing: whatever fetches in the middle of a read would go there. */
  const promisor = () => {
    git('config', 'core.repositoryformatversion', '1');
    git('config', 'extensions.partialClone', 'origin');
    git('config', 'remote.origin.promisor', 'true');
    git('config', 'remote.origin.url', top);
  };

  const keys = [...new Set([...programKeys, ...addressKeys])];
  for (let at = 0; at < keys.length; at += together) {
    const some = keys.slice(at, at + together);
    it(`names programs and addresses in ${some.join(', ')}`, async () => {
      promisor();
      writeHooks(['proc-receive', 'post-update']);
      for (const key of some) git('config', named(key), valueOf(key));
      await everything();
      assertStill();
    });
  }

  for (const key of folderKeys) {
    it(`names a file in ${key}`, async () => {
      writeHooks(hooks);
      writeFileSync(
        join(top, 'included'),
        `[core]\n\talternateRefsCommand = ${wire}\n\tfsmonitor = ${wire}\n[merge "evil"]\n\tdriver = ${wire}\n`,
      );
      git('config', key, key === 'core.hooksPath' ? inGit('hooks') : join(top, 'included'));
      await everything();
      assertStill();
    });
  }

  it('has all hooks, and a promotion pushed into it runs none', async () => {
    writeHooks(hooks);
    git('config', 'core.alternateRefsCommand', wire);
    const edge = ['--repo', clone, '--from', 'dev', '--to', 'test'];
    // Its cluster does not answer.
    const { code, said } = await cli('promote', ...edge, '--no-pr', '--unknown-owner');
    assert.equal(code, 0, said);
    assert.match(
      git('for-each-ref', '--format=%(refname)', 'refs/heads/promote'),
      /^refs\/heads\/promote\/dev-to-test\//,
    );
    assertStill();
    // What git itself does on such a push.
    spawnSync('git', ['push', '--quiet', '--no-verify', clone, 'dev:refs/heads/promote/control'], { cwd: clone });
    assert.match(readFileSync(tripped, 'utf8'), /pre-receive/);
  });

  it('has a merge driver: git’s own merge does not run it', async () => {
    git('config', 'merge.evil.driver', wire);
    spawnSync('git', ['merge-tree', '--write-tree', 'dev', 'test'], { cwd: clone });
    assert.ok(existsSync(tripped), 'plain git runs it');
    rmSync(tripped);
    await cli('promote', '--repo', clone, '--from', 'dev', '--to', 'test', '--dry-run');
    assertStill();
  });

  it('is a partial clone that lacks a blob: it is named, and nothing is fetched', async () => {
    promisor();
    git('config', 'remote.origin.uploadpack', wire);
    const blob = git('rev-parse', 'dev:values.yaml');
    const file = inGit('objects', blob.slice(0, 2), blob.slice(2));
    const kept = readFileSync(file);
    rmSync(file);
    try {
      spawnSync('git', ['cat-file', '-p', blob], { cwd: clone });
      assert.ok(existsSync(tripped), 'plain git fetches it');
      rmSync(tripped);
      const { code, said } = await cli('plan', '--repo', clone, '--from', 'dev', '--to', 'test');
      assert.equal(code, 1);
      assert.ok(said.includes(blob), said);
      await everything(true);
      assertStill();
    } finally {
      writeFileSync(file, kept);
    }
  });

  it('has a tree that git refuses: nothing of it is proposed, and its path is said', async () => {
    const entry = (mode: string, name: string, sha: string) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')]);
    const input = (bytes: Buffer) =>
      execFileSync('git', ['hash-object', '-w', '--literally', '-t', 'tree', '--stdin'], {
        cwd: clone,
        input: bytes,
        encoding: 'utf8',
      }).trim();
    const [values, attributes] = [git('rev-parse', 'dev:values.yaml'), git('rev-parse', 'dev:.gitattributes')];
    for (const name of ['..', '.git', '.GIT', 'git~1', '.g\u200cit']) {
      const inner = input(entry('100644', name, values));
      const tree = input(
        Buffer.concat([
          entry('100644', '.gitattributes', attributes),
          entry('40000', 'sub', inner),
          entry('100644', 'values.yaml', values),
        ]),
      );
      git('branch', '--force', 'bad', git('commit-tree', '-p', 'dev', '-m', 'bad', tree));
      for (const way of ['--dry-run', '--no-pr']) {
        const { code, said } = await cli('promote', '--repo', clone, '--from', 'bad', '--to', 'test', way);
        assert.equal(code, 1, said);
        assert.ok(said.includes(JSON.stringify(`sub/${name}`)), said);
      }
    }
  });

  it('is never where git runs, but for learning where it is', async () => {
    const log = join(top, 'calls');
    const bin = join(top, 'bin');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(
      join(bin, 'git'),
      `#!/bin/sh\necho "$GIT_DIR|$GIT_ALLOW_PROTOCOL|$*" >> '${log}'\nexec '${real}' "$@"\n`,
    );
    chmodSync(join(bin, 'git'), 0o755);
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path ?? ''}`;
    try {
      await everything();
    } finally {
      process.env['PATH'] = path;
    }
    const calls = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('|'));
    assert.ok(calls.length > 20);
    for (const [gitDir = '', protocols = '', args = ''] of calls) {
      const isLook = /^(rev-parse --path-format|config --get remote\.origin\.url)/.test(args);
      const isOurs = gitDir === '/dev/null' || /\/(branchline-(git|status)-|mirrors-)[^/]*/.test(gitDir);
      assert.ok(isOurs || isLook, `${gitDir}: git ${args}`);
      if (!/^(ls-remote|fetch|push)/.test(args)) assert.equal(protocols, ':', args);
    }
  });

  it('is asked for HEAD as a branch: refused', async () => {
    git('update-ref', 'refs/remotes/origin/dev', 'dev');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/dev');
    for (const from of ['HEAD', '@', 'dev~1', 'refs/heads/dev', 'FETCH_HEAD', 'origin/dev']) {
      const { code, said } = await cli('promote', '--repo', clone, '--from', from, '--to', 'test', '--dry-run');
      assert.equal(code, 1, from);
      assert.match(said, /branch|not a name/i);
    }
  });

  function writeHooks(names: readonly string[]): void {
    mkdirSync(inGit('hooks'), { recursive: true });
    for (const name of names) {
      writeFileSync(inGit('hooks', name), `#!/bin/sh\nexec '${wire}' ${name}\n`);
      chmodSync(inGit('hooks', name), 0o755);
    }
  }
});
