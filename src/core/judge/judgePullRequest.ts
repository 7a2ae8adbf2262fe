import type { Environment, Service } from '../catalog/catalog';
import type { ReadService } from '../fleet/observe/readService';
import { contentOf } from '../fleet/observe/repositoryState';
import type { PullRequest } from '../forge/types';
import { fetchPullRequest } from '../git/mirror';
import { isTimeout } from '../support/deadline';
import { BranchlineError, isAbort } from '../support/errors';
import type { Log } from '../support/log';
import { inEnglish, message } from '../support/message';
import type { Sha } from '../support/sha';
import { contentFacts } from './contentFacts';
import type { Doubt, Facts, Subject } from './facts';
import type { JudgeOptions } from './options';
import { judge, unjudged, type Verdict } from './verdict';

/** Nothing to judge: it is not open, or not towards an environment. */
export class NothingToJudge extends BranchlineError {}

/** The environment that a pull request is towards. @throws NothingToJudge */
export function environmentOf(service: Service, { number, base, state }: PullRequest): Environment {
  const found = service.environments.find(({ branch }) => branch === base.branch);
  const values = { number, branch: base.branch, service: service.name };
  if (!found) {
    throw new NothingToJudge(
      'judge/noEnvironment',
      message('#{number} is towards {branch}, which is the branch of no environment of {service}.', values),
    );
  }
  if (state !== 'open') throw new NothingToJudge('judge/notOpen', message('#{number} is not open.', values));
  return found;
}

/**
 * Judges one pull request towards an environment branch, as it is now: what merging it gives, held against the plan, the
 * rules and the gates. What cannot be found out makes a verdict of its own, that is never green.
 * @param open all open pull requests of the repository
 * @throws NothingToJudge; the signal's reason
 * @see docs/judge.md
 */
export async function judgePullRequest(
  place: ReadService,
  pullRequest: PullRequest,
  open: readonly PullRequest[],
  options: JudgeOptions,
  signal: AbortSignal,
): Promise<Verdict> {
  const environment = environmentOf(place.service, pullRequest);
  const head = place.state.heads.get(pullRequest.base.branch) ?? pullRequest.base.commit;
  const subject = subjectOf(place.service, environment, pullRequest, head);
  try {
    const facts = await factsOf(place, subject, environment, options, signal);
    const shared = options.perEnvironment ? [] : sharedHead(place.service, pullRequest, open);
    const doubts = [...facts.doubts, ...shared, ...sharedStatus(subject, options)];
    return judge({ ...facts, doubts }, options.allowed);
  } catch (error) {
    return unjudgedBecause(error, subject, options.log, signal);
  }
}

/** A verdict, not an error: else what was said of an older state would go on standing. @throws the signal's reason */
export function unjudgedBecause(error: unknown, subject: Subject, log: Log, signal: AbortSignal): Verdict {
  if (isAbort(error) || (signal.aborted && !isTimeout(signal.reason))) throw error;
  log.error(`[judge] ${subject.service} #${subject.number}`, error);
  if (error instanceof BranchlineError) return unjudged(subject, inEnglish(error.said));
  if (isTimeout(error) || signal.aborted) return unjudged(subject, 'There was no answer in time.');
  return unjudged(subject, 'Something went wrong that should not have; the log of the run tells what.');
}

export function subjectOf(
  service: Service,
  environment: Environment,
  { number, title, webUrl, head, base }: PullRequest,
  baseHead: Sha,
): Subject {
  return {
    service: service.name,
    environment: environment.name,
    number,
    title,
    url: webUrl,
    head,
    base: { branch: base.branch, commit: baseHead },
  };
}

async function factsOf(
  place: ReadService,
  subject: Subject,
  environment: Environment,
  options: JudgeOptions,
  signal: AbortSignal,
): Promise<Facts> {
  const { state } = place;
  const { repository, location } = state;
  if (!state.heads.has(subject.base.branch)) {
    throw new BranchlineError(
      'judge/branchMissing',
      message('The branch {branch} does not exist.', { branch: subject.base.branch }),
    );
  }
  const isThere = await fetchPullRequest(repository, location.remote, subject.number, subject.head.commit, signal);
  if (!isThere) {
    const values = { number: subject.number, commit: subject.head.commit.slice(0, 10) };
    throw new BranchlineError(
      'judge/headMissing',
      message('The head {commit} of #{number} cannot be fetched.', values),
    );
  }
  return contentFacts(place, subject, { environment, content: contentOf(state) }, options, signal);
}

/** Of two verdicts by one name, the one that is posted last would count for both. */
function sharedStatus({ service, base }: Subject, { sameStatus }: JudgeOptions): readonly Doubt[] {
  const others = sameStatus?.(service, base.branch) ?? [];
  if (others.length === 0) return [];
  const whose = others.join(', ');
  const said = `The repository is that of ${whose}, too. Give each a status of its own: {service} in --status-context.`;
  return [{ about: 'sharedStatus', said }];
}

/** A status is of a commit: what it says of one pull request would count for each other with the same head. */
function sharedHead(service: Service, { number, head, base }: PullRequest, open: readonly PullRequest[]) {
  const environments = new Set(service.environments.map(({ branch }) => branch));
  const others = open.filter(
    (other) =>
      other.number !== number &&
      other.head.commit === head.commit &&
      other.base.branch !== base.branch &&
      environments.has(other.base.branch),
  );
  return others.map((other) => ({
    about: 'sharedHead' as const,
    said: `#${other.number} towards ${other.base.branch} has the same head, and a status of a commit counts for both.`,
  }));
}
