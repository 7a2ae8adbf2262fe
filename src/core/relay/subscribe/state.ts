import type { Instant } from '../../support/clock';
import { message, type Message } from '../../support/message';
import { heartbeatMs } from '../protocol';
import { parseRepository, repositoryKey } from '../repository';
import { retryAfter } from './retry';
import type { Hint, Said } from './said';

/** Since when a stream tells of each repository without a break, by `repositoryKey`. */
export type Told = ReadonlyMap<string, Instant>;

export type Phase =
  /** Nothing is asked for. */
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'opening';
      readonly from: Instant;
      readonly awaySince: Instant;
      readonly why?: Message | undefined;
    }
  | {
      readonly kind: 'open';
      readonly openedAt: Instant;
      readonly heardAt: Instant;
      readonly told: Told;
      /** It has said of what it tells, though it be nothing. */
      readonly isScoped: boolean;
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
  /** The place in the stream that was reached. */
  readonly place: string | undefined;
  /** Tries in a row that came to nothing. */
  readonly failures: number;
  readonly phase: Phase;
}

export type Input =
  | { readonly kind: 'want'; readonly repositories: readonly string[] }
  | { readonly kind: 'opened' }
  | { readonly kind: 'heard'; readonly said: readonly Said[]; readonly place?: string | undefined }
  | { readonly kind: 'broke'; readonly why: Message; readonly askedMs?: number | undefined }
  /** A person has done something about it. */
  | { readonly kind: 'again' }
  | { readonly kind: 'tick' };

export type Effect =
  | { readonly kind: 'connect'; readonly wanted: readonly string[]; readonly place: string | undefined }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'hint'; readonly hint: Hint }
  /** Events about these may be missing: each is to be read once within that time. */
  | { readonly kind: 'doubt'; readonly repositories: readonly string[]; readonly withinMs: number };

export interface Step {
  readonly state: StreamState;
  readonly effects: readonly Effect[];
}

const openingMs = 30_000;
/** Source: docs/relay.md, "Subscribing". */
const deadMs = 3 * heartbeatMs;
/** A stream that stood for so long was no failure. */
const steadyMs = 60_000;
/** As long as a sweep: by then all is read in any case. */
const longestSpreadMs = 15 * 60_000;
const sendable = /^[\x21-\x7e]*$/;

export const notFollowing: StreamState = { wanted: [], place: undefined, failures: 0, phase: { kind: 'idle' } };

/** When a `tick` is due; nothing where time changes nothing. */
export function wakeAt({ phase }: StreamState): Instant | undefined {
  switch (phase.kind) {
    case 'idle':
      return undefined;
    case 'opening':
      return phase.from + openingMs;
    case 'open':
      return phase.heardAt + deadMs;
    case 'waiting':
      return phase.from + phase.forMs;
  }
}

/** What becomes of a stream by what happens. Whatever the relay does, the next try is a while away, and nothing is believed but where to look. */
export function step(state: StreamState, input: Input, at: Instant, random: () => number): Step {
  switch (input.kind) {
    case 'want':
      return wanting(state, input.repositories, at);
    case 'opened':
      return state.phase.kind === 'opening' ? still({ ...state, phase: opened(state.phase, at) }) : still(state);
    case 'heard':
      return state.phase.kind === 'open' ? heard(state, state.phase, input, at, random) : still(state);
    case 'broke':
      return still(broken(state, input, at, random));
    case 'again':
      return state.phase.kind === 'waiting' ? connecting({ ...state, failures: 0 }, state.phase, at) : still(state);
    case 'tick':
      return ticked(state, at, random);
  }
}

function wanting(state: StreamState, repositories: readonly string[], at: Instant): Step {
  const wanted = [...new Set(repositories)].sort();
  if (JSON.stringify(wanted) === JSON.stringify(state.wanted)) return still(state);
  const next = { ...state, wanted };
  const { phase } = state;
  const isConnected = phase.kind === 'open' || phase.kind === 'opening';
  const ended: readonly Effect[] = isConnected ? [{ kind: 'disconnect' }] : [];
  if (wanted.length === 0) return { state: { ...next, phase: { kind: 'idle' } }, effects: ended };
  // Whoever waits goes on waiting: wishes that change are no reason to come sooner.
  if (phase.kind === 'waiting') return still(next);
  const begun = connecting(next, { awaySince: at }, at);
  return { state: begun.state, effects: [...ended, ...begun.effects] };
}

function connecting(
  state: StreamState,
  { awaySince, why }: { readonly awaySince: Instant; readonly why?: Message | undefined },
  at: Instant,
): Step {
  const { wanted, place } = state;
  return {
    state: { ...state, phase: { kind: 'opening', from: at, awaySince, why } },
    effects: [{ kind: 'connect', wanted, place }],
  };
}

function opened({ awaySince }: Phase & { kind: 'opening' }, at: Instant): Phase {
  return { kind: 'open', openedAt: at, heardAt: at, told: new Map(), isScoped: false, awaySince };
}

function heard(
  state: StreamState,
  phase: Phase & { kind: 'open' },
  { said, place }: Input & { kind: 'heard' },
  at: Instant,
  random: () => number,
): Step {
  const effects: Effect[] = [];
  let { told, isScoped } = phase;
  const reached = place === undefined ? state.place : sendable.test(place) && place !== '' ? place : undefined;
  const now = (): StreamState => ({ ...state, place: reached, phase: { ...phase, heardAt: at, told, isScoped } });
  for (const one of said) {
    switch (one.kind) {
      case 'scope':
        told = scoped(state.wanted, told, one.repositories, at);
        isScoped = true;
        break;
      case 'reset':
        told = new Map([...told.keys()].map((repository) => [repository, at]));
        effects.push({
          kind: 'doubt',
          repositories: [...told.keys()],
          withinMs: Math.min(one.spreadMs, longestSpreadMs),
        });
        break;
      case 'hint':
        if (told.has(one.hint.repository)) effects.push({ kind: 'hint', hint: one.hint });
        break;
      case 'end':
      case 'malformed': {
        const why = one.kind === 'end' ? ended(one.reason) : message('It said something that no relay says.');
        const askedMs = one.kind === 'end' ? one.retryMs : 0;
        effects.push({ kind: 'disconnect' });
        return { state: broken(now(), { kind: 'broke', why, askedMs }, at, random), effects };
      }
      case 'other':
        break;
    }
  }
  return { state: now(), effects };
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
  const stoodMs = phase.kind === 'open' ? phase.heardAt - phase.openedAt : 0;
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
  if (phase.kind === 'waiting') return connecting(state, phase, at);
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
