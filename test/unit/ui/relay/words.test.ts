import assert from 'node:assert/strict';
import type { RelayStatus } from '../../../../src/core/relay/subscribe/subscriber';
import { message } from '../../../../src/core/support/message';
import { now } from '../../../bench/probes/boardFleet';
import type * as Probe from '../../../bench/probes/cockpit';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aFleet } from '../cockpitFleet';

describe('how the relay stands', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/cockpit.ts')));

  const host = 'relay.example.com';
  const live = { kind: 'live', host, heardAt: now - 5_000, told: 2, asked: 2, read: 0 } as const;
  const away = { kind: 'away', host, since: now - 180_000, why: message('It gave no sign of life.') } as const;
  const cases: readonly (readonly [status: RelayStatus, words: RegExp])[] = [
    [live, /^Told by the relay relay\.example\.com, last heard 5 s ago\.$/],
    [{ ...live, told: 1 }, /of 1 of 2 repositories/],
    [{ ...live, read: 1 }, /tells of 2 of 2 repositories, and reads 1 of them for you\. Last heard 5 s ago/],
    [{ ...live, told: 0 }, /tells of none of your repositories: looking as without one/],
    [{ kind: 'asked', host }, /is being asked: looking as without one/],
    [away, /is away \(noticed 3 min ago\): looking as without one\. It gave no sign of life\./],
  ];
  for (const [status, words] of cases) {
    it(`is told in words: ${words.source}`, () => assert.match(probe.relayWords(status, now), words));
  }

  it('stands last in the tooltip of the status bar, with a sign of its own, and nothing does without a relay', () => {
    const { store } = aFleet('cart');
    const tooltip = () =>
      probe.statusBarModel(store.snapshot, { watch: [], now, intervalMs: 300_000 }).tooltip.split('\n\n').at(-1) ?? '';
    assert.doesNotMatch(tooltip(), /relay/);
    for (const [status, icon] of [
      [live, 'broadcast'],
      [away, 'debug-disconnect'],
    ] as const) {
      store.setRelay(status);
      store.flush();
      assert.ok(tooltip().startsWith(`$(${icon}) `), tooltip());
    }
  });

  it('does not make what nobody looks at stale, nor keeps what is not told fresh', () => {
    const { store } = aFleet('cart');
    const service = store.snapshot.catalog?.services[0];
    assert.ok(service);
    const isStale = (afterMs: number) => {
      const at = now + afterMs;
      return /stale/.test(probe.statusBarModel(store.snapshot, { watch: [], now: at, intervalMs: 300_000 }).spoken);
    };
    assert.equal(isStale(12 * 60_000), true);
    store.setLookedAtEvery(service, 15 * 60_000);
    store.flush();
    assert.deepEqual([isStale(29 * 60_000), isStale(31 * 60_000)], [false, true]);
    store.setLookedAtEvery(service, undefined);
    store.flush();
    assert.equal(isStale(12 * 60_000), true);
  });
});
