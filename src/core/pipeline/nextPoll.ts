import type { Unknown } from '../support/observation';
import type { PipelineState } from './state';

/** Who looks at a branch, and how asking went. */
export interface Watching {
  /** Some view or the status bar shows this branch at all. */
  readonly watched: boolean;
  /** Its row is on screen. */
  readonly visible: boolean;
  /** The window has the focus. */
  readonly focused: boolean;
  /** Something was just promoted or pushed here: its pipeline is about to start. */
  readonly justChanged: boolean;
  /** Attempts that failed in a row. */
  readonly failures: number;
  /** A relay tells of what happens to it. */
  readonly told?: boolean;
  /** Share of the host's limit that is used up, 0 to 1, where the forge tells. */
  readonly budgetUsed?: number;
}

const seconds = 1_000;
const minutes = 60_000;

/** Source of all figures: docs/forges.md, "How often". */
const intervalsMs = {
  close: 12.5 * seconds,
  underWay: 25 * seconds,
  settled: 3.5 * minutes,
  told: 15 * minutes,
  quarantine: 30 * minutes,
  firstRetry: 1 * minutes,
  longestRetry: 15 * minutes,
} as const;

const jitter = 0.2;

/**
 * When to look at a branch's pipeline again, in milliseconds from now; `never` while nobody would see it.
 *
 * @param random from 0 to 1; spreads the polls by ±20 % so that they do not come in bursts
 */
export function nextPoll(state: PipelineState | Unknown, watching: Watching, random: number): number | 'never' {
  if (!watching.watched) return 'never';
  const base = Math.max(interval(state, watching), retryMs(watching.failures));
  const away = watching.focused ? 1 : 4;
  // A limit is the person's own, shared with their other tools: never more than half of it.
  const thrift = (watching.budgetUsed ?? 0) > 0.5 ? 4 : 1;
  return Math.round(base * away * thrift * (1 - jitter + 2 * jitter * random));
}

function interval(state: PipelineState | Unknown, { visible, justChanged, told }: Watching): number {
  // Asking again soon changes nothing about a right that is missing; signing in asks at once.
  if (state.kind === 'unknown' && ['missing', 'forbidden', 'unauthorised', 'notConfigured'].includes(state.reason)) {
    return intervalsMs.quarantine;
  }
  if (told === true) return intervalsMs.told;
  if (visible || justChanged) return intervalsMs.close;
  const underWay = state.kind === 'unknown' || state.inFlight !== 'no';
  return underWay ? intervalsMs.underWay : intervalsMs.settled;
}

function retryMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(intervalsMs.firstRetry * 2 ** (failures - 1), intervalsMs.longestRetry);
}
