import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What a run of the built command line said. `hung`: it had to be ended. */
export interface Ran {
  readonly code: number | 'hung';
  readonly out: string;
  readonly errors: string;
}

/** Bundles the command line into a folder, as it is shipped. */
export async function buildCli(folder: string): Promise<string> {
  const outfile = join(folder, 'cli.mjs');
  await build({
    entryPoints: ['src/cli/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

/** Runs it as a process of its own, which is ended after `boundMs`. */
export async function runBuilt(
  cli: string,
  args: readonly string[],
  options: { readonly folder: string; readonly boundMs: number; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  const { folder, boundMs, env = {} } = options;
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, BRANCHLINE_CACHE: join(folder, 'cache'), ...env },
  });
  const said = { out: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.errors += text));
  const bounded = { isHung: false };
  const bound = setTimeout(() => {
    bounded.isHung = true;
    child.kill('SIGKILL');
  }, boundMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(bound);
  return { ...said, code: bounded.isHung ? 'hung' : (code ?? -1) };
}
