import { deepEqual } from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { eventTypes, type RelayEvent } from '../../../src/core/relay/event';
import type { EventLog } from '../../../src/core/relay/log/eventLog';
import { Positions } from '../../../src/core/relay/log/position';
import { Ring } from '../../../src/core/relay/log/ring';
import { figures } from '../../../src/core/relay/server/figures';
import { framedOnce, Stream } from '../../../src/core/relay/server/stream';
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
      ...{ append: () => Promise.resolve('stored'), close: () => Promise.resolve() },
    };
    ring.put(1, event('one'));
    const counted = figures({ subscribers: () => 0, kept: () => 0, waiting: () => 0, ready: () => true });
    const timing = { bodyMs: 1, heartbeatMs: 1, gatherMs: 1, stalledMs: 1, renewMs: 1, renewSoonMs: 1, sharedMs: 1 };
    const written = new Written();
    const world = { events: log, figures: counted, clock, timing, frame: framedOnce(log, clock) };
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
      ...{ append: () => Promise.resolve('stored'), close: () => Promise.resolve() },
    };
    const counted = figures({ subscribers: () => 0, kept: () => 0, waiting: () => 0, ready: () => true });
    const timing = { bodyMs: 1, heartbeatMs: 1e9, gatherMs: 1, stalledMs: 1, renewMs: 1, renewSoonMs: 1, sharedMs: 1 };
    const written = new Written();
    const world = { events: log, figures: counted, clock, timing, frame: framedOnce(log, clock) };
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
