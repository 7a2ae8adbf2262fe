import type { Requirement } from '../requirement';
import { evidenceOf, reasonsOf, type Verdict } from '../verdict';
import { detailsOf } from './details';

/** What became of a status that was to be posted. */
export type Posted =
  { readonly kind: 'posted'; readonly context: string } | { readonly kind: 'failed'; readonly said: string };

/** `verify --json`. */
export function verdictDocument(verdict: Verdict, posted: Posted | undefined) {
  const { service, environment, branch, commit, kind, startedAt, endedAt, settleMs, movedTo } = verdict;
  return {
    service,
    environment,
    branch,
    commit: commit.sha,
    verified: kind === 'verified',
    ended: kind,
    evidence: evidenceOf(verdict),
    reasons: reasonsOf(verdict).map(requirementDocument),
    requirements: verdict.requirements.map(requirementDocument),
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    settleSeconds: settleMs / 1000,
    ...(movedTo === undefined ? {} : { branchMovedTo: movedTo }),
    ...(posted ? { status: posted } : {}),
  };
}

function requirementDocument(requirement: Requirement) {
  const { kind, subject, state, said } = requirement;
  const details = detailsOf(requirement);
  return { kind, subject, state, said, ...(details.length > 0 ? { details } : {}) };
}
