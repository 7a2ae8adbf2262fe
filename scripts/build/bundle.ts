import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build as esbuild, type Metafile } from 'esbuild';
import { Impossible } from '../bootstrap/output.mjs';
import { onlyKubeConfig } from './clientNode';
import { buildPages } from './page';

/** `development` keeps names and adds source maps; `production` is what ships. */
export type BuildMode = 'production' | 'development';

export interface Bundle {
  /** Every file below `dist/`, largest first. */
  readonly files: readonly { file: string; sizeBytes: number }[];
}

const shebang = '#!/usr/bin/env node\n';

/** Packages in CommonJS call `require` for Node's own modules; an ES module has none. */
const requireForCommonJs =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

/**
 * Bundles `src/extension.ts` and `src/cli/main.ts` as ES modules with shared chunks: an `import()` stays lazy, and what
 * both entries use is there once. The metafile is kept in `out/` for looking into sizes (https://esbuild.github.io/analyze).
 *
 * @throws Impossible, after esbuild has printed what is wrong
 */
export async function build({ mode }: { mode: BuildMode }): Promise<Bundle> {
  await rm('dist', { recursive: true, force: true });
  const metafile = await bundle(mode);
  await mkdir('out', { recursive: true });
  await writeFile('out/metafile.json', JSON.stringify(metafile));
  await makeExecutable('dist/cli.js');
  const page = await buildPages(mode);
  const code = Object.entries(metafile.outputs).map(([file, { bytes }]) => [file, bytes] as const);
  const files = [...code, ...Object.entries(page)].map(([file, sizeBytes]) => ({ file, sizeBytes }));
  return { files: files.sort((a, b) => b.sizeBytes - a.sizeBytes) };
}

async function bundle(mode: BuildMode): Promise<Metafile> {
  const bundling = esbuild({
    entryPoints: { extension: 'src/extension.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    plugins: [onlyKubeConfig],
    banner: { js: requireForCommonJs },
    minify: mode === 'production',
    sourcemap: mode === 'development',
    metafile: true,
    logLevel: 'warning',
  });
  return bundling.then(
    (result) => result.metafile,
    (error: unknown) => {
      throw new Impossible('The bundle could not be built.', { cause: error });
    },
  );
}

async function makeExecutable(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.startsWith('#!')) await writeFile(file, shebang + text);
  await chmod(file, 0o755);
}
