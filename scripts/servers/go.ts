import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Impossible } from '../bootstrap/output.mjs';
import type { Family } from './families';

const run = promisify(execFile);

/** The Go that is installed, and no other: none is fetched in its place, and a person's workspace file does not count. */
export const goEnvironment: NodeJS.ProcessEnv = { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off' };

/** @returns e.g. `1.26`, since patches of Go change nothing that is built here */
export async function goVersion(family: Family): Promise<string> {
  const needed = /^go (\d+)\.(\d+)/m.exec(await readFile(join(family.folder, 'go.mod'), 'utf8'));
  const found = /go(\d+)\.(\d+)/.exec(await answer(['env', 'GOVERSION']));
  const [wanted, installed] = [needed, found].map((match) => Number(match?.[1]) * 1000 + Number(match?.[2]));
  if (installed === undefined || wanted === undefined || !(installed >= wanted)) {
    throw new Impossible(
      `The real servers are built with Go ${needed?.slice(1).join('.') ?? ''} or later, and Go ${found?.slice(1).join('.') ?? 'unknown'} is installed: ${orElse}`,
    );
  }
  return `${found?.[1] ?? ''}.${found?.[2] ?? ''}`;
}

const orElse = 'see https://go.dev/dl, or name a folder of ready-made servers in BRANCHLINE_SERVERS (CONTRIBUTING.md).';

/** What a `go` command says. */
export async function answer(args: readonly string[], cwd?: string): Promise<string> {
  try {
    const { stdout } = await run('go', args, { cwd, env: goEnvironment, windowsHide: true });
    return stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Impossible(`Go was not found, which builds the real servers: ${orElse}`);
  }
}

/** Gitea's database is C. */
export async function needCompiler(): Promise<void> {
  const compiler = (await answer(['env', 'CC'])).split(' ')[0] || 'gcc';
  try {
    await run(compiler, ['--version'], { windowsHide: true });
  } catch {
    throw new Impossible(
      `${compiler} was not found, which builds Gitea's database: install a C compiler, or ${orElse}`,
    );
  }
}
