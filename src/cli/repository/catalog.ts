import { resolve } from 'node:path';
import type { Catalog } from '../../core/catalog/catalog';
import { findCatalog, loadCatalog } from '../../core/catalog/load';
import { BranchlineError } from '../../core/support/errors';
import { inEnglish, message } from '../../core/support/message';
import type { CliContext } from '../context';

/**
 * The catalog of `--catalog`, else of a `branchline.yaml` in the working folder or above; nothing where there is none.
 * @throws BranchlineError for one that cannot be read, with each place
 */
export async function catalogOf(path: string | undefined, context: CliContext): Promise<Catalog | undefined> {
  const found = path === undefined ? await findCatalog(context.folder, context.signal) : resolve(context.folder, path);
  if (found === undefined) return undefined;
  const parsed = await loadCatalog(found, context.signal);
  if (parsed.kind === 'ok') return parsed.catalog;
  const places = parsed.problems.map(({ line, column, said }) => `  ${found}:${line}:${column} ${inEnglish(said)}`);
  throw new BranchlineError(
    'cli/catalogInvalid',
    message('The catalog is not valid:\n{places}', { places: places.join('\n') }),
  );
}
