import { deepEqual, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../src/cli/run';
import { buildCli, type Ran, runBuilt } from './builtCli';

/** Far above what each takes: against a hang alone. */
const boundMs = 20_000;

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n';
const catalog = (repository: string) =>
  `version: 1
environments:
  - { name: dev, branch: dev, cluster: { context: c, namespace: b } }
  - { name: test, branch: test }
services:
  - { name: cart, repository: ${JSON.stringify(repository)} }
`;

describe('A path that leads to no file', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'branchline-special-'));
  const at = (name: string) => join(folder, name);
  const repo = at('repo');
  let cli: string;
  let socket: Server;

  before(async () => {
    cli = await buildCli(folder);
    execFileSync('mkfifo', [at('fifo')]);
    socket = createServer().listen(at('socket'));
    mkdirSync(at('folder'));
    writeFileSync(at('sparse'), '');
    truncateSync(at('sparse'), 10_000_000_000);
    writeFileSync(at('locked'), manifest);
    chmodSync(at('locked'), 0);
    symlinkSync(at('nowhere'), at('dangling'));
    symlinkSync(at('round'), at('round'));
    writeFileSync(at('manifest.yaml'), manifest);
    git('init', '-q', '-b', 'dev', repo);
    writeFileSync(join(repo, 'a.yaml'), manifest);
    git('-C', repo, 'add', '.');
    git('-C', repo, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
    git('-C', repo, 'branch', 'test');
    writeFileSync(at('good.yaml'), catalog(repo));
  });
  after(() => {
    socket.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function git(...args: string[]): void {
    execFileSync('git', args, { stdio: 'ignore' });
  }

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> => how(args, env);
  let how: (args: readonly string[], env: Readonly<Record<string, string>>) => Promise<Ran>;

  const built = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    runBuilt(cli, args, { folder, boundMs, env });

  /** The same within this process, for what cannot hang any more once the others do not. */
  async function within(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
    const said = { out: '', errors: '' };
    const code = await runCli(args, {
      environment: { BRANCHLINE_CACHE: at('cache'), HOME: folder, ...environment },
      folder,
      signal: AbortSignal.timeout(boundMs),
      print: (text) => (said.out += text),
      warn: (text) => (said.errors += text),
    });
    return { ...said, code };
  }

  const edge = ['--from', 'dev', '--to', 'test'];
  const uses: Readonly<Record<string, (path: string) => Promise<Ran>>> = {
    '--desired': (path) => run(['drift', '--desired', path, '--live', at('manifest.yaml')]),
    '--live': (path) => run(['drift', '--desired', at('manifest.yaml'), '--live', path]),
    '--schema': (path) =>
      run(['drift', '--desired', at('manifest.yaml'), '--live', at('manifest.yaml'), '--schema', path]),
    '--catalog': (path) => run(['plan', '--repo', repo, ...edge, '--catalog', path]),
    '--catalog of status': (path) => run(['status', '--catalog', path]),
    '--catalog of pin': (path) => run(['pin', '--repo', repo, ...edge, '--baseline', 'dev', '--catalog', path]),
    '--repo': (path) => run(['plan', '--repo', path, ...edge]),
    'a kubeconfig': (path) =>
      run(['drift', '--service', 'cart', '--environment', 'dev', '--catalog', at('good.yaml')], { KUBECONFIG: path }),
  };
  /** What hangs, or fills the memory, where it is read without looking. */
  const dangerous = { 'a pipe': at('fifo'), 'a device without end': '/dev/zero', 'a file of 10 GB': at('sparse') };
  const others: Readonly<Record<string, string>> = {
    ...{ 'a socket': at('socket'), 'a link to nothing': at('dangling'), 'a link round itself': at('round') },
    ...{ nothing: at('nowhere'), 'a device': '/dev/null', 'a terminal': '/dev/tty', 'an empty folder': at('folder') },
    // Root may read whatever it is.
    ...(process.getuid?.() === 0 ? {} : { 'a file that may not be read': at('locked') }),
  };

  for (const [option, use] of Object.entries(uses)) {
    for (const [way, runs, paths] of [
      ['as it is shipped', built, dangerous],
      ['within', within, others],
    ] as const)
      it(`${option}: an error that names it, ${way}`, async () => {
        how = runs;
        const wrong: unknown[] = [];
        for (const [what, path] of Object.entries(paths)) {
          const ran = await use(path);
          const isClear = ran.code === 1 && ran.errors.includes(path) && ran.errors.trim().split('\n').length < 6;
          if (!isClear) wrong.push([what, ran.code, ran.errors.slice(0, 300), ran.out.slice(0, 200)]);
        }
        deepEqual(wrong, []);
      });
  }

  it('a folder that holds one: an error that names it', async () => {
    mkdirSync(at('mixed'));
    writeFileSync(at('mixed/a.yaml'), manifest);
    execFileSync('mkfifo', [at('mixed/b.yaml')]);
    const ran = await built(['drift', '--desired', at('mixed'), '--live', at('manifest.yaml')], {});
    equal(ran.code, 1);
    match(ran.errors, /b\.yaml/);
  });
});
