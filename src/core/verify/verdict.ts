import type { NewStatus } from '../forge/types';
import { subjectOf } from '../manifest/secrecy/commits';
import type { ShownText } from '../manifest/secrecy/shown';
import type { Commit } from '../git/objects';
import type { Instant } from '../support/clock';
import { short, type Sha } from '../support/sha';
import type { Requirement } from './requirement';
import { shown } from './shownLine';
import { isMet } from './waiting';

/** What was verified. */
export interface Subject {
  readonly service: string;
  readonly environment: string;
  readonly branch: string;
  readonly commit: Commit;
}

export interface Verdict extends Subject {
  /** `gaveUp`: something failed for too long; `late`: it was not true in time. */
  readonly kind: 'verified' | 'gaveUp' | 'late';
  /** As they stood at the end. */
  readonly requirements: readonly Requirement[];
  readonly settleMs: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** Where the branch is by now, if it is somewhere else. */
  readonly movedTo?: Sha;
}

/** Why it is not verified, the gravest first; nothing where it is. */
export function reasonsOf({ kind, requirements }: Pick<Verdict, 'kind' | 'requirements'>): readonly Requirement[] {
  if (kind === 'verified') return [];
  const order = ['failing', 'unknown', 'waiting'] as const;
  return order.flatMap((state) =>
    requirements.filter((requirement) => requirement.state === state && !isMet(requirement)),
  );
}

/** What was found, in one line: for a commit status, and where there is room for no more. */
export function evidenceOf(verdict: Verdict): ShownText {
  const { service, environment, requirements, settleMs, commit } = verdict;
  const place = `${service}/${environment}`;
  if (verdict.kind === 'verified') {
    const objects = requirements.filter(({ kind }) => kind === 'object');
    const accepted = objects.filter(({ isAccepted }) => isAccepted).length;
    const checks = requirements.filter(({ kind }) => kind === 'check').length;
    const parts = [
      `${objects.length - accepted} objects as it says, for ${settleMs / 1000} s`,
      ...(checks > 0 ? [`${checks} checks passed`] : []),
      ...(accepted > 0 ? [`${accepted} objects not compared`] : []),
    ];
    return shown(`${place} runs ${short(commit.sha)}: ${parts.join(', ')}`);
  }
  const reasons = reasonsOf(verdict);
  const [first] = reasons;
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : '';
  if (!first) return shown(`${place}: not true for long enough`);
  // A Pod says why; its workload mostly that it waits.
  const why = first.pods?.[0]?.said ?? first.said;
  return shown(`${place}: ${first.subject}: ${why}${more}`);
}

/** What stands on the commit while it is looked at. */
export function pendingStatus({ service, environment }: Subject): Pick<NewStatus, 'state' | 'description'> {
  return { state: 'pending', description: `Waiting for ${service}/${environment} to run it` };
}

export function statusOf(verdict: Verdict): Pick<NewStatus, 'state' | 'description'> {
  return { state: verdict.kind === 'verified' ? 'success' : 'failure', description: evidenceOf(verdict) };
}

export function subjectLine({ service, environment, branch, commit }: Subject): ShownText {
  return shown(`${service}/${environment} (branch ${branch}) at ${short(commit.sha)} ${subjectOf(commit)}`);
}
