import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { edgeId } from '../../../../src/core/fleet/state/snapshot';
import { silentLog } from '../../../../src/core/support/log';
import { markerOf } from '../../../../src/core/promotion/record/recorded';
import { trainId, trainLines } from '../../../../src/core/train/manifestText';
import type { DecisionDocument, ReportDocument } from '../../../../src/ui/train/documents';
import { EndedTrains } from '../../../../src/ui/train/endedTrains';
import type * as Probe from '../../../bench/probes/trains';
import { now } from '../../../bench/probes/boardFleet';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aTrain, shaOf } from '../../train/build';
import { aFleet, aPullRequest } from '../cockpitFleet';

const manifest = aTrain([['cart'], ['web']]);
const id = trainId(manifest);
const record = [`Promoted-From: dev@${shaOf('a')}`, `Promotion-Target: test@${shaOf('b')}`];
const body = [
  markerOf(['promotion', 'dev', 'test']),
  ...record,
  ...trainLines(manifest),
  `Train-Tree: ${shaOf('c')}`,
  '-->',
];
const aCar = {
  ...aPullRequest,
  body: body.join('\n'),
  head: { branch: 'promote/dev-to-test/1', commit: shaOf('head') },
};

function report(state: ReportDocument['state']): ReportDocument {
  const car = { service: 'cart', state: 'open', said: '', decisions: [] as DecisionDocument[] } as const;
  return { train: id, way: ['dev', 'test'], state, steps: [{ from: 'dev', to: 'test', waves: [[car]] }], opened: [] };
}

describe('the release trains that a window follows', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/trains.ts')));
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now }));
  afterEach(() => mock.timers.reset());

  /** Time goes by, and all that is due then happens. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      mock.timers.tick(Math.min(left, 1_000));
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  }

  function following(answer: () => ReportDocument, memory: { kept?: unknown } = {}) {
    const fleet = aFleet('cart', 'web');
    const ended = new AbortController();
    const asked: string[] = [];
    const ask = (what: string) => {
      asked.push(`${what} ${Math.round((Date.now() - now) / 1_000)}`);
      return new Promise<ReportDocument>((resolve) => resolve(answer()));
    };
    const calls = {
      wouldGoOn: async () => ({ answer: await ask('look'), said: [] }),
      all: async () => ({ answer: [await ask('search')], said: [] }),
    };
    const watch = new probe.TrainWatch({
      fleet: {
        get snapshot() {
          return fleet.store.snapshot;
        },
        onDidChange: fleet.store.onDidChange,
      },
      ...{ calls, clock: { now: () => Date.now() }, log: silentLog, signal: ended.signal },
      ended: new EndedTrains({
        get: () => memory.kept as undefined,
        update: (_key, value) => Promise.resolve((memory.kept = value)),
      }),
    });
    const open = (mergeable: 'yes' | 'no') => {
      const pullRequests = {
        kind: 'known',
        open: [{ ...aCar, mergeable }],
        observed: { at: now, source: '' },
      } as const;
      fleet.store.updateEdge(edgeId('cart', 'dev', 'test'), { pullRequests });
      fleet.store.flush();
    };
    const end = () => {
      ended.abort();
      watch.dispose();
      fleet.store.flush();
    };
    return { watch, asked, open, end, fleet };
  }

  it('one that the fleet tells of is looked at once, and again where something of it has changed: not more often than every 20 s', async () => {
    const { watch, asked, open, end } = following(() => report('waiting'));
    open('yes');
    await pass(5_000);
    assert.deepEqual(
      [asked, watch.trains.map((one) => [one.id, one.need, one.services])],
      [['look 2'], [[id, 'waits', ['cart', 'web']]]],
    );
    open('no');
    open('yes');
    open('no');
    await pass(25_000);
    assert.equal(asked.filter((one) => one.startsWith('look')).length, 2);
    assert.ok(Number(asked[1]?.split(' ')[1]) >= 22, asked.join());
    await pass(200_000);
    assert.equal(asked.filter((one) => one.startsWith('look')).length, 2, 'nothing has changed');
    await pass(200_000);
    assert.ok(asked.filter((one) => one.startsWith('look')).length >= 3, 'gates open with time');
    end();
  });

  it('one whose page is open is looked at again after 5 s, where something of it has changed', async () => {
    const { watch, asked, open, end } = following(() => report('waiting'));
    const looks = () => asked.filter((one) => one.startsWith('look')).length;
    const page = watch.follow({ id, services: ['cart', 'web'] });
    open('yes');
    await pass(3_000);
    open('no');
    await pass(8_000);
    assert.deepEqual(asked, ['look 2', 'look 7']);
    await pass(60_000);
    assert.equal(looks(), 2, 'nothing has changed');
    page.dispose();
    open('yes');
    await pass(3_000);
    open('no');
    await pass(8_000);
    assert.equal(looks(), 3, 'it is closed');
    end();
  });

  it('what could not be looked at is told, and no guess is made of it', async () => {
    const { watch, open, end } = following(() => {
      throw new probe.BranchlineError('x', probe.message('silent'));
    });
    open('yes');
    await pass(5_000);
    assert.deepEqual([watch.trains, watch.untold], [[], 1]);
    assert.match(watch.unsearched.join(), /silent/);
    end();
  });

  it('one that is through is not listed, and a window that opens later does not look at it while nothing has changed', async () => {
    const memory = {};
    const first = following(() => report('done'), memory);
    first.open('yes');
    await pass(5_000);
    assert.deepEqual([first.watch.trains, first.asked.length], [[], 1]);
    first.end();
    const second = following(() => report('done'), memory);
    second.open('yes');
    await pass(5_000);
    assert.deepEqual(second.asked, []);
    second.open('no');
    await pass(5_000);
    assert.equal(second.asked.length, 1);
    second.end();
  });
});
