import type { Check } from '../forge/types';
import type { Observation } from '../support/observation';
import { isOwnStatus } from './ownStatus';
import type { InFlight, PipelineContext, PipelineState, Verdict } from './state';
import { meaningOf } from './words';

/** From worst to best: the first that any context has is that of all. Source: docs/forges.md, "Words of checks". */
export const verdictOrder: readonly Verdict[] = [
  'failure',
  'error',
  'blocked',
  'cancelled',
  'unknown',
  'warning',
  'success',
  'skipped',
  'none',
];

const inFlightOrder: readonly InFlight[] = ['running', 'queued', 'no'];

/**
 * The pipeline of a commit from its checks, but for what we post on pull requests: a status belongs to a commit, and the head of
 * one that comes from an environment branch is a commit of that branch, of whose pipeline it says nothing.
 *
 * @param previous what was known before: a context that runs again keeps its last result until it has a new one, so
 *   that a red branch stays red while it runs again
 */
export function pipelineState(
  commit: string,
  checks: readonly Check[],
  observed: Observation,
  previous?: PipelineState,
): PipelineState {
  const ofPipeline = checks.filter(({ context }) => !isOwnStatus(context));
  return checksState(commit, ofPipeline, observed, previous);
}

/** As `pipelineState`, of every check that stands at a commit: at the head of a pull request, any of them may be required. */
export function checksState(
  commit: string,
  checks: readonly Check[],
  observed: Observation,
  previous?: PipelineState,
): PipelineState {
  const before = new Map(
    previous?.commit === commit ? previous.contexts.map((context) => [context.name, context.verdict] as const) : [],
  );
  const contexts = newestPerContext(checks).map((check) => contextOf(check, before.get(check.context)));
  return { kind: 'known', commit, ...rolledUp(contexts), observed };
}

function rolledUp(contexts: readonly PipelineContext[]): Pick<PipelineState, 'verdict' | 'inFlight' | 'contexts'> {
  const verdicts = contexts.map(({ verdict }) => verdict);
  const flights = contexts.map(({ inFlight }) => inFlight);
  return {
    verdict: firstOf(verdictOrder, verdicts) ?? 'none',
    inFlight: firstOf(inFlightOrder, flights) ?? 'no',
    contexts: [...contexts].sort((a, b) => compare(a.name, b.name)),
  };
}

/** What was said of an older commit with the same content, and what was said anew of a later one: check by check the later. */
export function overlaid(older: PipelineState, later: PipelineState): PipelineState {
  const anew = later.contexts.filter(({ verdict, inFlight }) => inFlight !== 'no' || !saysNothing.includes(verdict));
  const names = new Set(anew.map(({ name }) => name));
  const contexts = [...anew, ...older.contexts.filter(({ name }) => !names.has(name))];
  return { ...later, ...rolledUp(contexts) };
}

/**
 * What was said of a commit after an instant: a result without a readable time, and one of the same moment, is none.
 * @param since in milliseconds
 */
export function saidSince(state: PipelineState, since: number): PipelineState {
  const contexts = state.contexts.filter(({ updatedAt }) => Date.parse(updatedAt) > since);
  return { ...state, ...rolledUp(contexts) };
}

const saysNothing: readonly Verdict[] = ['none', 'skipped'];

/** Whether the pipeline is done and nothing in it went wrong. Unknown, skipped and unreported are not passed. */
export function hasPassed(state: PipelineState): boolean {
  return state.inFlight === 'no' && (state.verdict === 'success' || state.verdict === 'warning');
}

function contextOf(check: Check, before: Verdict | undefined): PipelineContext {
  const { verdict, inFlight } = meaningOf(check.state);
  return {
    name: check.context,
    ...(check.of !== undefined && { of: check.of }),
    verdict: inFlight !== 'no' && verdict === 'none' ? (before ?? 'none') : verdict,
    inFlight,
    description: check.description,
    ...(check.url !== undefined && { url: check.url }),
    updatedAt: check.updatedAt,
  };
}

/** By name, so that the order in which a forge lists them never shows. Of two of one moment the worse counts. */
function newestPerContext(checks: readonly Check[]): Check[] {
  const newest = new Map<string, Check>();
  for (const check of checks) {
    const held = newest.get(check.context);
    if (!held || supersedes(check, held)) newest.set(check.context, check);
  }
  return [...newest.values()].sort((a, b) => compare(a.context, b.context));
}

function supersedes(check: Check, held: Check): boolean {
  return (
    (time(check) - time(held) ||
      rank(held) - rank(check) ||
      compare(
        `${check.state} ${check.description} ${check.url ?? ''}`,
        `${held.state} ${held.description} ${held.url ?? ''}`,
      )) > 0
  );
}

function rank({ state }: Check): number {
  return verdictOrder.indexOf(meaningOf(state).verdict);
}

/** A check without a readable time is older than all others. */
function time({ updatedAt }: Check): number {
  const at = Date.parse(updatedAt);
  return Number.isNaN(at) ? 0 : at;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function firstOf<T>(order: readonly T[], present: readonly T[]): T | undefined {
  return order.find((value) => present.includes(value));
}
