import type { Api } from '../http/api';
import type { Judged, Judgement, PullRequest, RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzureEvaluation, AzurePolicy } from './answers';
import { checkOf, demandsOn, isOf, policyName } from './policies';
import { inProject, skipping, unreleased } from './project';
import type { AzurePlace } from './projects';

/**
 * What policies make of a pull request, those that do not apply to it (by its paths) included: without them one would look as if
 * nobody had looked yet. Source: Azure DevOps REST API, "Evaluations - List", `includeNotApplicable`.
 */
export function readEvaluations(
  api: Api,
  { repository: { project } }: AzurePlace,
  owner: RepositoryRef['owner'],
  number: number,
  signal: AbortSignal,
): Promise<readonly AzureEvaluation[]> {
  const artifactId = `vstfs:///CodeReview/CodeReviewId/${project.id}/${number}`;
  const query = { ...unreleased, artifactId, includeNotApplicable: 'true' };
  const where = { ...inProject(owner, '/policy/evaluations'), query };
  return api.pages(answers.evaluations, (page) => page, { ...where, ...skipping }, signal);
}

/** Each blocking policy as Azure DevOps judges it. One that is in force on the branch and was not judged yet is *unknown*. */
export function judgedFrom(
  evaluations: readonly AzureEvaluation[],
  { base }: Pick<PullRequest, 'base'>,
  place: AzurePlace,
): Judged {
  const blocking = evaluations.filter(({ configuration: { isBlocking, isEnabled, isDeleted } }) => {
    return isBlocking && isEnabled && !isDeleted;
  });
  const known = new Set(blocking.map(({ configuration }) => configuration.id));
  // How something lands is chosen by whoever lands it.
  const missing = demandsOn(base.branch, place).filter((policy) => !known.has(policy.id) && !isOf(policy, 'strategy'));
  return {
    kind: 'each',
    judgements: [
      ...blocking.map((one) => ({ ...aboutOf(one.configuration), state: stateOf(one) })),
      ...missing.map((policy) => ({ ...aboutOf(policy), state: 'unknown' as const })),
    ],
  };
}

function aboutOf(policy: AzurePolicy): Pick<Judgement, 'name' | 'of' | 'lasts'> {
  const check = checkOf(policy);
  const lasts = isOf(policy, 'status') && !policy.settings.invalidateOnSourceUpdate;
  if (check !== undefined) return { name: check, of: 'check', ...(lasts && { lasts }) };
  const isReview = isOf(policy, 'approvals') || isOf(policy, 'reviewers');
  return { name: policyName(policy), of: isReview ? 'review' : 'other' };
}

const states: Readonly<Record<string, Judgement['state']>> = {
  approved: 'met',
  notApplicable: 'notApplicable',
  queued: 'waiting',
  running: 'waiting',
  rejected: 'unmet',
  broken: 'unmet',
};

function stateOf(evaluation: AzureEvaluation): Judgement['state'] {
  return isExpired(evaluation) ? 'unmet' : (states[evaluation.status] ?? 'unknown');
}

/**
 * Whether a build that was good is too old to count: Azure DevOps lands nothing with it, and still calls the policy approved.
 * Source: microsoft/azure-devops-mcp#1543, which reads `isExpired` of an evaluation's `context`.
 */
export function isExpired({ context }: AzureEvaluation): boolean {
  return context?.isExpired === true;
}
