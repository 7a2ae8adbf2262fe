import type { Repository } from '../git/repository';
import type { Sha } from '../support/sha';
import type { PinnedBaseline } from './baseline/baseline';
import { ContentReader } from './content/content';
import type { PromotionRules } from './content/rules';
import { PathHistory } from './history/chain';
import type { PullRequestTexts } from './history/deployments';

export interface EdgeRequest {
  readonly from: string;
  readonly to: string;
  /** Heads of the two branches; nothing where the branch is missing. */
  readonly source: Sha | undefined;
  readonly target: Sha | undefined;
  /** What the merged pull requests towards the target say of themselves, where the forge was asked. */
  readonly pullRequests?: PullRequestTexts | undefined;
  readonly pinned?: PinnedBaseline | undefined;
  /** Tries to get a commit that the repository lacks. */
  readonly fetch?: (commit: Sha) => Promise<boolean>;
}

/** What is kept from plan to plan of one repository under one set of rules. */
export interface PlanMemory {
  readonly reader: ContentReader;
  readonly history: PathHistory;
}

export function planMemory(repository: Repository, rules: PromotionRules): PlanMemory {
  return { reader: new ContentReader(repository, rules), history: new PathHistory(repository) };
}
