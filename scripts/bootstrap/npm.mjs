// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Impossible } from './output.mjs';

/**
 * npm's own script, so that it is started by `node` itself: no shell, and no `npm.cmd` on Windows.
 *
 * @returns {string}
 */
export function npmScript() {
  const beside = dirname(process.execPath);
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const candidates = [
    process.env['npm_execpath'] ?? '',
    join(beside, 'node_modules/npm/bin/npm-cli.js'),
    join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    ...onPath.flatMap((folder) => [join(folder, 'npm'), join(folder, 'node_modules/npm/bin/npm-cli.js')]),
  ];
  const found = candidates.filter((path) => path && existsSync(path)).map((path) => realpathSync(path));
  const script = found.find((path) => path.endsWith('npm-cli.js'));
  if (!script) throw new Impossible('npm was not found. It comes with Node: see https://nodejs.org');
  return script;
}

/**
 * Runs npm in a folder, quietly; its output is shown only when it fails.
 *
 * @param {readonly string[]} args
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function npm(args, folder) {
  const environment = { ...process.env };
  delete environment['npm_config_local_prefix']; // names this checkout where npm itself has started us
  const child = spawn(process.execPath, [npmScript(), ...args, '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Impossible(explain(args, output));
}

/**
 * @param {readonly string[]} args
 * @param {string} output
 */
function explain(args, output) {
  const lines = output.split('\n').filter((line) => line.startsWith('npm error'));
  const unreachable = /E(NOTFOUND|CONNREFUSED|TIMEDOUT|AI_AGAIN|CONNRESET)|network/.test(output);
  return [
    `npm ${args.join(' ')} did not work:`,
    ...(lines.length > 0 ? lines : output.split('\n').slice(-10)).slice(0, 12).map((line) => `  ${line}`),
    ...(unreachable
      ? ['The package registry cannot be reached: check the network and `npm config get registry`.']
      : []),
  ].join('\n');
}
