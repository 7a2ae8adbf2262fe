import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../src/cli/run';

/** Who says how ssh is called: the person and the machine, in git's own order, and never a repository. Source: docs/security.md. */
describe('ssh', function () {
  this.timeout(120_000);
  let top: string;
  let clone: string;
  let log: string;
  let address: string;
  const kept = { ...process.env };
  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  /** A program that says that it was called, and serves as ssh would. */
  const ssh = (name: string): string => {
    const file = join(top, 'bin', name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${log}'\nfor last; do :; done\nexec sh -c "$last"\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const called = (): readonly string[] =>
    existsSync(log)
      ? [
          ...new Set(
            readFileSync(log, 'utf8')
              .trim()
              .split('\n')
              .map((line) => line.split(' ')[0] ?? ''),
          ),
        ]
      : [];

  before(() => {
    top = mkdtempSync(join(tmpdir(), 'branchline-ssh-'));
    mkdirSync(join(top, 'bin'));
    [log, clone] = [join(top, 'called'), join(top, 'clone')];
    const served = join(top, 'served');
    mkdirSync(served);
    git(served, 'init', '--quiet', '--initial-branch=dev');
    git(served, 'config', 'user.name', 'T');
    git(served, 'config', 'user.email', 't@e');
    writeFileSync(join(served, 'values.yaml'), 'a: 1\n');
    git(served, 'add', '.');
    git(served, 'commit', '--quiet', '-m', 'one');
    git(served, 'branch', 'test');
    writeFileSync(join(served, 'values.yaml'), 'a: 2\n');
    git(served, 'commit', '--quiet', '-am', 'two');
    git(top, 'clone', '--quiet', served, clone);
    git(clone, 'branch', 'test', 'origin/test');
    address = `ssh://git@git.example.com${served}`;
    git(clone, 'remote', 'set-url', 'origin', address);
    git(clone, 'config', 'core.sshCommand', ssh('repository'));
    for (const name of ['ssh', 'command', 'program', 'own']) ssh(name);
  });
  beforeEach(() => {
    rmSync(log, { force: true });
    rmSync(join(top, 'cache'), { recursive: true, force: true });
    process.env['PATH'] = `${join(top, 'bin')}:${kept['PATH'] ?? ''}`;
    process.env['GIT_CONFIG_GLOBAL'] = join(top, 'none');
    process.env['GIT_SSH_VARIANT'] = 'ssh';
  });
  afterEach(() => {
    for (const name of ['GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSH_VARIANT', 'GIT_CONFIG_GLOBAL', 'PATH']) {
      if (kept[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = kept[name];
    }
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  const own = () => {
    const file = join(top, 'gitconfig');
    writeFileSync(file, `[core]\n\tsshCommand = ${join(top, 'bin', 'own')} -i key\n`);
    process.env['GIT_CONFIG_GLOBAL'] = file;
  };

  async function plan(repository: string): Promise<void> {
    const said: string[] = [];
    const code = await runCli(['plan', '--repo', repository, '--from', 'dev', '--to', 'test'], {
      environment: { BRANCHLINE_CACHE: join(top, 'cache') },
      folder: clone,
      signal: new AbortController().signal,
      print: (text) => said.push(text),
      warn: (text) => said.push(text),
    });
    assert.equal(code, 2, said.join('\n'));
  }

  it('is called so that it never asks, where nobody says how', async () => {
    await plan(address);
    assert.deepEqual(called(), ['ssh']);
    assert.match(readFileSync(log, 'utf8'), /^ssh -o BatchMode=yes /);
  });

  it('is called as a person’s own configuration says', async () => {
    own();
    await plan(address);
    assert.deepEqual(called(), ['own']);
    assert.match(readFileSync(log, 'utf8'), /^own -i key /);
  });

  it('is called as GIT_SSH_COMMAND says, before the configuration', async () => {
    own();
    process.env['GIT_SSH_COMMAND'] = join(top, 'bin', 'command');
    await plan(address);
    assert.deepEqual(called(), ['command']);
  });

  it('is called as the configuration says, before GIT_SSH', async () => {
    own();
    process.env['GIT_SSH'] = join(top, 'bin', 'program');
    await plan(address);
    assert.deepEqual(called(), ['own']);
  });

  it('is called as GIT_SSH says, where nothing else does', async () => {
    process.env['GIT_SSH'] = join(top, 'bin', 'program');
    await plan(address);
    assert.deepEqual(called(), ['program']);
  });

  for (const whose of ['nobody’s', 'a person’s'] as const) {
    it(`is never called as a repository says, beside ${whose} own`, async () => {
      if (whose === 'a person’s') own();
      for (const args of [
        ['promote', '--from', 'dev', '--to', 'test'],
        ['history', '--branch', 'test'],
      ]) {
        await runCli([...args, '--repo', clone], {
          environment: { BRANCHLINE_CACHE: join(top, 'cache') },
          folder: clone,
          signal: new AbortController().signal,
          print: () => undefined,
          warn: () => undefined,
        });
      }
      assert.ok(!called().includes('repository'), called().join());
      git(clone, 'ls-remote', 'origin'); // which git itself does
      assert.ok(called().includes('repository'));
    });
  }
});
