import { resolve } from 'node:path';
import type { Catalog } from '../../core/catalog/catalog';
import type { Problem } from '../../core/catalog/source';
import { findCatalog, loadCatalog } from '../../core/catalog/load';
import { BranchlineError } from '../../core/support/errors';
import { inEnglish, message } from '../../core/support/message';
import type { CliContext } from '../context';

/**
 * The catalog of `--catalog`, else of a `branchline.yaml` in the working folder or above; nothing where there is none.
 * @throws BranchlineError for one that cannot be read, with each place
 */
export async function catalogOf(named: string | undefined, context: CliContext): Promise<Catalog | undefined> {
  const path = await catalogPath(named, context);
  if (path === undefined) return undefined;
  const parsed = await loadCatalog(path, context.signal);
  if (parsed.kind === 'ok') return parsed.catalog;
  throw catalogInvalid(path, parsed.problems);
}

/** The path of that catalog, whether it can be read or not. */
export async function catalogPath(named: string | undefined, context: CliContext): Promise<string | undefined> {
  return named === undefined ? findCatalog(context.folder, context.signal) : resolve(context.folder, named);
}

export function catalogInvalid(path: string, problems: readonly Problem[]): BranchlineError {
  const places = problems.map(({ line, column, said }) => `  ${path}:${line}:${column} ${inEnglish(said)}`);
  return new BranchlineError(
    'cli/catalogInvalid',
    message('The catalog is not valid:\n{places}', { places: places.join('\n') }),
  );
}
