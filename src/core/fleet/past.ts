import type { Between } from '../measures/between';
import type { DeploymentVerdict } from '../measures/deployment';
import type { Period } from '../measures/period';
import type { BroughtBy } from '../forge/broughtBy';
import type { DownHosts } from '../measures/verdictSource';
import type { PullRequestTexts } from '../promotion/history/deployments';
import type { PastDeployment } from '../past/deployment';
import type { TreeItem } from '../promotion/merge/treeItems';
import type { PastOfService } from '../past/servicePast';
import type { ServiceThen } from '../past/then';
import type { Instant } from '../support/clock';
import type { Message } from '../support/message';
import type { Sha } from '../support/sha';

/** The deployments of one environment, a page at a time. */
export interface PastPages {
  /** The head when it was opened; nothing where the branch is not there. */
  readonly head: Sha | undefined;
  readonly count: number;
  /** The branch is longer than it is followed. */
  readonly isCut: boolean;
  /** Newest first; fewer than asked for at the end. @throws GitError where history is missing */
  next(count: number): Promise<readonly PastDeployment[]>;
}

/** How deployments went. What is not there is not known. */
export interface PastVerdicts {
  readonly verdicts: ReadonlyMap<Sha, DeploymentVerdict>;
  /** Why the forge did not tell. */
  readonly failure: Message | undefined;
}

/** What merged pull requests say of the deployments of one environment. */
export interface PastLanded {
  readonly texts: PullRequestTexts;
  /** Why the forge did not tell. */
  readonly failure: Message | undefined;
}

/** What changed on one environment between two instants, with the versions of both ends. */
export interface BetweenThen {
  readonly environment: string;
  readonly between: Between;
  readonly versions: ReadonlyMap<Sha, string>;
}

/** What the fleet was, and how it came to be what it is: from what was last fetched. */
export interface Past {
  /**
   * One environment's, newest first, by git alone. @throws RulesError, GitError
   * @param texts what `landed` told; without them what looks like a hotfix is `untold`, unless there is nobody to ask
   */
  pages(service: string, environment: string, signal: AbortSignal, texts?: PullRequestTexts): Promise<PastPages>;
  /** Those of all environments of a service in a period, by git alone. @param texts by environment, as for `pages` @throws RulesError, GitError */
  deployments(
    service: string,
    period: Period,
    signal: AbortSignal,
    texts?: ReadonlyMap<string, PullRequestTexts>,
  ): Promise<PastOfService>;
  /** What merged pull requests say of the deployments of an environment: the forge is asked. @throws RulesError, GitError */
  landed(service: string, environment: string, signal: AbortSignal, down?: DownHosts): Promise<PastLanded>;
  /** The version of the service's own image that deployments have; of what is not there it cannot be told. @throws RulesError, GitError */
  versions(service: string, commits: readonly Sha[], signal: AbortSignal): Promise<ReadonlyMap<Sha, string>>;
  /** How deployments went: the forge of the service is asked, the first first. @throws RulesError, GitError */
  verdicts(service: string, commits: readonly Sha[], signal: AbortSignal, down?: DownHosts): Promise<PastVerdicts>;
  /** What stood at an instant, by git alone. @throws RulesError, GitError */
  then(service: string, at: Instant, signal: AbortSignal): Promise<ServiceThen>;
  /** What changed on each environment between two instants, by git alone: those whose branch is there. @throws RulesError, GitError */
  between(service: string, period: Period, signal: AbortSignal): Promise<readonly BetweenThen[]>;
  /** What a deployment changed, by key, against what stood before it; of Secrets without values. @throws RulesError, GitError */
  changed(service: string, commit: Sha, signal: AbortSignal): Promise<readonly TreeItem[]>;
  /** The merged pull request that a deployment is of: the forge of the service is asked. @throws ForgeError */
  broughtBy(service: string, environment: string, commit: Sha, signal: AbortSignal): Promise<BroughtBy>;
  /** The page of a commit on the forge; nothing where the repository is on none that is known. @throws ForgeError */
  commitPage(service: string, commit: Sha, signal: AbortSignal): Promise<string | undefined>;
}
