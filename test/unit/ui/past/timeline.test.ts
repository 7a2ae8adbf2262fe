import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EnvironmentThen } from '../../../../src/core/past/then';
import { message } from '../../../../src/core/support/message';
import { nextPlace } from '../../../../src/timeline/page/places';
import type { LoadedPast } from '../../../../src/ui/timeline/load';
import type * as Probe from '../../../bench/probes/past';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aRow, hour, now } from './builders';

const services = [{ name: 'cart', environments: ['dev', 'prod'] }] as const;
const view = { range: 'week', environment: '', service: '' } as const;
const period = { since: now - 7 * 24 * hour, until: now + 1 };
const loaded = (more: Partial<LoadedPast> = {}): LoadedPast => ({
  ...{ period, looked: [{ service: 'cart', environments: [], missing: [] }], rows: [aRow()] },
  ...{ left: 0, unasked: 0, failures: new Map(), versionFailures: new Map() },
  ...more,
});

const nothingTold = {
  versions: () => Promise.resolve(new Map<string, string>()),
  landed: () => Promise.resolve({ texts: new Map<string, string>(), failure: undefined }),
  verdicts: () => Promise.resolve({ verdicts: new Map(), failure: undefined }),
  deployments: (service: string) => Promise.resolve({ service, environments: [], missing: [] }),
};

describe('the timeline', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/past.ts')));

  it('has a lane for each environment, and for each mark a row with the same facts', () => {
    const screen = probe.timelineScreen(loaded(), view, services, now);
    assert.deepEqual(
      screen.lanes.map(({ label, marks }) => [label, marks.length]),
      [
        ['dev', 0],
        ['prod', 1],
      ],
    );
    const [mark] = screen.lanes[1]?.marks ?? [];
    assert.deepEqual([mark?.letter, mark?.shape, mark?.verdict.text], ['P', 'round', 'passed']);
    assert.match(mark?.spoken ?? '', /^cart 2\.11\.0, prod: promotion, passed, .*stands now · 1 h 0 min\. Bigger$/);
    assert.equal(screen.rows[0]?.id, mark?.id);
    assert.equal(screen.rows[0]?.cells.length, screen.columns.length);
  });

  it('draws no mark outside its lane, and none over another while there is room below', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7 * 24 - 1 }), { maxLength: 30 }), (ages) => {
        const rows = ages.map((age, at) => aRow({ commit: String(at).padStart(40, '0'), at: now - age * hour }));
        const [lane] = probe.lanesOf(['prod'], rows, period, now);
        assert.equal(lane?.marks.length, rows.length);
        for (const { at, level } of lane.marks) assert.ok(at >= 0 && at <= 1 && level < lane.levels);
        const places = new Set(lane.marks.map(({ at, level }) => `${at} ${level}`));
        const most = Math.max(0, ...ages.map((age) => ages.filter((other) => other === age).length));
        if (most <= 8) assert.equal(places.size, rows.length);
      }),
    ));

  it('says what was cut, asked of nobody, not looked at and rewritten', () => {
    const screen = probe.timelineScreen(
      loaded({
        ...{ left: 12, unasked: 3, rows: [aRow({ madeOn: 'e'.repeat(40) })] },
        looked: [
          {
            service: 'cart',
            environments: [{ environment: 'dev', deployments: [], left: 0, cutAt: now, ahead: 2, seen: now - hour }],
            missing: ['qa'],
          },
          { service: 'web', failed: message('Gone.') },
        ],
        failures: new Map([['cart', message('Refused.')]]),
      }),
      view,
      services,
      now,
    );
    const notes = screen.notes.map(({ text }) => text).join('\n');
    const words = [
      /newest 1 are shown; 12 older/,
      /Of 3 nobody/,
      /no branch for qa/,
      /cart on dev: of what was before/,
      /cart on dev: 2 deployments say a time that has not come yet/,
      /cart on dev was last seen on /,
    ];
    for (const said of [...words, /web was not looked at: Gone/, /is not known: Refused/, /was rewritten/])
      assert.match(notes, said);
    // Of what is not shown no lane pretends to begin earlier.
    assert.equal(screen.lanes[1]?.marks[0]?.at, 0);
  });

  it('says nothing of a period while it is still being read', () => {
    const none = (looked: LoadedPast['looked']) =>
      probe.timelineScreen(loaded({ looked, rows: [] }), view, services, now).words.none;
    assert.match(none([]), /being read/);
    assert.match(none(loaded().looked), /Nothing was deployed/);
  });

  it('has a few round times on its axis, inside it', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 * 365 * 24 }), (hours) => {
        const ticks = probe.ticksOf({ since: now - hours * hour, until: now });
        assert.ok(ticks.length <= 7 && ticks.every(({ at }) => at >= 0 && at < 1));
      }),
    ));

  it('tells after each step what is known, and never more than 1,000 deployments', async () => {
    const deployments = Array.from(
      { length: 1_200 },
      (_, at) => aRow({ commit: String(at).padStart(40, '0'), at: now - at * 60_000 }).deployment,
    );
    const environments = [{ environment: 'prod', deployments, left: 7 }];
    const asked: number[] = [];
    const past = {
      ...nothingTold,
      verdicts: (_: string, commits: readonly string[]) => {
        asked.push(commits.length);
        return Promise.resolve({ verdicts: new Map(), failure: undefined });
      },
    };
    const steps: [string, LoadedPast][] = [];
    const looked = [{ service: 'cart', environments, missing: [] }];
    await probe.loadPast(past, period, looked, new AbortController().signal, (one, step) => steps.push([step, one]));
    assert.deepEqual(
      steps.map(([step, one]) => [step, one.rows.length, one.left, one.unasked, one.rows[0]?.verdict]),
      [
        ['versions', 1_000, 207, 600, 'asking'],
        ['landed', 1_000, 207, 600, 'asking'],
        ['verdicts', 1_000, 207, 600, 'asking'],
        ['done', 1_000, 207, 600, 'unknown'],
      ],
    );
    assert.deepEqual(asked, [400]);
  });

  it('goes on with the others where one service cannot be read, and says which', async () => {
    const of = (service: string) => ({
      ...{ service, missing: [] },
      environments: [{ environment: 'prod', deployments: [aRow({ service }).deployment], left: 0 }],
    });
    const fail = (what: string) => (service: string) =>
      service === 'cart' ? Promise.reject(new Error(what)) : Promise.resolve(new Map([['a'.repeat(40), '3.0.0']]));
    const past = { ...nothingTold, versions: fail('gone') };
    let last: LoadedPast | undefined;
    await probe.loadPast(past, period, [of('cart'), of('web')], new AbortController().signal, (one) => (last = one));
    assert.ok(last);
    const { rows, versionFailures } = last;
    assert.deepEqual(
      rows.map(({ deployment, version }) => [deployment.service, version]),
      [
        ['cart', undefined],
        ['web', '3.0.0'],
      ],
    );
    assert.deepEqual([...versionFailures.keys()], ['cart']);
    const notes = probe.timelineScreen(last, view, services, now).notes.map(({ text }) => text);
    assert.match(notes.join('\n'), /versions of cart are not known/);
  });

  it('asks for pull requests only where they tell a promotion from a hotfix, and each forge that is down once', async () => {
    const untold = aRow({ kind: 'untold' }).deployment;
    const plain = aRow({ environment: 'dev', commit: 'd'.repeat(40) }).deployment;
    const looked = [
      {
        ...{ service: 'cart', missing: [] },
        environments: [
          { environment: 'dev', deployments: [plain], left: 0 },
          { environment: 'prod', deployments: [untold], left: 0 },
        ],
      },
    ];
    const asked: string[] = [];
    const forge = { failure: undefined as ReturnType<typeof message> | undefined };
    const past = {
      ...nothingTold,
      landed: (_: string, environment: string) => {
        asked.push(environment);
        return Promise.resolve({ texts: new Map<string, string>(), failure: forge.failure });
      },
      deployments: (service: string) => {
        const deployments = [{ ...untold, kind: 'hotfix' as const }];
        return Promise.resolve({ service, missing: [], environments: [{ environment: 'prod', deployments, left: 0 }] });
      },
    };
    const kinds = async () => {
      let last: LoadedPast | undefined;
      await probe.loadPast(past, period, looked, new AbortController().signal, (one) => (last = one));
      return [last?.rows.map(({ deployment }) => deployment.kind), [...(last?.failures.keys() ?? [])]];
    };
    assert.deepEqual(await kinds(), [['hotfix'], []]);
    assert.deepEqual(asked, ['prod']);
    forge.failure = message('Down.');
    assert.deepEqual(await kinds(), [['promotion', 'untold'], ['cart']]);
  });

  it('offers ways back only where the folder is trusted', () => {
    const offers = (isTrusted: boolean) =>
      probe.deploymentDetails(aRow(), undefined, { now, isTrusted }).offers.map(({ id }) => id);
    assert.ok(offers(true).includes('branchline.restoreDeployment'));
    assert.ok(offers(false).every((id) => !/restore|undo/i.test(id)));
  });

  it('hears nothing of its page but what that says', () => {
    assert.deepEqual(probe.readFromPage({ kind: 'look', id: 'x' }), { kind: 'look', id: 'x' });
    for (const said of [
      undefined,
      'ready',
      { kind: 'run', id: 'x' },
      { kind: 'act', offer: 'x' },
      { kind: 'look', id: 1 },
    ])
      assert.equal(probe.readFromPage(said), undefined);
  });
});

describe('the fleet as it was', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/past.ts')));

  const stood: EnvironmentThen = {
    ...{ environment: 'prod', branch: 'prod', kind: 'at', isStill: false },
    deployment: { commit: 'a'.repeat(40), subject: 'Bigger', author: 'Ann', at: now - 30 * hour, version: '2.10.0' },
  };
  const at = now - 24 * hour;
  const screenOf = (...environments: readonly EnvironmentThen[]) =>
    probe.thenScreen(at, [{ service: 'cart', environments, missing: [] }], ['dev', 'prod'], undefined);

  it('says what stood, how old it was then, and that it is the past', () => {
    const { headline, mark, rows } = screenOf(stood);
    assert.match(headline, /^As it was on .*29.*2026/);
    assert.match(mark, /nothing can be changed/);
    const [dev, prod] = rows[0]?.cells ?? [];
    assert.equal(dev, null);
    assert.deepEqual([prod?.main.text, prod?.more], ['2.10.0', 'aaaaaaa · 6 h 0 min old then']);
  });

  it('says why it is not known what stood, each way', () => {
    for (const why of ['clock', 'unseen', 'undated', 'rewritten', 'cut'] as const) {
      const cell = screenOf({ environment: 'prod', branch: 'prod', kind: 'unknown', why }).rows[0]?.cells[1];
      assert.equal(cell?.main.text, 'not known', why);
      assert.ok(cell.more.length > 5, why);
    }
  });

  it('offers nothing that changes anything', () => {
    const offers = [...screenOf(stood).offers, ...probe.thenDetails('cart', stood, at).offers].map(({ id }) => id);
    assert.deepEqual(offers.sort(), ['another', 'compareNow', 'compareWith', 'files', 'page', 'timeline']);
  });

  it('compares nothing while it is being read, and never says that nothing changed of nothing', () => {
    const none = probe.thenScreen(at, [], ['prod'], undefined);
    assert.deepEqual(
      none.offers.map(({ id }) => id),
      ['another'],
    );
    const compared = { from: at, to: now, cells: [], failed: [] };
    assert.match(probe.thenScreen(at, [], ['prod'], compared).changes?.none ?? '', /Nothing could be compared/);
  });

  it('says of a branch that was last seen a while ago that it stood there then', () => {
    const cell = screenOf({ ...stood, isStill: true, seen: now - hour }).rows[0]?.cells[1];
    assert.match(cell?.more ?? '', /still stood when last seen, /);
    assert.doesNotMatch(cell?.more ?? '', /still stands/);
  });
});

describe('the keys of the lanes', () => {
  const rows = [
    [
      { id: 'a', at: 0 },
      { id: 'b', at: 0.5 },
    ],
    [],
    [
      { id: 'c', at: 0.1 },
      { id: 'd', at: 0.6 },
    ],
  ];
  const cases = {
    ArrowRight: 'b',
    ArrowLeft: undefined,
    ArrowDown: 'c',
    ArrowUp: undefined,
    End: 'b',
    Home: 'a',
    x: undefined,
  };
  for (const [key, to] of Object.entries(cases)) {
    it(`${key} leads ${to === undefined ? 'nowhere' : `to ${to}`}`, () => assert.equal(nextPlace(rows, 'a', key), to));
  }
  it('over an empty lane to the nearest of the next', () => {
    assert.equal(nextPlace(rows, 'b', 'ArrowDown'), 'd');
    assert.equal(nextPlace(rows, 'c', 'ArrowUp'), 'a');
  });
});
