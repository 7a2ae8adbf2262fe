import type { ExaminedCatalog } from '../../../core/doctor/examineNow';
import { readExamined } from '../../../core/doctor/readExamined';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { namedCatalog, serviceNamed } from '../../repository/services';
import type { DoctorCall } from './call';

/** What a call is about. @throws BranchlineError where there is no catalog that can be read, or no such service */
export async function examinedBy(
  { catalog: named, service }: DoctorCall,
  context: CliContext,
): Promise<ExaminedCatalog & { readonly path: string }> {
  const { catalog, path } = await namedCatalog(named, context);
  const read = await readExamined(path, context.signal);
  if (read.kind === 'invalid') {
    throw new BranchlineError('cli/catalogInvalid', message('{path} was changed while it was read.', { path }));
  }
  const { examined } = read;
  if (service === undefined) return { ...examined, path };
  const only = await serviceNamed(service, catalog, context);
  const one = { ...catalog, services: [only], discoveries: [] };
  return { ...examined, catalog: one, isOne: true, doubts: [], path };
}
