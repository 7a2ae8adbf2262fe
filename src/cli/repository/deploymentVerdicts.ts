import type { AskVerdicts } from '../../core/measures/measure';
import { askVerdicts } from '../../core/measures/verdicts';
import type { PullRequestTexts } from '../../core/promotion/history/deployments';
import { pullRequestTexts } from '../../core/promotion/record/pullRequestTexts';
import { BranchlineError, isAbort } from '../../core/support/errors';
import { systemClock } from '../../core/support/clock';
import { inEnglish } from '../../core/support/message';
import { redact } from '../../core/support/redact';
import type { CliContext } from '../context';
import { forgeOf, type FoundForge } from './forge';
import type { OpenRepository } from './openRepository';

/** Who is asked how the deployments of a repository went. */
export interface VerdictSource {
  readonly ask: AskVerdicts;
  /** What merged pull requests from these branches to another say of themselves: an edited message does not hide a promotion. */
  readonly landed: (from: readonly string[], to: string) => Promise<PullRequestTexts>;
  /** Why nothing, or not everything, is known: it would be known if the forge had answered. */
  readonly failure: () => string | undefined;
}

/** Asks the forge that a repository is on. One that does not answer is asked no more; what it did not tell is not known. */
export async function verdictSource({ remote }: OpenRepository, context: CliContext): Promise<VerdictSource> {
  let failure: string | undefined;
  const unlessFailed = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (failure !== undefined) return otherwise;
    try {
      return await work();
    } catch (error) {
      if (context.signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
      failure = redact(inEnglish(error.said));
      return otherwise;
    }
  };
  const found = await unlessFailed<FoundForge | undefined>(() => forgeOf(remote, context), undefined);
  const forge = found?.kind === 'forge' ? found : undefined;
  const ask: AskVerdicts = (commits) =>
    forge
      ? unlessFailed(() => askVerdicts(forge, commits, systemClock, context.signal), new Map())
      : Promise.resolve(new Map());
  const landed = async (from: readonly string[], to: string): Promise<PullRequestTexts> => {
    if (!forge || from.length === 0) return new Map();
    const asked = () => forge.client.mergedPullRequests(forge.repository, to, context.signal);
    const merged = await unlessFailed(asked, []);
    return new Map(from.flatMap((branch) => [...pullRequestTexts(merged, branch)]));
  };
  return { ask, landed, failure: () => failure };
}
