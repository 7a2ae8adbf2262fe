import assert from 'node:assert/strict';
import { sweepBeatMs } from '../../../src/core/fleet/observe/beat';
import { sweptEveryMs } from '../../../src/core/fleet/state/lookedAt';
import { relayAddress } from '../../../src/core/relay/subscribe/address';
import { systemAlarms, type Alarms } from '../../../src/core/support/clock';
import { silentLog } from '../../../src/core/support/log';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

/** Longer than anything waits before it looks at what it was told. */
const mostMs = 1_000;

/** Nobody is woken who looks now and then: what is looked at was told. */
class OnlyTold implements Alarms {
  /** In milliseconds, of those who would look now and then. */
  readonly slept: number[] = [];
  waiting = 0;
  isAsleep = false;

  after(delayMs: number, ring: () => unknown) {
    if (this.isAsleep && delayMs > mostMs) {
      this.slept.push(delayMs);
      return { dispose: () => undefined };
    }
    this.waiting += 1;
    const ended = { is: false };
    const end = () => {
      if (!ended.is) this.waiting -= 1;
      ended.is = true;
    };
    const alarm = systemAlarms.after(delayMs, () => {
      end();
      return ring();
    });
    return {
      dispose: () => {
        end();
        alarm.dispose();
      },
    };
  }
}

describe('A fleet that a relay tells of', function () {
  this.timeout(60_000);
  let lab: Lab;
  let seen: ObservedLab;
  const alarms = new OnlyTold();
  const lines: string[] = [];
  const requests = () => lines.splice(0).filter((line) => /^\S+ GET /.test(line));

  before(async () => {
    lab = await startLab({ services: ['cart', 'inventory'], deployMs: 20, relay: true });
    assert.ok(lab.relay);
    // Its own token for the forge: the relay asks the forge with it what may be told.
    const { developer } = lab.forge.tokens;
    seen = await observe(lab, {
      alarms,
      relay: { address: relayAddress(lab.relay.url), token: () => Promise.resolve(developer) },
      log: { ...silentLog, debug: (line) => lines.push(line) },
    });
    await seen.fleet.refresh('start', never);
    await seen.until('the relay tells of both', ({ relay }) => relay?.kind === 'live' && relay.told === 2);
    await seen.fleet.refresh('poll', never); // what was before it told
    alarms.isAsleep = true;
    seen.fleet.setAttention({ treeVisible: true, focused: true });
    requests();
  });
  after(async () => {
    await seen.dispose();
    await lab.dispose();
    assert.equal(alarms.waiting, 0);
  });

  it('would not have looked for a quarter of an hour', () => {
    assert.ok(alarms.slept.length >= 2);
    const sleeping = alarms.slept.filter((ms) => ms > 60_000);
    const soonestMs = 0.8 * sweptEveryMs - sweepBeatMs / 2; // spread by a fifth, then on the nearest beat
    assert.ok(Math.min(...sleeping) >= soonestMs, alarms.slept.join(' '));
  });

  it('shows a push within the second of its webhook, and asks for nothing of the other service', async () => {
    const head = await lab.forge.commit('cart', 'dev', 'A note', { 'NOTES.md': 'One.' });
    await seen.until('the push is shown', ({ cells }) => {
      const shown = cells.get('cart/dev')?.head;
      return shown?.kind === 'known' && shown.commit.sha === head;
    });
    const asked = requests();
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((line) => line.includes('inventory')),
      [],
    );
  });

  it('shows what a pipeline says, when it says it', async () => {
    await lab.settled('cart', 'dev');
    const { head } = seen.cell('cart/dev');
    assert.ok(head.kind === 'known');
    await lab.forge.postStatus('cart', head.commit.sha, 'e2e', 'failure', 'red');
    await seen.until('the failure is shown', ({ cells }) => {
      const pipeline = cells.get('cart/dev')?.pipeline;
      return pipeline?.kind === 'known' && pipeline.verdict === 'failure';
    });
  });

  it('looks as before once the relay is away, and says so', async () => {
    alarms.slept.length = 0;
    await lab.relay?.stop();
    await seen.until('it is away', ({ relay }) => relay?.kind === 'away');
    const soonest = Math.min(...alarms.slept);
    assert.ok(soonest <= 15_000 + 4_000, alarms.slept.join(' '));
    const { pipeline } = seen.cell('cart/dev');
    assert.equal(pipeline.observed?.everyMs, undefined);
  });
});
