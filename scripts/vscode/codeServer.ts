import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from '../bootstrap/cache.mjs';
import { npm } from '../bootstrap/npm.mjs';
import { step } from '../bootstrap/output.mjs';

/** VS Code as a server: the npm package `code-server` 4.139.1 holds VS Code 1.139.1. */
const version = '4.139.1';

/** Raised when `fill` changes, so that what an older one has installed is not taken for it. */
const recipe = 1;

/**
 * The folder of VS Code's server, installed from npm into the cache where it is missing.
 *
 * Install scripts are not run, for they would compile native extras. Of these only the writer of log files is missed;
 * a plain one takes its place. VS Code's own lock file does not list peers, hence `--legacy-peer-deps`.
 */
export async function installCodeServer(): Promise<string> {
  const folder = await cached(`code-server-${version}-${recipe}`, (partial) =>
    step(`Installing VS Code (code-server ${version})`, () => fill(partial)),
  );
  return serverFolder(folder);
}

async function fill(folder: string): Promise<void> {
  await npm(['install', '--prefix', folder, '--no-save', `code-server@${version}`], folder);
  const server = serverFolder(folder);
  await npm(['ci', '--prefix', server, '--omit=dev', '--legacy-peer-deps'], server);
  const plainLog = fileURLToPath(new URL('plainLog.cjs', import.meta.url));
  await copyFile(plainLog, join(server, 'node_modules/@vscode/spdlog/index.js'));
}

function serverFolder(folder: string): string {
  return join(folder, 'node_modules/code-server/lib/vscode');
}
