import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/support/log';
import type { ToPage, TrainScreen } from '../../../../src/train/protocol/train';
import type { CarDocument, MadeDocument, ReportDocument } from '../../../../src/ui/train/documents';
import type { TrainSources } from '../../../../src/ui/train/trainTab';
import type * as Probe from '../../../bench/probes/trains';
import { loadWithStub } from '../../../bench/probes/withStub';

const id = 'a'.repeat(20);
const wish = { way: ['dev', 'test'], services: ['cart', 'web'] };
const hostile = 'evil\u202e\u0007 <b>x</b> [y](command:z)';

const made: MadeDocument = {
  train: id,
  way: wish.way,
  waves: wish.services.map((service) => [
    {
      service,
      source: 'b'.repeat(40),
      steps: [
        {
          ...{
            from: 'dev',
            to: 'test',
            protected: false,
            changes: [`~ app.yaml ${hostile}`],
            pending: [],
            unreadable: [],
          },
          ...{ renders: true, gates: { verdict: 'passed', gates: [] } },
        },
      ],
    },
  ]),
  left: [],
  notes: [],
};

const car = (service: string, more: Partial<CarDocument> = {}): CarDocument => ({
  ...{ service, state: 'due', said: 'to be opened', decisions: [] },
  ...more,
});

function report(
  more: Partial<ReportDocument> = {},
  cars: readonly CarDocument[] = [car('cart'), car('web')],
): ReportDocument {
  const steps = [{ from: 'dev', to: 'test', waves: cars.map((one) => [one]) }];
  return { train: id, way: wish.way, state: 'due', steps, opened: [], ...more };
}

const opening = (expect: string): ReportDocument =>
  report({
    expect,
    opened: [{ service: 'cart', from: 'dev', to: 'test', kind: 'wouldOpen', items: [`~ ${hostile}`], word: 'x..y' }],
  });

describe('the page of a release train', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/trains.ts')));
  beforeEach(() => {
    probe.said.length = 0;
    probe.opened.length = 0;
    probe.person.answer = () => undefined;
  });

  const settled = async () => {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  };

  /** Tabs whose command line answers as it is told; what it was asked stands in `asked`. */
  function tabs(answers: readonly unknown[], environments: ReadonlyMap<string, unknown> = new Map()) {
    const stub = new probe.StubTabs();
    const asked: string[] = [];
    const signals: AbortSignal[] = [];
    const left = [...answers];
    const line = {
      ask: async (
        command: readonly string[],
        args: readonly string[],
        schema: { parse: (given: unknown) => unknown },
        signal: AbortSignal,
      ) => {
        asked.push([...command, ...args].join(' '));
        signals.push(signal);
        const next = left.shift();
        if (next instanceof Error) throw next;
        await Promise.resolve();
        return { answer: schema.parse(await next), said: [] };
      },
    };
    let heard: () => void = () => undefined;
    const seen = { train: undefined as unknown };
    const watch = {
      of: () => seen.train,
      keep: () => undefined,
      follow: () => ({ dispose: () => undefined }),
      onDidChange: (hear: () => void) => {
        heard = hear;
        return { dispose: () => undefined };
      },
    };
    const sources = {
      ...{ extension: {}, calls: new probe.TrainCalls(line as never), watch, log: silentLog },
      ...{ clock: { now: () => 1_000 }, signal: new AbortController().signal },
      fleet: { snapshot: { cells: environments }, refresh: () => Promise.resolve() },
    } as unknown as TrainSources;
    const trains = new probe.TrainTabs(sources);
    const tab = () => stub.open()[0]!;
    const ready = () => tab().say({ kind: 'ready' });
    const last = (): ToPage & { kind: 'screen' } =>
      tab()
        .told.filter((one): one is ToPage & { kind: 'screen' } => (one as ToPage).kind === 'screen')
        .at(-1)!;
    const press = async (offer: string, shown = last().shown) => {
      tab().say({ kind: 'act', offer, shown });
      await settled();
    };
    return { trains, stub, asked, signals, ready, last, press, tab, seen, change: () => heard() };
  }

  const offers = ({ screen }: { screen: TrainScreen }) =>
    [...screen.offers.main, ...screen.offers.other].map((one) => one.id);

  it('opens what was shown, by its name, once a person says so there; and nothing that does not stand there', async () => {
    const page = tabs([made, report({ opened: [] }), report()]);
    page.trains.prepare(wish);
    page.ready();
    await settled();
    assert.deepEqual(page.asked, ['train plan --services cart,web -- dev test']);
    for (const offer of ['open', 'stop', 'back', 'propose', 'nonsense', 'decide skip cart ']) await page.press(offer);
    await page.press('start', page.last().shown - 1);
    assert.equal(page.asked.length, 1, 'of what was shown before, and of what is not there');
    await page.press('start');
    assert.equal(page.asked[1], `train start --expect ${id} --services cart,web -- dev test`);
    await page.press('start');
    assert.ok(page.asked.slice(2).every((command) => command.startsWith('train continue --dry-run')));
  });

  it('goes on as the look has shown that is drawn: a press for an older one does nothing', async () => {
    const page = tabs([opening('one'), report(), report()]);
    page.trains.show({ id, services: ['cart'] });
    page.ready();
    await settled();
    const before = page.last().shown;
    page.seen.train = { report: opening('two'), at: 2_000 };
    page.change();
    await page.press('open', before);
    assert.equal(page.asked.length, 1);
    await page.press('open');
    assert.equal(page.asked[1], `train continue --expect two --services cart -- ${id}`);
  });

  it('asks once more where an environment is protected', async () => {
    const guarded = new Map([['cart/test', { environment: { protected: true } }]]);
    const page = tabs([opening('one'), report(), report()], guarded);
    page.trains.show({ id, services: [] });
    page.ready();
    await settled();
    await page.press('open');
    assert.deepEqual([page.asked.length, probe.said.length], [1, 1]);
    probe.person.answer = (...question) => String(question.at(-1));
    await page.press('open');
    assert.equal(page.asked[1], `train continue --expect one -- ${id}`);
  });

  it('takes what a person says of a service into the next look, and back again; the one that writes has it, too', async () => {
    const closed = car('cart', {
      ...{ state: 'closed', pullRequest: { number: 7, url: 'https://git.example.com/7' } },
      decisions: [
        { kind: 'again', service: 'cart' },
        { kind: 'skip', service: 'cart' },
      ],
    });
    const stopped = report({ state: 'stopped' }, [closed, car('web', { state: 'later' })]);
    const again = { ...opening('three'), steps: [{ from: 'dev', to: 'test', waves: [[car('cart')], [car('web')]] }] };
    const page = tabs([stopped, again, stopped, again, report(), report()]);
    page.trains.show({ id, services: [] });
    page.ready();
    await settled();
    await page.press('link cart test');
    assert.deepEqual(probe.opened, ['https://git.example.com/7']);
    await page.press('decide again cart ');
    await page.press('decide again cart ');
    await page.press('decide again cart ');
    await page.press('open');
    assert.deepEqual(
      page.asked.slice(1, 5).map((command) => command.replace(` -- ${id}`, '')),
      [
        'train continue --dry-run --again cart',
        'train continue --dry-run',
        'train continue --dry-run --again cart',
        'train continue --expect three --again cart',
      ],
    );
  });

  it('what was stopped is resumed before anything can be said of its services', async () => {
    const halted = report({ state: 'halted' }, [
      car('cart', { state: 'closed', decisions: [{ kind: 'again', service: 'cart' }] }),
    ]);
    const page = tabs([halted, opening('four')]);
    page.trains.show({ id, services: [] });
    page.ready();
    await settled();
    assert.deepEqual(offers(page.last()), ['resume', 'look', 'back']);
    await page.press('decide again cart ');
    assert.equal(page.asked.length, 1);
    await page.press('resume');
    assert.equal(page.asked[1], `train continue --dry-run --resume -- ${id}`);
  });

  it('what writes goes on when the tab is closed, what reads ends; Stop ends either', async () => {
    const never = new Promise(() => undefined);
    const page = tabs([opening('one'), never]);
    page.trains.show({ id, services: [] });
    page.ready();
    await settled();
    await page.press('open');
    await page.press('open');
    assert.equal(page.asked.length, 2, 'one at a time');
    page.tab().dispose();
    assert.equal(page.signals[1]?.aborted, false);
    const other = tabs([never]);
    other.trains.show({ id, services: [] });
    other.ready();
    other.tab().dispose();
    assert.equal(other.signals[0]?.aborted, true);
    const third = tabs([opening('one'), never]);
    third.trains.show({ id, services: [] });
    third.ready();
    await settled();
    await third.press('open');
    await third.press('end');
    assert.equal(third.signals[1]?.aborted, true);
  });

  it('says on the page why nothing is known, and looks again where a person says so', async () => {
    const page = tabs([new probe.BranchlineError('x', probe.message('The forge is silent.')), made]);
    page.trains.prepare(wish);
    page.ready();
    await settled();
    assert.match(JSON.stringify(page.last().screen.standing), /could not be looked at.*The forge is silent/);
    await page.press('again');
    assert.deepEqual(offers(page.last()), ['start', 'again', 'close']);
  });

  it('texts of others are on one line, with nothing in them that is not seen', async () => {
    const page = tabs([made]);
    page.trains.prepare(wish);
    page.ready();
    await settled();
    assert.doesNotMatch(JSON.stringify(page.last().screen), /\\u202e|\\u0007|\u202e/);
    assert.match(JSON.stringify(page.last().screen), /<b>x<\/b>/, 'as text: the page draws it through the DOM');
  });

  it('what it asks for: a person before what can be opened, and nothing of what is through', () => {
    const moved = { service: 'web', from: 'dev', to: 'test', kind: 'moved' } as const;
    const both = { ...opening('x'), opened: [...opening('x').opened, moved] };
    const unread = report({ state: 'waiting' }, [car('cart', { state: 'unknown' })]);
    const gates = report({ opened: [{ ...moved, kind: 'gates' }] });
    const needs = [both, opening('x'), unread, gates, report({ state: 'done' }), report({ state: 'halted' })].map(
      probe.needOf,
    );
    assert.deepEqual(needs, ['decide', 'open', 'unknown', 'waits', 'done', 'halted']);
    const watched = [both, gates].map((one) => ({ id, services: [], report: one, need: probe.needOf(one), at: 0 }));
    assert.equal(probe.dueTrains(watched).length, 1, 'what waits for its gates asks for nobody');
    const item = new probe.TrainNode(watched[0]!).item(0);
    assert.match(
      String(item.accessibilityInformation?.label),
      /^Release train dev → test, A person has to decide, web moved/,
    );
  });
});
