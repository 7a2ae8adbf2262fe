import type { ExaminedCatalog } from '../../../core/doctor/examineNow';
import { readExamined } from '../../../core/doctor/readExamined';
import type { CliContext } from '../../context';
import { catalogInvalid, catalogPath } from '../../repository/catalog';
import { noCatalog, serviceNamed } from '../../repository/services';
import type { DoctorCall } from './call';

/** What a call is about. @throws BranchlineError where there is no catalog that can be read, or no such service */
export async function examinedBy(
  { catalog: named, service }: DoctorCall,
  context: CliContext,
): Promise<ExaminedCatalog & { readonly path: string }> {
  const path = await catalogPath(named, context);
  if (path === undefined) throw noCatalog();
  const read = await readExamined(path, context.signal);
  if (read.kind === 'invalid') throw catalogInvalid(path, read.problems);
  const { examined } = read;
  if (service === undefined) return { ...examined, path };
  const only = await serviceNamed(service, examined.catalog, context);
  const one = { ...examined.catalog, services: [only], discoveries: [] };
  return { ...examined, catalog: one, isOne: true, doubts: [], path };
}
