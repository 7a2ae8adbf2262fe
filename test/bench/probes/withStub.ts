import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Loads a module that imports parts of the editor's own, with a stand-in for the editor.
 *
 * @param entry from the project's root
 */
export async function loadWithStub<T>(entry: string): Promise<T> {
  const outfile = resolve('out/probes', `${basename(entry, '.ts')}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { vscode: resolve('test/bench/probes/vscodeStub.ts') },
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return (await import(pathToFileURL(outfile).href)) as T;
}
