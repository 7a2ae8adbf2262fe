import { glob, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles `test/e2e/suite/` for the extension host into `out/suite/`.
 *
 * @returns the absolute path of the module whose `run()` VS Code calls
 */
export async function buildSuite(): Promise<string> {
  const entries = ['test/e2e/suite/index.ts'];
  for await (const file of glob('test/e2e/suite/**/*.test.ts')) entries.push(file);
  const [index = ''] = await buildForHost(entries, 'out/suite');
  return resolve(index);
}

/**
 * Bundles modules that VS Code loads into its extension host, each for itself.
 *
 * @returns their paths, in the order of `entries`
 */
export async function buildForHost(entries: readonly string[], folder: string): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await build({
    entryPoints: entries.map((entry) => ({ in: entry, out: basename(entry, '.ts') })),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return entries.map((entry) => join(folder, `${basename(entry, '.ts')}.cjs`));
}
