import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Heard } from '../../integration/secrets/search';

/**
 * Hears every file below a folder, by its path in it, as it is and as UTF-16, in which browsers keep texts. The objects
 * of git's repositories are left out: they hold what the person may fetch themselves, as git keeps it in any clone.
 *
 * @returns the folders that were left out
 */
export async function hearFolder(heard: Heard, folder: string): Promise<readonly string[]> {
  const leftOut: string[] = [];
  const nameOf = (path: string) => relative(folder, path).replaceAll(sep, '/');
  const enter = async (at: string): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true });
    const isRepository = entries.some(({ name }) => name === 'HEAD') && entries.some(({ name }) => name === 'objects');
    for (const entry of entries) {
      const inner = join(at, entry.name);
      if (entry.isDirectory() && isRepository && entry.name === 'objects') leftOut.push(nameOf(inner));
      else if (entry.isDirectory()) await enter(inner);
      else if (entry.isFile()) hear(heard, nameOf(inner), await readFile(inner));
    }
  };
  await enter(folder);
  return leftOut;
}

function hear(heard: Heard, file: string, data: Buffer): void {
  heard.add(file, data.toString('latin1'));
  if (data.includes(0)) heard.add(file, Buffer.from(data.filter((byte) => byte !== 0)).toString('latin1'));
}
