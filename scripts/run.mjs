// @ts-check
/**
 * The entry of every npm script: `node scripts/run.mjs <task> [arguments]`.
 *
 * Needs nothing but Node 20 or later: it installs the dependencies and Node 24 where they are missing, then runs
 * `scripts/tasks/<task>.ts` and hands on signals and the exit code.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { ensureNode } from './bootstrap/node.mjs';
import { npmScript } from './bootstrap/npm.mjs';
import { Impossible, runTask } from './bootstrap/output.mjs';

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));

await runTask(async () => {
  const [task = '', ...args] = process.argv.slice(2);
  const file = join(checkout, 'scripts/tasks', `${task}.ts`);
  if (!/^[a-z0-9-]+$/.test(task) || !existsSync(file)) throw new Impossible(`There is no task "${task}".`);
  if (spawnSync('git', ['--version']).error) throw new Impossible('git was not found: install git 2.38 or later.');
  const [, node] = await Promise.all([ensureDependencies(checkout), ensureNode()]);
  process.exitCode = await run(node, ['--import', 'tsx', '--enable-source-maps', file, ...args]);
});

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code as a shell would give it
 */
function run(node, args) {
  const child = spawn(node, args, {
    cwd: checkout,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`,
      npm_execpath: npmScript(), // the Node from npm comes without npm
    },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
