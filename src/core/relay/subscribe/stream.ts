import type { Alarms, Clock } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { reasonOf } from '../../support/errors';
import type { Log } from '../../support/log';
import { inEnglish, message } from '../../support/message';
import type { RelayAddress } from './address';
import { follow, type Listener } from './connection';
import type { FactAgain, ToldFact } from '../facts/fact';
import type { Hint } from '../hints/hint';
import { notFollowing, step, wakeAt, type Effect, type Input, type StreamState, type Told } from './state';

export interface StreamOptions {
  readonly address: RelayAddress;
  /** What the relay takes for a person on that forge; nothing where the person has not agreed to send one. */
  readonly token: (signal: AbortSignal) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly random: () => number;
  readonly log: Log;
  readonly listener: StreamListener;
}

export interface StreamListener {
  hint(hint: Hint): void;
  /** By the repository's key. */
  fact(repository: string, told: ToldFact | FactAgain): void;
  doubt(repositories: readonly string[], withinMs: number): void;
  /** What is told of, or how the stream stands, changed. */
  changed(): void;
  /** It was heard of, and all stands as before. */
  alive(): void;
}

/** Never so seldom that a clock that was turned back is not noticed. */
const longestAlarmMs = 60_000;
const unsignedMs = 5 * 60_000;
const nothingTold: Told = new Map();

/** One stream of a relay: its state, its one alarm, and its one connection. */
export class RelayStream implements Disposable {
  private current: StreamState = notFollowing;
  private connection: AbortController | undefined;
  private alarm: Disposable | undefined;
  private ended = false;

  constructor(private readonly options: StreamOptions) {}

  get state(): StreamState {
    return this.current;
  }

  get told(): Told {
    const { phase } = this.current;
    return phase.kind === 'open' ? phase.told : phase.kind === 'opening' ? phase.kept : nothingTold;
  }

  /** @param repositories as `host/path`, all of one host; @param branches of which facts are wanted; none: no facts are */
  want(repositories: readonly string[], branches: readonly string[] = []): void {
    this.take({ kind: 'want', repositories, branches });
  }

  /** A person did something about it: does not wait any longer. */
  again(): void {
    this.take({ kind: 'again' });
  }

  dispose(): void {
    this.ended = true;
    this.disconnect();
    this.alarm?.dispose();
  }

  private take(input: Input): void {
    if (this.ended) return;
    const { clock, random, listener } = this.options;
    const [toldBefore, phaseBefore] = [this.told, this.current.phase.kind];
    const { state, effects } = step(this.current, input, clock.now(), random);
    this.current = state;
    for (const effect of effects) this.do(effect);
    this.arm();
    // What is told of may be much, and a stream is heard of often.
    if (this.told !== toldBefore || state.phase.kind !== phaseBefore) listener.changed();
    else listener.alive();
  }

  private do(effect: Effect): void {
    const { listener } = this.options;
    switch (effect.kind) {
      case 'connect':
        this.connect(effect);
        return;
      case 'disconnect':
        this.disconnect();
        return;
      case 'hint':
        listener.hint(effect.hint);
        return;
      case 'fact':
        listener.fact(effect.repository, effect.told);
        return;
      case 'doubt':
        listener.doubt(effect.repositories, effect.withinMs);
    }
  }

  private connect({ wanted, branches, place }: Effect & { kind: 'connect' }): void {
    this.disconnect();
    const connection = new AbortController();
    const { signal } = connection;
    this.connection = connection;
    const { address, token, log } = this.options;
    const tell = (input: Input) => {
      if (signal.aborted) return;
      if (input.kind === 'broke') log.debug(`[relay] ${address.host}: ${inEnglish(input.why)}`);
      this.take(input);
    };
    const listening: Listener = {
      opened: () => tell({ kind: 'opened' }),
      heard: (said, reached) => tell({ kind: 'heard', said, place: reached }),
      broke: (why, askedMs) => tell({ kind: 'broke', why, askedMs }),
    };
    void token(signal).then(
      (value) =>
        value === undefined
          ? tell({ kind: 'broke', why: message('You have not signed in to the relay.'), askedMs: unsignedMs })
          : follow({ address, wanted, branches, place, token: value }, listening, signal),
      (error: unknown) => tell({ kind: 'broke', why: message('{reason}', { reason: reasonOf(error) }) }),
    );
  }

  private disconnect(): void {
    this.connection?.abort(new DOMException('Cancelled.', 'AbortError'));
    this.connection = undefined;
  }

  private arm(): void {
    this.alarm?.dispose();
    this.alarm = undefined;
    const due = wakeAt(this.current);
    if (due === undefined) return;
    const { alarms, clock } = this.options;
    const inMs = Math.min(Math.max(0, due - clock.now()), longestAlarmMs);
    this.alarm = alarms.after(inMs, () => this.take({ kind: 'tick' }));
  }
}
