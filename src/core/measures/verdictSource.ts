import type { PullRequestTexts } from '../promotion/history/deployments';
import { pullRequestTexts } from '../promotion/record/pullRequestTexts';
import type { Clock } from '../support/clock';
import { ForgeError, type ForgeCase } from '../forge/errors';
import { BranchlineError, isAbort } from '../support/errors';
import type { Message } from '../support/message';
import type { AskVerdicts } from './measure';
import { askVerdicts, mostAsked, type OnForge } from './verdicts';

/** Who is asked how the deployments of a repository went. */
export interface VerdictSource {
  readonly ask: AskVerdicts;
  /** What merged pull requests from these branches to another say of themselves: an edited message does not hide a promotion. */
  readonly landed: (from: readonly string[], to: string) => Promise<PullRequestTexts>;
  /** Why nothing, or not everything, is known: it would be known if the forge had answered. */
  readonly failure: () => Message | undefined;
  /** Of how many deployments nobody was asked, since they were too many. */
  readonly unasked: () => number;
}

/** What is no answer of one repository. */
const ofHost: readonly ForgeCase[] = ['unreachable', 'timeout', 'tls', 'proxy', 'rateLimited', 'unauthorised'];

/** By host, why it does not answer: in this look it is asked no more, whichever repository is looked at. */
export type DownHosts = Map<string, Message>;

/** Asks nobody: what stood when is told by git alone. */
export const nobodyAsked: VerdictSource = {
  ask: () => Promise.resolve(new Map()),
  landed: () => Promise.resolve(new Map()),
  failure: () => undefined,
  unasked: () => 0,
};

/**
 * Asks the forge that a repository is on. One that does not answer is asked no more; what it did not tell is not known.
 * @param find nothing where it is on none that is known, which is no failure
 * @param down shared by all that is looked at together
 */
export async function verdictSource(
  find: () => Promise<OnForge | undefined>,
  clock: Clock,
  signal: AbortSignal,
  down: DownHosts = new Map(),
): Promise<VerdictSource> {
  let failure: Message | undefined;
  let host = '';
  const unlessFailed = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    failure ??= down.get(host);
    if (failure !== undefined) return otherwise;
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || isAbort(error) || !(error instanceof BranchlineError)) throw error;
      failure = error.said;
      if (host !== '' && ForgeError.is(error, ...ofHost)) down.set(host, error.said);
      return otherwise;
    }
  };
  const forge = await unlessFailed(find, undefined);
  host = forge?.client.identity.host ?? '';
  let unasked = 0;
  const ask: AskVerdicts = async (commits) => {
    if (!forge) return new Map();
    unasked += Math.max(0, commits.length - mostAsked);
    return unlessFailed(() => askVerdicts(forge, commits, clock, signal), new Map());
  };
  const landed = async (from: readonly string[], to: string): Promise<PullRequestTexts> => {
    if (!forge || from.length === 0) return new Map();
    const asked = () => forge.client.mergedPullRequests(forge.repository, to, signal);
    const merged = await unlessFailed(asked, []);
    return new Map(from.flatMap((branch) => [...pullRequestTexts(merged, branch)]));
  };
  return { ask, landed, failure: () => failure, unasked: () => unasked };
}
