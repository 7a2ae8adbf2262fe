import { deepEqual, equal } from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { eventTypes, type RelayEvent } from '../../../src/core/relay/event';
import type { EventLog } from '../../../src/core/relay/log/eventLog';
import { MemoryFacts } from '../../../src/core/relay/facts/factStore';
import { Positions } from '../../../src/core/relay/log/position';
import { Ring } from '../../../src/core/relay/log/ring';
import { figures } from '../../../src/core/relay/server/figures';
import { framedOnce, joinedOnce, Stream } from '../../../src/core/relay/server/stream';
import { Emitter } from '../../../src/core/support/emitter';

const repository = { host: 'git.example.com', path: 'gitops/cart' };
const event = (branch: string): RelayEvent => ({
  specversion: '1.0',
  id: 'x'.repeat(32),
  source: '//git.example.com/gitops/cart',
  type: eventTypes.push,
  subject: branch,
  datacontenttype: 'application/json',
  receivedat: '2026-11-30T14:00:00Z',
  data: { repository, branch },
});

/** The other end of a stream: what is written to it. */
class Written extends EventEmitter {
  readonly frames: string[] = [];
  readonly destroyed = false;
  readonly socket = null;
  write(frame: string | Buffer): boolean {
    this.frames.push(frame.toString());
    return true;
  }
}

describe('A stream at a relay that has heard less than another', () => {
  it('waits for what it has heard elsewhere, and is not told to read anew', () => {
    const [positions, ring, clock] = [new Positions(), new Ring(100), { now: () => 0 }];
    const log: EventLog = {
      ...{ positions, ring, onDidAppend: new Emitter<void>().event, isReady: true, waiting: 0 },
      ...{
        append: () => Promise.resolve('stored'),
        close: () => Promise.resolve(),
        openFacts: () => Promise.resolve(new MemoryFacts()),
      },
    };
    ring.put(1, event('one'));
    const counted = figures({ subscribers: () => 0, kept: () => 0, waiting: () => 0, ready: () => true });
    const timing = {
      bodyMs: 1,
      heartbeatMs: 1,
      gatherMs: 1,
      breakMs: 1,
      stalledMs: 1,
      renewMs: 1,
      renewSoonMs: 1,
      sharedMs: 1,
    };
    const written = new Written();
    const world = {
      events: log,
      figures: counted,
      clock,
      steady: clock,
      timing,
      frames: joinedOnce(framedOnce(log, clock)),
    };
    const stream = new Stream(written as unknown as ServerResponse, positions.seal(3, 0), world);
    stream.tellOf(new Map([['git.example.com/gitops/cart', 'git.example.com/gitops/cart']]), Infinity);
    for (const [index, branch] of ['two', 'three', 'four'].entries()) {
      ring.put(index + 2, event(branch));
      stream.pump();
    }
    counted.stop();
    const subjects = written.frames.flatMap((frame) => /"subject":"(\w+)"/.exec(frame)?.[1] ?? []);
    deepEqual(subjects, ['four']);
    deepEqual(
      written.frames.filter((frame) => frame.includes('event: reset')),
      [],
    );
  });
});

describe('A stream whose subscriber may hear of something until a time', () => {
  it('tells nothing from then on, though nobody came to take it away', () => {
    let now = 0;
    const [positions, ring, clock] = [new Positions(), new Ring(100), { now: () => now }];
    const log: EventLog = {
      ...{ positions, ring, onDidAppend: new Emitter<void>().event, isReady: true, waiting: 0 },
      ...{
        append: () => Promise.resolve('stored'),
        close: () => Promise.resolve(),
        openFacts: () => Promise.resolve(new MemoryFacts()),
      },
    };
    const counted = figures({ subscribers: () => 0, kept: () => 0, waiting: () => 0, ready: () => true });
    const timing = {
      bodyMs: 1,
      heartbeatMs: 1e9,
      gatherMs: 1,
      breakMs: 1,
      stalledMs: 1,
      renewMs: 1,
      renewSoonMs: 1,
      sharedMs: 1,
    };
    const written = new Written();
    const world = {
      events: log,
      figures: counted,
      clock,
      steady: clock,
      timing,
      frames: joinedOnce(framedOnce(log, clock)),
    };
    const stream = new Stream(written as unknown as ServerResponse, undefined, world);
    stream.tellOf(new Map([['git.example.com/gitops/cart', 'git.example.com/gitops/cart']]), 1_000);
    now = 999;
    ring.put(1, event('one'));
    stream.pump();
    now = 1_000;
    ring.put(2, event('two'));
    stream.pump();
    counted.stop();
    const subjects = written.frames.flatMap((frame) => /"subject":"(\w+)"/.exec(frame)?.[1] ?? []);
    deepEqual([subjects, written.frames.at(-1)], [['one'], 'event: scope\ndata: {"repositories":[]}\n\n']);
    now = 2_000;
    stream.beat();
    deepEqual(written.frames.filter((frame) => frame.includes('event: scope')).length, 2);
  });
});

describe('What several may be told of the same events', () => {
  it('is joined once for those who may be told of the same, and is only of what they may be told', () => {
    const [positions, ring, clock] = [new Positions(), new Ring(100), { now: () => 0 }];
    const other: RelayEvent = { ...event('other'), data: { repository: { ...repository, path: 'gitops/pay' } } };
    for (const [index, one] of [event('one'), other, event('two')].entries()) ring.put(index + 1, one);
    const since = ring.since(0, 100);
    const entries = since.kind === 'entries' ? since.entries : [];
    let framed = 0;
    const join = joinedOnce(({ subject }) => {
      framed += 1;
      return Buffer.from(`${subject} `);
    });
    const [cart, pay] = ['cart', 'pay'].map((name) => new Map([[`git.example.com/gitops/${name}`, name]]));
    const saidOf = (some: typeof entries, shown = new Map<string, string>()) => join(some, shown).bytes.toString();
    deepEqual([saidOf(entries, cart), saidOf(entries, cart), framed], ['one two ', 'one two ', 2]);
    deepEqual([saidOf(entries, pay), saidOf(entries), framed], ['other ', '', 3]);
    deepEqual([saidOf(entries.slice(0, 2), cart), saidOf(entries.slice(2), cart)], ['one ', 'two ']);
    equal(
      positions.open(
        framedOnce(
          { positions } as EventLog,
          clock,
        )(entries[0]!)
          .toString()
          .slice(4)
          .split('\n')[0] ?? '',
      )?.sequence,
      1,
    );
  });
});

describe('A stream whose place is of what was lost', () => {
  const shown = new Map([['git.example.com/gitops/cart', 'git.example.com/gitops/cart']]);
  const world = (ring: Ring, clock: { now: () => number }, positions = new Positions()) => {
    const log: EventLog = {
      ...{ positions, ring, onDidAppend: new Emitter<void>().event, isReady: true, waiting: 0 },
      ...{
        append: () => Promise.resolve('stored'),
        close: () => Promise.resolve(),
        openFacts: () => Promise.resolve(new MemoryFacts()),
      },
    };
    const counted = figures({ subscribers: () => 0, kept: () => 0, waiting: () => 0, ready: () => true });
    counted.stop();
    const timing = {
      ...{ bodyMs: 1, heartbeatMs: 1e9, gatherMs: 1, breakMs: 1, stalledMs: 1e9 },
      ...{ renewMs: 1, renewSoonMs: 1, sharedMs: 1 },
    };
    return { events: log, figures: counted, clock, steady: clock, timing, frames: joinedOnce(framedOnce(log, clock)) };
  };
  const isTold = ({ frames }: Written) =>
    frames.some((frame) => frame.includes('"reason":"restarted"')) ? 'reset' : 'nothing';
  const other = (id: string): RelayEvent => ({ ...event(id), id: id.repeat(32).slice(0, 32) });

  /** A place that was told when the stream had so many events. */
  const placeOf = (count: number, positions: Positions) => {
    const before = new Ring(100);
    for (let at = 1; at <= count; at++) before.put(at, other('a'));
    return positions.seal(before.last, 0, before.lastTag);
  };

  it('is told to read anew, where other events stand there now', () => {
    for (const [first, then] of [
      [5, 0],
      [3, 2],
      [2, 3],
      [0, 4],
    ] as const) {
      const [ring, positions, written] = [new Ring(100), new Positions(), new Written()];
      for (let at = 1; at <= first; at++) ring.put(at, other('b'));
      const stream = new Stream(
        written as unknown as ServerResponse,
        placeOf(4, positions),
        world(ring, { now: () => 0 }, positions),
      );
      stream.tellOf(shown, Infinity);
      for (let at = 1; at <= then; at++) ring.put(first + at, other('c'));
      stream.pump();
      equal(isTold(written), 'reset', `${first} and ${then}`);
    }
  });

  it('is told to read anew after a few seconds, where nothing stands there', () => {
    let now = 0;
    const [ring, positions, written] = [new Ring(100), new Positions(), new Written()];
    const stream = new Stream(
      written as unknown as ServerResponse,
      placeOf(4, positions),
      world(ring, { now: () => now }, positions),
    );
    stream.tellOf(shown, Infinity);
    now = 5_000;
    stream.beat();
    equal(isTold(written), 'nothing');
    now = 5_001;
    stream.beat();
    equal(isTold(written), 'reset');
  });

  it('goes on, where the same events stand there', () => {
    const [ring, positions, written] = [new Ring(100), new Positions(), new Written()];
    for (let at = 1; at <= 3; at++) ring.put(at, other('a'));
    const stream = new Stream(
      written as unknown as ServerResponse,
      placeOf(4, positions),
      world(ring, { now: () => 0 }, positions),
    );
    stream.tellOf(shown, Infinity);
    ring.put(4, other('a'));
    ring.put(5, other('d'));
    stream.pump();
    equal(isTold(written), 'nothing');
    equal(written.frames.filter((frame) => frame.includes('"subject"')).length, 1);
  });
});
