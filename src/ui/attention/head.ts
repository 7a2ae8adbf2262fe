import * as vscode from 'vscode';
import type { Cell, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import type { Observation, Unknown } from '../../core/support/observation';
import { isSeenLongAgo } from './stale';

/** What stands above the rows. */
interface AttentionHead {
  /** How much there is; nothing where that there is none would be no more than a guess. */
  readonly description: string;
  readonly message: string;
}

/** @param count how many rows there are */
export function attentionHead(snapshot: FleetSnapshot, count: number, now: Instant): AttentionHead {
  if (!snapshot.catalog) return { description: '', message: '' };
  if (isKnownNow(snapshot, now)) {
    const calm = vscode.l10n.t('Nothing needs attention, as far as is known.');
    return { description: String(count), message: count === 0 ? calm : '' };
  }
  return {
    description: count === 0 ? '' : String(count),
    message: vscode.l10n.t('Not all of the fleet is known as it is now: something may be missing here.'),
  };
}

/** Whether all that may be known was looked at, and lately. */
function isKnownNow({ cells, edges, problems }: FleetSnapshot, now: Instant): boolean {
  const facts = [
    ...[...cells.values()].flatMap(({ head, pipeline, health, drift }) => [head, pipeline, health, drift]),
    ...[...edges.values()].flatMap(({ plan, pullRequests }) => [plan, pullRequests]),
  ];
  return (
    problems.length === 0 &&
    facts.every((fact) => isAnswered(fact) && !isSeenLongAgo(fact, now)) &&
    [...cells.values()].every(isReached)
  );
}

function isReached({ connection }: Cell): boolean {
  return connection.kind === 'live' || (connection.kind === 'unknown' && isAnswered(connection));
}

/** That nobody said where to look, or that nobody may, is an answer: asking again changes nothing about it. */
export function isAnswered(fact: Unknown | { readonly kind: 'known'; readonly observed: Observation }): boolean {
  return fact.kind === 'known' || ['notConfigured', 'forbidden', 'missing', 'unjudged'].includes(fact.reason);
}
