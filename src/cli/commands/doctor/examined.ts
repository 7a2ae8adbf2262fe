import { dirname } from 'node:path';
import { limitBytes, textOf } from '../../../core/catalog/text';
import { parseCatalog } from '../../../core/catalog/parse';
import { CatalogPlaces } from '../../../core/doctor/facts/catalogPlaces';
import type { Examined } from '../../../core/doctor/examine';
import { readBounded } from '../../../core/support/readBounded';
import type { CliContext } from '../../context';
import { allServices, namedCatalog, serviceNamed } from '../../repository/services';
import type { DoctorCall } from './call';

/** What a call is about. @throws BranchlineError where there is no catalog that can be read, or no such service */
export async function examinedBy(
  { catalog: named, service }: DoctorCall,
  context: CliContext,
): Promise<Examined & { readonly path: string }> {
  const { catalog, path } = await namedCatalog(named, context);
  const read = textOf(await readBounded(path, limitBytes, context.signal));
  const text = read.kind === 'ok' ? read.text : '';
  const parsed = parseCatalog(text, { path, folder: dirname(path) });
  const about = { places: new CatalogPlaces(text), path };
  if (service !== undefined) {
    const only = await serviceNamed(service, catalog, context);
    const one = { ...catalog, services: [only], discoveries: [] };
    return { ...about, catalog: one, whole: false, doubts: [], undiscovered: [] };
  }
  const { catalog: all, failures } = await allServices(catalog, context);
  const doubts = parsed.kind === 'ok' ? parsed.warnings : [];
  return { ...about, catalog: all, whole: failures.length === 0, doubts, undiscovered: failures };
}
