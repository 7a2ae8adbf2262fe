import { build, type BuildOptions } from 'esbuild';
import { Impossible } from '../bootstrap/output.mjs';
import type { BuildMode } from './bundle';

/** The pages of the editor, each in a folder of its own below `src` and `dist`. */
const pages = ['board', 'decision', 'timeline', 'train'] as const;

/** All pages. @returns the sizes of what it has written @throws as {@link buildPage} */
export async function buildPages(mode: BuildMode): Promise<Readonly<Record<string, number>>> {
  const built = await Promise.all(pages.map((page) => buildPage(mode, `dist/${page}`, page)));
  return Object.assign({}, ...built) as Readonly<Record<string, number>>;
}

/**
 * Bundles a page (`src/board/page`) as one script and one style for a browser. It is apart from the rest: it
 * knows neither Node nor the editor, and its policy lets it load nothing else.
 *
 * @returns the sizes of what it has written, in bytes by file
 * @throws Impossible, after esbuild has printed what is wrong
 */
export async function buildPage(
  mode: BuildMode,
  outdir = 'dist/board',
  page: (typeof pages)[number] = 'board',
): Promise<Readonly<Record<string, number>>> {
  const options: BuildOptions = {
    entryPoints: { main: `src/${page}/page/main.tsx` },
    outdir,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    minify: mode === 'production',
    sourcemap: mode === 'development' ? 'inline' : false,
    metafile: true,
    logLevel: 'warning',
  };
  const result = await build(options).catch((error: unknown) => {
    throw new Impossible('The page could not be built.', { cause: error });
  });
  return Object.fromEntries(Object.entries(result.metafile?.outputs ?? {}).map(([file, { bytes }]) => [file, bytes]));
}
