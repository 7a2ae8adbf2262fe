import type { Service } from '../../core/catalog/catalog';
import { GitError } from '../../core/git/errors';
import { openPast, type OpenPast } from '../../core/measures/openPast';
import { nobodyAsked, type VerdictSource } from '../../core/measures/verdictSource';
import type { CliContext } from '../context';
import { verdictSource } from './deploymentVerdicts';
import { openForReading } from './openForReading';
import type { OpenRepository } from './openRepository';

/** A service whose past is looked at. */
export interface OpenHistories extends OpenPast {
  readonly opened: OpenRepository;
  readonly verdicts: VerdictSource;
}

/**
 * Opens the past of one service, hands it out, and closes it. @param call `isAlone`: git alone tells, and no forge is asked
 * @throws BranchlineError where its repository cannot be read, or is cut
 */
export async function withHistories<T>(
  service: Service,
  { catalog, isAlone = false }: { readonly catalog?: string | undefined; readonly isAlone?: boolean },
  context: CliContext,
  use: (histories: OpenHistories) => Promise<T>,
): Promise<T> {
  const options = { repo: service.repository, ...(catalog === undefined ? {} : { catalog }) };
  const branches = service.environments.map(({ branch }) => branch);
  const opened = await openForReading(options, branches, context);
  try {
    const { memory, heads, repository } = opened;
    if (repository.place.shallow.size > 0) throw GitError.shallow(repository.where);
    const verdicts = isAlone ? nobodyAsked : await verdictSource(opened, context);
    const past = await openPast(memory, service, heads, verdicts, context.signal);
    return await use({ opened, verdicts, ...past });
  } finally {
    opened.dispose();
  }
}
