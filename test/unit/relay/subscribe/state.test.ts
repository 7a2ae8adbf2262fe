import { deepEqual, equal, notEqual } from 'node:assert/strict';
import fc from 'fast-check';
import {
  notFollowing,
  step,
  wakeAt,
  type Effect,
  type Input,
  type StreamState,
} from '../../../../src/core/relay/subscribe/state';

const half = () => 0.5;
const text = (name: string) => `git.example.com/gitops/${name}`;
const scope = (names: readonly string[]): Input => ({
  kind: 'heard',
  said: [{ kind: 'scope', repositories: names.map(text) }],
  place: '1.5',
});

/** One stream, and what it did. */
class Followed {
  state: StreamState = notFollowing;
  effects: readonly Effect[] = [];
  now = 0;
  take(input: Input): this {
    ({ state: this.state, effects: this.effects } = step(this.state, input, this.now, half));
    return this;
  }
  get told(): ReadonlyMap<string, number> {
    const { phase } = this.state;
    return phase.kind === 'open' ? phase.told : phase.kind === 'opening' ? phase.kept : new Map<string, number>();
  }
  live(names: readonly string[]): this {
    return this.take({ kind: 'want', repositories: names.map(text) })
      .take({ kind: 'opened' })
      .take(scope(names));
  }
}

describe('A stream that is asked for one repository more', () => {
  it('goes on with what it was told of: only what is new is in doubt', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `s${index}`);
    const stream = new Followed().live(names);
    stream.now = 60_000;
    stream.take({ kind: 'want', repositories: [...names, 'more'].map(text) });
    deepEqual(
      stream.effects.map(({ kind }) => kind),
      ['disconnect', 'connect'],
    );
    equal(stream.told.size, 1_000);
    stream.now = 61_000;
    stream.take({ kind: 'opened' });
    equal(stream.told.size, 1_000);
    stream.take(scope([...names, 'more']));
    deepEqual(
      [...stream.told.values()].filter((since) => since !== 0),
      [61_000],
    );
  });

  it('does not hold what it was told of for long, where the relay does not say of what it tells', () => {
    const stream = new Followed().live(['one', 'two']);
    stream.take({ kind: 'want', repositories: ['one', 'two', 'more'].map(text) }).take({ kind: 'opened' });
    for (stream.now = 15_000; stream.now <= 45_000; stream.now += 15_000) {
      stream.take({ kind: 'heard', said: [], place: undefined }).take({ kind: 'tick' });
    }
    equal(stream.told.size, 0);
    equal(stream.state.phase.kind, 'open');
  });

  it('never is told of what nobody wants, nor without a relay that stands or is just asked', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.oneof(
              fc.subarray(['a', 'b', 'c']).map((names): Input => ({ kind: 'want', repositories: names.map(text) })),
              fc.subarray(['a', 'b', 'c', 'd']).map(scope),
              fc.constantFrom<Input>(
                { kind: 'opened' },
                { kind: 'again' },
                { kind: 'tick' },
                { kind: 'broke', why: { key: 'x' } as never },
                { kind: 'heard', said: [{ kind: 'odd' }] },
                { kind: 'heard', said: [{ kind: 'reset', spreadMs: 0 }], place: '1.6' },
              ),
            ),
            fc.integer({ min: 0, max: 40_000 }),
          ),
          { maxLength: 30 },
        ),
        (inputs) => {
          const stream = new Followed();
          for (const [input, ms] of inputs) {
            stream.now += ms;
            stream.take({ kind: 'tick' });
            stream.take(input);
            const wanted = new Set(stream.state.wanted);
            for (const key of stream.told.keys()) equal(wanted.has(key), true);
            const due = wakeAt(stream.state);
            if (stream.told.size > 0) notEqual(due, undefined);
          }
        },
      ),
    ));
});

describe('A stream', () => {
  it('is asked for anew by whoever has signed in, though it stands: from where it was, with the new token', () => {
    const stream = new Followed().live(['one']).take({ kind: 'again' });
    deepEqual(stream.effects, [
      { kind: 'disconnect' },
      { kind: 'connect', wanted: [text('one')], branches: [], place: '1.5' },
    ]);
    equal(stream.told.size, 1);
  });

  it('forgives what failed before once it has told for a few seconds', () => {
    const stream = new Followed().live(['one']);
    for (let tries = 0; tries < 8; tries++) {
      stream.take({ kind: 'broke', why: { key: 'x' } as never });
      stream.now = wakeAt(stream.state) ?? 0;
      stream.take({ kind: 'tick' });
    }
    stream.take({ kind: 'opened' }).take(scope(['one']));
    stream.now += 15_000;
    stream.take({ kind: 'heard', said: [], place: undefined }).take({ kind: 'broke', why: { key: 'x' } as never });
    equal((wakeAt(stream.state) ?? 0) - stream.now, 1_000);
  });

  it('passes by an event that is none, reads what it may have been about, and gives up one that says many', () => {
    const stream = new Followed().live(['one']);
    for (let at = 0; at < 5; at++) {
      stream.take({ kind: 'heard', said: [{ kind: 'odd' }], place: '1.6' });
      deepEqual(
        stream.effects.map(({ kind }) => kind),
        ['doubt'],
      );
    }
    stream.take({ kind: 'heard', said: [{ kind: 'odd' }], place: '1.6' });
    deepEqual([stream.state.phase.kind, stream.effects.map(({ kind }) => kind)], ['waiting', ['disconnect']]);
  });
});
