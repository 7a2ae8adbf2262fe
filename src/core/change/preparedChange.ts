import type { PlanMemory } from '../promotion/edge';
import type { Remote } from '../git/environment';
import type { ContentRules, PullRequestTemplates } from '../catalog/catalog';
import type { Repository } from '../git/repository';
import type { Candidate } from '../promotion/candidate';
import type { PendingItem, Plan } from '../promotion/plan';
import type { ChosenHead, LandingRules } from '../promotion/proposal/heads';
import type { VersionChange } from '../promotion/record/headline';
import type { OwnedDifference } from '../promotion/proposal/ownedValues';
import type { Sha } from '../support/sha';
import type { AfterLanding } from './afterLanding';
import { changeResult, type ChangeResult } from './changeResult';
import type { CodeSources } from './code/imageCode';
import type { CodeOfChange } from './code/ofChange';
import type { BranchOwner } from './engine/owner';
import type { GateVerdict } from './gates/gate';
import type { LandingReview } from './landingReview';
import type { Proposal } from './proposals/proposals';

/** The repository that a change is prepared in, and what is in force there. */
export interface ChangeSetting {
  /** The service's name. */
  readonly service: string;
  readonly repository: Repository;
  readonly remote: Remote;
  readonly memory: PlanMemory;
  readonly content: ContentRules;
  readonly templates: PullRequestTemplates;
  /** Whom to ask what code changed images bring; nothing where nobody is to be asked. */
  readonly code?: CodeSources;
}

/** The environment that a change goes to, and what the forge tells of it. */
export interface ChangeTarget {
  readonly environment: string;
  readonly protectedTarget: boolean;
  /** What the forge allows on this repository; nothing where it did not tell, or nobody asked. */
  readonly landing?: (LandingRules & { readonly mayPush: boolean | undefined }) | undefined;
  /** Open pull requests on the same way: ours, which this one updates, and those of people. */
  readonly existing: readonly Proposal[];
  /** Who moves the branch that it goes to; nothing where nobody was to look. */
  readonly owner?: BranchOwner | undefined;
  /** How it lands: what the forge asks for, who may, how the open pull request stands; nothing where nobody was asked. */
  readonly review?: LandingReview | undefined;
}

/** What only some changes tell of themselves. */
interface ChangeDetails {
  readonly kind: 'promotion' | 'rollback' | 'return' | 'update';
  /** A promotion's plan. */
  readonly plan?: Plan;
  /** A rollback: what else goes back. */
  readonly collateral: readonly PendingItem[];
  /** What belongs to the environment, differs and stays: with the values of both sides. */
  readonly owned: readonly OwnedDifference[];
  /** A promotion: what its pull request comes from, and what else it could come from. */
  readonly heads?: ChosenHead;
  /** A promotion: what would be left of it once people's open pull requests have landed. */
  readonly after?: readonly AfterLanding[];
  /** A promotion: whether the source's commit may go on, with the evidence. */
  readonly gate?: GateVerdict;
  /** A promotion or rollback: how it changes the version of the service, where it is clear which one that is. */
  readonly version?: VersionChange | undefined;
  /** What the images that it changes bring of their code; nothing where nobody was asked. */
  readonly code?: CodeOfChange | undefined;
  /** In English; what a person should know before they confirm. */
  readonly notes: readonly string[];
}

/** A change that is ready to be proposed: all that is shown before anything is pushed, and the commit itself. */
export interface PreparedChange extends ChangeResult, ChangeTarget, ChangeDetails {
  readonly service: string;
  /** How people call the repository. */
  readonly repository: string;
  readonly base: { readonly branch: string; readonly commit: Sha };
  /** The branch to be pushed, and the commit that it will hold: made already, not pushed. */
  readonly head: { readonly branch: string; readonly commit: Sha; readonly tree: Sha };
  readonly title: string;
  readonly body: string;
  readonly items: readonly PendingItem[];
  /** A promotion of chosen items: what stays pending. */
  readonly left: readonly PendingItem[];
  readonly candidate: Candidate;
  /** The rules that it was made by. */
  readonly content: ContentRules;
}

/**
 * A candidate with what it gives. Its objects are written beside the repository's own, so that its files can be shown;
 * nothing is pushed.
 * @throws GitError
 */
export async function preparedChange(
  { service, repository, content }: ChangeSetting,
  candidate: Candidate,
  target: ChangeTarget,
  details: ChangeDetails,
  signal: AbortSignal,
): Promise<PreparedChange> {
  await repository.write(candidate.staging, signal);
  const { tree: before } = await repository.commit(candidate.base.commit);
  const trees = { before, after: candidate.tree };
  const result = await changeResult(repository, trees, content, target.environment, signal);
  const { base, branch, commit, tree, record, items, left = [] } = candidate;
  return {
    ...target,
    ...details,
    ...result,
    service,
    repository: repository.where,
    base,
    head: { branch, commit, tree },
    title: record.title,
    body: record.body,
    items,
    left,
    candidate,
    content,
  };
}
