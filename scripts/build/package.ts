import { mkdir, stat } from 'node:fs/promises';
import { Impossible } from '../bootstrap/output.mjs';
import { tool } from '../testing/tool';

const file = 'out/branchline.vsix';
const limitBytes = 2 * 1024 * 1024;

export interface Package {
  readonly file: string;
  readonly sizeBytes: number;
  /** What lies in it, as vsce lists it. */
  readonly content: string;
}

/**
 * Packs what `build` has made into `out/branchline.vsix`.
 *
 * @throws Impossible, where vsce refuses, or the package is larger than 2 MB
 */
export async function packVsix(): Promise<Package> {
  await mkdir('out', { recursive: true });
  const packed = await tool(
    'vsce',
    ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file],
    {
      output: 'captured',
    },
  );
  if (packed.code !== 0) throw new Impossible(packed.text);
  const listed = await tool('vsce', ['ls', '--tree', '--no-dependencies'], { output: 'captured' });
  const { size } = await stat(file);
  if (size > limitBytes) throw new Impossible(`${file} has ${size} bytes, more than ${limitBytes}:\n${listed.text}`);
  return { file, sizeBytes: size, content: listed.text };
}
