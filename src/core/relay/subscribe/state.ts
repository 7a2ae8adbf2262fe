import type { Instant } from '../../support/clock';
import { message, type Message } from '../../support/message';
import { heartbeatMs } from '../protocol';
import { parseRepository, repositoryKey } from '../repository';
import { retryAfter } from './retry';
import type { FactAgain, ToldFact } from '../facts/fact';
import type { Hint } from '../hints/hint';
import type { Said } from './said';

/** Since when a stream tells of each repository without a break, by `repositoryKey`. */
export type Told = ReadonlyMap<string, Instant>;

export type Phase =
  /** Nothing is asked for. */
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'opening';
      readonly from: Instant;
      /** What goes on being told without a break, should it open and go on from the place that was reached. */
      readonly kept: Told;
      readonly awaySince: Instant;
      readonly why?: Message | undefined;
    }
  | {
      readonly kind: 'open';
      readonly openedAt: Instant;
      readonly heardAt: Instant;
      readonly told: Told;
      /** Since when it has said of what it tells. */
      readonly scopedAt?: Instant;
      /** It has said of what it tells, though it be nothing. */
      readonly isScoped: boolean;
      /** Events that were none. */
      readonly odd: number;
      readonly awaySince: Instant;
    }
  | {
      readonly kind: 'waiting';
      readonly from: Instant;
      readonly forMs: number;
      readonly awaySince: Instant;
      readonly why: Message;
    };

/** One stream of one relay, about one forge, as far as it has come. Replaced as a whole. */
export interface StreamState {
  /** Repositories as `host/path`, in order. */
  readonly wanted: readonly string[];
  /** Branches of which facts are wanted, in order; none: no facts are. */
  readonly branches: readonly string[];
  /** The place in the stream that was reached. */
  readonly place: string | undefined;
  /** Tries in a row that came to nothing. */
  readonly failures: number;
  readonly phase: Phase;
}

export type Input =
  | { readonly kind: 'want'; readonly repositories: readonly string[]; readonly branches?: readonly string[] }
  | { readonly kind: 'opened' }
  | { readonly kind: 'heard'; readonly said: readonly Said[]; readonly place?: string | undefined }
  | { readonly kind: 'broke'; readonly why: Message; readonly askedMs?: number | undefined }
  /** A person has done something about it. */
  | { readonly kind: 'again' }
  | { readonly kind: 'tick' };

export type Effect =
  | {
      readonly kind: 'connect';
      readonly wanted: readonly string[];
      readonly branches: readonly string[];
      readonly place: string | undefined;
    }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'hint'; readonly hint: Hint }
  /** By the repository's key. */
  | { readonly kind: 'fact'; readonly repository: string; readonly told: ToldFact | FactAgain }
  /** Events about these may be missing: each is to be read once within that time. */
  | { readonly kind: 'doubt'; readonly repositories: readonly string[]; readonly withinMs: number };

export interface Step {
  readonly state: StreamState;
  readonly effects: readonly Effect[];
}

const openingMs = 30_000;
/** So many events of one stream may be none: of a relay that is newer, or by a mistake of its. */
const mostOdd = 5;
const oddWithinMs = 5 * 60_000;
/** Source: docs/relay.md, "Subscribing". */
const deadMs = 3 * heartbeatMs;
/** A stream that told for so long was no failure. */
const steadyMs = 10_000;
const nothingTold: Told = new Map();
/** As long as a sweep: by then all is read in any case. */
const longestSpreadMs = 15 * 60_000;
const sendable = /^[\x21-\x7e]*$/;

export const notFollowing: StreamState = {
  wanted: [],
  branches: [],
  place: undefined,
  failures: 0,
  phase: { kind: 'idle' },
};

/** When a `tick` is due; nothing where time changes nothing. */
export function wakeAt({ phase }: StreamState): Instant | undefined {
  switch (phase.kind) {
    case 'idle':
      return undefined;
    case 'opening':
      return phase.from + openingMs;
    case 'open':
      return isUnsaid(phase) ? Math.min(phase.heardAt + deadMs, phase.openedAt + openingMs) : phase.heardAt + deadMs;
    case 'waiting':
      return phase.from + phase.forMs;
  }
}

/** What becomes of a stream by what happens. Whatever the relay does, the next try is a while away, and nothing is believed but where to look. */
export function step(state: StreamState, input: Input, at: Instant, random: () => number): Step {
  switch (input.kind) {
    case 'want':
      return wanting(state, input, at);
    case 'opened':
      return state.phase.kind === 'opening' ? still({ ...state, phase: opened(state.phase, at) }) : still(state);
    case 'heard':
      return state.phase.kind === 'open' ? heard(state, state.phase, input, at, random) : still(state);
    case 'broke':
      return still(broken(state, input, at, random));
    case 'again':
      return again(state, at);
    case 'tick':
      return ticked(state, at, random);
  }
}

function wanting(state: StreamState, input: Input & { kind: 'want' }, at: Instant): Step {
  const wanted = [...new Set(input.repositories)].sort();
  const branches = [...new Set(input.branches)].sort();
  if (JSON.stringify([wanted, branches]) === JSON.stringify([state.wanted, state.branches])) return still(state);
  const next = { ...state, wanted, branches };
  const { phase } = state;
  const isConnected = phase.kind === 'open' || phase.kind === 'opening';
  const ended: readonly Effect[] = isConnected ? [{ kind: 'disconnect' }] : [];
  if (wanted.length === 0) return { state: { ...next, phase: { kind: 'idle' } }, effects: ended };
  // Whoever waits goes on waiting: wishes that change are no reason to come sooner.
  if (phase.kind === 'waiting') return still(next);
  const begun = connecting(next, { awaySince: at, kept: keptOf(next) }, at);
  return { state: begun.state, effects: [...ended, ...begun.effects] };
}

/** A person has signed in, or out: whatever it is, it is asked for anew, from where it was. */
function again(state: StreamState, at: Instant): Step {
  const { phase } = state;
  if (phase.kind === 'idle') return still(state);
  const from = { ...state, failures: 0 };
  if (phase.kind === 'waiting') return connecting(from, phase, at);
  const begun = connecting(from, { awaySince: at, kept: keptOf(state) }, at);
  return { state: begun.state, effects: [{ kind: 'disconnect' }, ...begun.effects] };
}

/** Of what stays wanted: a stream that is asked for anew goes on from the place that was reached. */
function keptOf({ phase, place, wanted }: StreamState): Told {
  if (place === undefined) return nothingTold;
  const told = phase.kind === 'open' ? phase.told : phase.kind === 'opening' ? phase.kept : nothingTold;
  const keys = new Set(wanted.flatMap((text) => keyOf(text) ?? []));
  return new Map([...told].filter(([key]) => keys.has(key)));
}

/** It is open, goes on from where it was, and has not said yet of what it tells. */
function isUnsaid({ isScoped, told }: Phase & { kind: 'open' }): boolean {
  return !isScoped && told.size > 0;
}

function connecting(
  state: StreamState,
  {
    awaySince,
    why,
    kept = nothingTold,
  }: { readonly awaySince: Instant; readonly why?: Message | undefined; readonly kept?: Told },
  at: Instant,
): Step {
  const { wanted, branches, place } = state;
  return {
    state: { ...state, phase: { kind: 'opening', from: at, awaySince, why, kept } },
    effects: [{ kind: 'connect', wanted, branches, place }],
  };
}

function opened({ awaySince, kept }: Phase & { kind: 'opening' }, at: Instant): Phase {
  return { kind: 'open', openedAt: at, heardAt: at, told: kept, isScoped: false, odd: 0, awaySince };
}

function heard(
  state: StreamState,
  phase: Phase & { kind: 'open' },
  { said, place }: Input & { kind: 'heard' },
  at: Instant,
  random: () => number,
): Step {
  const effects: Effect[] = [];
  let { told, isScoped, odd } = phase;
  let scopedAt = phase.scopedAt ?? at;
  const reached = place === undefined ? state.place : sendable.test(place) && place !== '' ? place : undefined;
  const now = (): StreamState => ({
    ...state,
    place: reached,
    phase: { ...phase, heardAt: at, told, isScoped, scopedAt, odd },
  });
  const brokenOff = (why: Message, askedMs = 0): Step => ({
    state: broken(now(), { kind: 'broke', why, askedMs }, at, random),
    effects: [...effects, { kind: 'disconnect' }],
  });
  for (const one of said) {
    switch (one.kind) {
      case 'scope':
        told = scoped(state.wanted, told, one.repositories, at);
        if (!isScoped) scopedAt = at;
        isScoped = true;
        break;
      case 'reset': {
        const meant = missing(told, one.repositories);
        told = new Map([...told].map(([repository, since]) => [repository, meant.has(repository) ? at : since]));
        effects.push({ kind: 'doubt', repositories: [...meant], withinMs: Math.min(one.spreadMs, longestSpreadMs) });
        break;
      }
      case 'hint':
        if (told.has(one.hint.repository)) effects.push({ kind: 'hint', hint: one.hint });
        break;
      case 'fact':
      case 'again': {
        const repository = keyOf('fact' in one.told ? one.told.fact.repository : one.told.repository);
        if (repository !== undefined && told.has(repository))
          effects.push({ kind: 'fact', repository, told: one.told });
        break;
      }
      case 'end':
      case 'malformed': {
        const why = one.kind === 'end' ? ended(one.reason) : message('It said something that no relay says.');
        return brokenOff(why, one.kind === 'end' ? one.retryMs : 0);
      }
      case 'odd':
        odd += 1;
        if (odd > mostOdd) return brokenOff(message('It said something that no relay says.'));
        effects.push({ kind: 'doubt', repositories: [...told.keys()], withinMs: oddWithinMs });
        break;
      case 'other':
        break;
    }
  }
  return { state: now(), effects };
}

/** Of which of those that are told events may be missing, by what a reset names: of all, where it names none. */
function missing(told: Told, named: readonly string[] | undefined): ReadonlySet<string> {
  if (!named) return new Set(told.keys());
  return new Set(named.flatMap((text) => keyOf(text) ?? []).filter((key) => told.has(key)));
}

function keyOf(text: string): string | undefined {
  const repository = parseRepository(text);
  return repository && repositoryKey(repository);
}

/** Only what was asked for can be told of; what was told of before is so since then. */
function scoped(wanted: readonly string[], told: Told, repositories: readonly string[], at: Instant): Told {
  const asked = new Set(wanted);
  const keys = repositories.flatMap((text) => {
    const repository = asked.has(text) ? parseRepository(text) : undefined;
    return repository ? [repositoryKey(repository)] : [];
  });
  return new Map(keys.map((key) => [key, told.get(key) ?? at]));
}

function broken(
  state: StreamState,
  { why, askedMs = 0 }: Input & { kind: 'broke' },
  at: Instant,
  random: () => number,
): StreamState {
  const { phase } = state;
  if (phase.kind === 'idle' || phase.kind === 'waiting') return state;
  const hasTold = phase.kind === 'open' && phase.isScoped;
  const stoodMs = phase.kind === 'open' && phase.isScoped ? phase.heardAt - (phase.scopedAt ?? phase.heardAt) : 0;
  const failures = stoodMs >= steadyMs ? 1 : state.failures + 1;
  const forMs = retryAfter(failures, askedMs, random());
  const awaySince = hasTold ? at : phase.awaySince;
  return { ...state, failures, phase: { kind: 'waiting', from: at, forMs, awaySince, why } };
}

function ticked(state: StreamState, at: Instant, random: () => number): Step {
  const { phase } = state;
  if (phase.kind === 'idle') return still(state);
  // A clock that was turned back: nothing is awaited for longer than it should be.
  if (phase.kind === 'open' && at < phase.heardAt) return still({ ...state, phase: { ...phase, heardAt: at } });
  if (phase.kind !== 'open' && at < phase.from) return still({ ...state, phase: { ...phase, from: at } });
  if (at < (wakeAt(state) ?? at)) return still(state);
  if (phase.kind === 'waiting') return connecting(state, { awaySince: phase.awaySince, why: phase.why }, at);
  if (phase.kind === 'open' && isUnsaid(phase) && at < phase.heardAt + deadMs)
    return still({ ...state, phase: { ...phase, told: nothingTold } });
  const why = message('It gave no sign of life.');
  return { state: broken(state, { kind: 'broke', why }, at, random), effects: [{ kind: 'disconnect' }] };
}

function ended(reason: string): Message {
  switch (reason) {
    case 'nothing':
      return message('It may tell nothing to this token.');
    case 'refused':
      return message('The forge does not know the token any more.');
    case 'unreachable':
      return message('It cannot ask the forge what it may tell you.');
    default:
      return message('It ended the stream, and is tried again.');
  }
}

function still(state: StreamState): Step {
  return { state, effects: [] };
}
