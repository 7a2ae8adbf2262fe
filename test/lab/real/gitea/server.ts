import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startGuarded } from '../../../../scripts/processes/guarded';
import type { Ending } from '../../ending';
import { appIni, logsOf } from './configuration';

const run = promisify(execFile);
const deadlineMs = 60_000;

export interface GiteaOptions {
  /** All state of the server; made if it is not there. Removing it is the caller's business. */
  readonly folder: string;
  /** The file of the command `gitea`. */
  readonly command: string;
  /** Its templates, translations and public files; undefined where the command brings them along. */
  readonly staticFiles: string | undefined;
  /** Where people reach it, if that is another address than its own. */
  readonly publicUrl?: string;
  readonly ending: Ending;
}

/** Who the server belongs to: an administrator that no story knows. */
export const operator = { name: 'operator', password: 'lab-operator' } as const;

/** Starts Gitea in an empty folder and waits until it answers. Returns its address and a token of the operator. */
export async function runServer(options: GiteaOptions): Promise<{ url: string; token: string }> {
  const { folder, command, staticFiles, publicUrl, ending } = options;
  await mkdir(logsOf(folder), { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const configuration = join(folder, 'app.ini');
  await writeFile(configuration, appIni({ folder, port, url: publicUrl ?? url, staticFiles }), { mode: 0o600 });
  const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, GITEA_WORK_DIR: folder };
  const gitea = async (...args: readonly string[]): Promise<string> => {
    const limits = { env, signal: ending.signal, timeout: deadlineMs };
    return (await run(command, ['--config', configuration, ...args], limits)).stdout;
  };
  await gitea('migrate');
  const said = await gitea(
    ...['admin', 'user', 'create', '--admin', '--must-change-password=false'],
    ...[`--username=${operator.name}`, `--password=${operator.password}`, '--email=operator@lab.example'],
    ...['--access-token', '--access-token-name=lab', '--access-token-scopes=all'],
  );
  const token = /\b[0-9a-f]{40}\b/.exec(said)?.[0];
  if (token === undefined) throw new Error(`Gitea gave its operator no token: ${said}`);

  const server = startGuarded(command, ['--config', configuration, 'web'], {
    cwd: folder,
    env,
    log: join(logsOf(folder), 'gitea.log'),
  });
  await ending.add(() => server.stop());
  const ended = server.ended.then(() => 'ended' as const);
  if ((await Promise.race([healthy(url, ending.signal), ended])) !== 'healthy') {
    throw new Error(`Gitea did not come up:\n${server.output()}`);
  }
  return { url, token };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function healthy(url: string, signal: AbortSignal): Promise<'healthy' | 'late'> {
  const end = performance.now() + deadlineMs;
  while (performance.now() < end) {
    const answer = await fetch(`${url}/api/healthz`, { signal }).catch(() => undefined);
    if (answer?.ok === true) return 'healthy';
    await delay(50, undefined, { signal });
  }
  return 'late';
}
