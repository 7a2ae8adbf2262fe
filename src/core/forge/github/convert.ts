import { headName } from '../forks';
import { namesakes } from '../namesakes';
import { named } from '../otherDemands';
import { landingStyles } from '../landingStyles';
import type { Check, ForgeRepository, Head, Judged, Judgement, PullRequest, PullRequestComment } from '../types';
import type { GitHubCheckRun, GitHubComment, GitHubPull, GitHubRef, GitHubRepository, GitHubStatus } from './answers';

export function repositoryFrom(answer: GitHubRepository): ForgeRepository {
  return {
    owner: answer.owner.login,
    name: answer.name,
    defaultBranch: answer.default_branch,
    cloneUrl: answer.clone_url ?? `${answer.html_url}.git`,
    webUrl: answer.html_url,
    topics: answer.topics ?? [],
    mayPush: (answer.permissions?.push ?? false) && !answer.archived,
    isPublic: answer.private === false,
    archived: answer.archived,
    deletesHeadOnMerge: answer.delete_branch_on_merge ?? undefined,
    landingStyles: landingStyles({
      merge: answer.allow_merge_commit,
      squash: answer.allow_squash_merge,
      rebase: answer.allow_rebase_merge,
    }),
  };
}

/** Demands come from branch protection (as readers may see it) and from rulesets alike; of two the stricter one. */
export function headFrom(
  branch: string,
  answer: GitHubRef | undefined,
  { mayMerge, hidesRules }: Pick<Head, 'mayMerge'> & { readonly hidesRules: boolean },
): Head[] {
  if (!answer?.target) return [];
  const rules = answer.rules?.nodes ?? [];
  const { refUpdateRule } = answer;
  const parameters = rules.map((rule) => rule?.parameters);
  const approvals = [refUpdateRule, ...parameters].map((rule) => rule?.requiredApprovingReviewCount ?? 0);
  const required = [
    ...(refUpdateRule?.requiredStatusCheckContexts ?? []).filter((context) => context !== null),
    ...parameters.flatMap((rule) => rule?.requiredStatusChecks?.map(({ context }) => context) ?? []),
  ];
  const isSilent = hidesRules || answer.rules?.nodes === null;
  const isProtected = (refUpdateRule ?? null) !== null || rules.length > 0;
  const asks = [refUpdateRule, ...parameters].some((rule) => typeof rule?.requiredApprovingReviewCount === 'number');
  const refusesPushes =
    asks || required.length > 0 ? true : isProtected || isSilent || mayMerge !== 'yes' ? undefined : false;
  return [
    {
      branch,
      commit: answer.target.oid,
      protected: isProtected,
      // A rule of another kind (against deletion, say) refuses no push; and who may not write may not be shown the rules.
      ...(refusesPushes === undefined ? {} : { refusesPushes }),
      requiredChecks: [...new Set(required)],
      requiredApprovals: Math.max(...approvals),
      needsCodeOwner:
        refUpdateRule?.requiresCodeOwnerReviews === true ||
        parameters.some((rule) => rule?.requireCodeOwnerReview === true),
      ...othersOf(answer, isSilent),
      // Who may push past the rule is named where whoever asks may not see it: who may write may land, or may not.
      mayMerge: mayMerge === 'yes' && refUpdateRule?.viewerCanPush === false ? 'unknown' : mayMerge,
      checksMark: JSON.stringify(answer.target.statusCheckRollup ?? null),
    },
  ];
}

/** Rules that refuse something else than landing, or are told by their parameters. Source: GitHub GraphQL API, `RepositoryRuleType`. */
const told: readonly string[] = [
  ...['PULL_REQUEST', 'REQUIRED_STATUS_CHECKS', 'CREATION', 'DELETION', 'NON_FAST_FORWARD'],
  ...['BRANCH_NAME_PATTERN', 'TAG', 'TAG_NAME_PATTERN'],
];

/** What else is demanded, in GitHub's words. A kind of rule that is new is a demand; rules that are hidden may be any. */
function othersOf(
  { refUpdateRule, rules }: NonNullable<GitHubRef>,
  isSilent: boolean,
): Pick<Head, 'others' | 'mayAskMore'> {
  const nodes = rules?.nodes ?? [];
  const parameters = nodes.map((rule) => rule?.parameters);
  const isDemanded = (name: 'requiredReviewThreadResolution' | 'requireLastPushApproval') =>
    parameters.some((one) => one?.[name] === true);
  const names = [
    ...nodes.flatMap((rule) => (rule && rule.type !== '' && !told.includes(rule.type) ? [wordsOf(rule.type)] : [])),
    ...(refUpdateRule?.requiresConversationResolution === true || isDemanded('requiredReviewThreadResolution')
      ? ['conversations are resolved']
      : []),
    ...(refUpdateRule?.requiresSignatures === true ? ['required signatures'] : []),
    ...(isDemanded('requireLastPushApproval') ? ['somebody else approves the last push'] : []),
    ...(parameters.some((one) => one?.strictRequiredStatusChecksPolicy === true) ? ['the branch is up to date'] : []),
  ];
  const isCut = (rules?.totalCount ?? 0) > nodes.length;
  return { ...named(names), ...((isCut || isSilent) && { mayAskMore: true }) };
}

function wordsOf(type: string): string {
  return type.toLowerCase().replaceAll('_', ' ');
}

function checkFromStatus(answer: GitHubStatus): Check {
  return {
    context: answer.context,
    state: answer.state,
    description: answer.description,
    ...(answer.target_url !== '' && { url: answer.target_url }),
    updatedAt: answer.updated_at,
  };
}

/**
 * Check runs, the newest of each name and suite. Two suites of one commit may both have a `build` (of two workflows, or
 * of a push and a schedule): each stays, so that the failure of one is not hidden by the success of the other.
 */
function checksFromRuns(answers: readonly GitHubCheckRun[]): Check[] {
  const newest = new Map<string, GitHubCheckRun>();
  for (const run of answers) {
    const key = `${run.check_suite?.id ?? ''} ${run.name}`;
    const held = newest.get(key);
    if (!held || run.id > held.id) newest.set(key, run);
  }
  const runs = [...newest.values()].sort((a, b) => b.id - a.id);
  return runs.map((run) => {
    const url = run.details_url || run.html_url;
    return {
      context: run.name,
      state: run.status === 'completed' ? (run.conclusion ?? '') : run.status,
      description: run.output?.title ?? '',
      ...(url !== '' && { url }),
      updatedAt: run.completed_at || run.started_at,
    };
  });
}

/** A status and a check run of one name are two: a name that is required means both. */
export function checksFrom(statuses: readonly GitHubStatus[], runs: readonly GitHubCheckRun[]): Check[] {
  return namesakes([...statuses.map(checkFromStatus), ...checksFromRuns(runs)]);
}

/** Source: GitHub GraphQL API, `MergeStateStatus`, which REST has in small letters. */
const mergeStates: Readonly<Record<string, Judgement['state']>> = {
  clean: 'met',
  has_hooks: 'met',
  unstable: 'met', // what is not required did not pass
  blocked: 'unmet',
  behind: 'unmet',
  dirty: 'unmet',
  draft: 'unmet',
};

/** GitHub says in a word whether it would land, and of none of its demands by itself. */
export function judgedFrom({ mergeable_state: word }: GitHubPull): Judged {
  return { kind: 'whole', judgements: [{ name: word, of: 'other', state: mergeStates[word] ?? 'unknown' }] };
}

export function commentFrom({ id, user, body }: GitHubComment): PullRequestComment {
  return { id, author: user?.login ?? '', body };
}

export function pullRequestFrom(answer: GitHubPull): PullRequest {
  const merged = answer.merged ?? typeof answer.merged_at === 'string';
  return {
    number: answer.number,
    title: answer.title,
    body: answer.body,
    state: merged ? 'merged' : answer.state === 'open' ? 'open' : 'closed',
    head: { branch: headName(answer, answer.head.ref), commit: answer.head.sha },
    base: { branch: answer.base.ref, commit: answer.base.sha },
    author: answer.user?.login ?? '',
    webUrl: answer.html_url,
    mergeable: answer.mergeable === true ? 'yes' : answer.mergeable === false ? 'no' : 'unknown',
    // Of an open one it names a trial merge.
    ...(merged && typeof answer.merge_commit_sha === 'string' && { mergeCommit: answer.merge_commit_sha }),
    ...(merged && typeof answer.merged_at === 'string' && { mergedAt: answer.merged_at }),
    updatedAt: answer.updated_at,
  };
}
