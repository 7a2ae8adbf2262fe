import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Files } from './history/objects';

/** The files under `manifests/{service}`: what `dev` began with, and what a later commit adds. */
export async function readManifests(service: string): Promise<Files> {
  const folder = join(import.meta.dirname, 'manifests', service);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path) => [relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8')] as const),
  );
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
