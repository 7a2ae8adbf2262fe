import { dirname } from 'node:path';
import { readCatalog } from '../catalog/load';
import { parseCatalog, type ParsedCatalog } from '../catalog/parse';
import type { ExaminedCatalog } from './examineNow';
import { CatalogPlaces } from './facts/catalogPlaces';

type ReadExamined =
  { readonly kind: 'ok'; readonly examined: ExaminedCatalog } | Extract<ParsedCatalog, { readonly kind: 'invalid' }>;

/**
 * The catalog at `path` (absolute), to be examined; or what is wrong in it.
 * @throws CatalogError, FileError where it cannot be read
 */
export async function readExamined(path: string, signal: AbortSignal): Promise<ReadExamined> {
  const read = await readCatalog(path, signal);
  if (read.kind === 'invalid') return read;
  const parsed = parseCatalog(read.text, { path, folder: dirname(path) });
  if (parsed.kind === 'invalid') return parsed;
  const { catalog, warnings: doubts } = parsed;
  return { kind: 'ok', examined: { catalog, isOne: false, doubts, places: new CatalogPlaces(read.text) } };
}
