import { join } from 'node:path';
import { cached } from '../bootstrap/cache.mjs';
import { npm } from '../bootstrap/npm.mjs';
import { step } from '../bootstrap/output.mjs';

/** VS Code as a server: the npm package `code-server` 4.139.1 holds VS Code 1.139.1. */
const version = '4.139.1';

/**
 * The folder of VS Code's server, installed from npm into the cache where it is missing.
 *
 * Install scripts are not run: they would compile native extras (terminals, log files) that neither the demo nor the
 * tests need. VS Code's own lock file does not list peers, hence `--legacy-peer-deps`.
 */
export async function installCodeServer(): Promise<string> {
  const folder = await cached(`code-server-${version}`, (partial) =>
    step(`Installing VS Code (code-server ${version})`, async () => {
      await npm(['install', '--prefix', partial, '--no-save', `code-server@${version}`], partial);
      const server = serverFolder(partial);
      await npm(['ci', '--prefix', server, '--omit=dev', '--legacy-peer-deps'], server);
    }),
  );
  return serverFolder(folder);
}

function serverFolder(folder: string): string {
  return join(folder, 'node_modules/code-server/lib/vscode');
}
