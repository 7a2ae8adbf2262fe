import assert from 'node:assert/strict';
import type { Past, PastPages } from '../../../../src/core/fleet/past';
import { cellId, type CellId } from '../../../../src/core/fleet/state/snapshot';
import { BranchlineError } from '../../../../src/core/support/errors';
import { silentLog } from '../../../../src/core/support/log';
import { message } from '../../../../src/core/support/message';
import type * as Probe from '../../../bench/probes/past';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aFleet } from '../cockpitFleet';
import { aRow, hour, now } from './builders';

/** The past of services of which each environment has this many deployments; `head` tells which the newest is. */
class MadePast {
  readonly opened: string[] = [];
  readonly signals: AbortSignal[] = [];
  isDown = false;
  head = 'a'.repeat(40);

  constructor(private readonly count: number) {}

  pages(service: string, environment: string, signal: AbortSignal): Promise<PastPages> {
    this.opened.push(cellId(service, environment));
    this.signals.push(signal);
    if (this.isDown) return Promise.reject(new BranchlineError('git/unreachable', message('It does not answer.')));
    const commits = [this.head, ...Array.from({ length: this.count - 1 }, (_, at) => String(at).padStart(40, '0'))];
    let read = 0;
    const next = (count: number) => {
      const page = commits.slice(read, read + count);
      read += page.length;
      return Promise.resolve(page.map((commit, at) => aRow({ commit, at: now - at * hour }).deployment));
    };
    return Promise.resolve({ head: this.head, count: this.count, isCut: false, next });
  }

  readonly versions: Past['versions'] = () => Promise.resolve(new Map<string, string>());
  readonly verdicts: Past['verdicts'] = () => this.answered.then(() => ({ verdicts: new Map(), failure: undefined }));
  answered = Promise.resolve();
}

describe('the view of the history', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/past.ts')));

  const fleet = aFleet('cart', 'web').store;

  function aView(past: MadePast, kept = new Map<string, unknown>(), snapshot = fleet.snapshot) {
    const memory = {
      keys: () => [...kept.keys()],
      get: (key: string) => kept.get(key) as undefined,
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
    const view = new probe.HistoryView({
      fleet: { past: past as unknown as Past, snapshot },
      ...{ memory, clock: { now: () => now }, log: silentLog, signal: new AbortController().signal },
    });
    const head = () => probe.views.at(-1);
    return { view, head, kept, snapshot };
  }
  const [cart, web]: readonly CellId[] = ['cart/dev', 'web/dev'];
  assert.ok(cart && web);

  it('reads nothing before it is drawn, and then once', async () => {
    const past = new MadePast(60);
    const { view, head } = aView(past);
    assert.match(head()?.message ?? '', /Choose a service/);
    view.follow(cart);
    assert.deepEqual(past.opened, []);
    assert.equal((await view.getChildren()).length, 26);
    assert.equal((await view.getChildren()).length, 26);
    assert.deepEqual([past.opened, head()?.description], [['cart/dev'], 'cart · dev']);
    await view.more();
    assert.equal((await view.getChildren()).length, 51);
  });

  it('follows what is looked at, and leaves what it read for something else', async () => {
    const past = new MadePast(3);
    const { view } = aView(past);
    view.follow(cart);
    await view.getChildren();
    view.follow(web);
    assert.equal(past.signals[0]?.aborted, true);
    await view.getChildren();
    assert.deepEqual(past.opened, ['cart/dev', 'web/dev']);
  });

  it('stays where it was pinned, also in the next session, unless a person asks for something else', async () => {
    const past = new MadePast(3);
    const { view, kept } = aView(past);
    view.follow(cart);
    await view.pin(true);
    view.follow(web);
    assert.equal(view.shows, cart);
    const next = aView(past, kept).view;
    assert.equal(next.shows, cart);
    next.follow(web);
    assert.equal(next.shows, cart);
    await next.show(web);
    assert.equal(next.shows, web);
    await next.pin(false);
    assert.equal(aView(past, kept).view.shows, undefined);
  });

  it('says why it could not be read, and tries again when it is asked for again', async () => {
    const past = new MadePast(3);
    past.isDown = true;
    const { view, head } = aView(past);
    view.follow(cart);
    assert.deepEqual(await view.getChildren(), []);
    assert.match(head()?.message ?? '', /does not answer/);
    past.isDown = false;
    await view.show(cart);
    assert.equal((await view.getChildren()).length, 3);
    assert.equal(head()?.message, '');
  });

  it('is read anew when its branch moves, with as many rows, and only then', async () => {
    const past = new MadePast(80);
    const { view, snapshot } = aView(past);
    const cell = snapshot.cells.get(cart);
    assert.ok(cell?.head.kind === 'known');
    past.head = cell.head.commit.sha;
    view.follow(cart);
    await view.getChildren();
    await view.more();
    view.update(snapshot);
    await view.getChildren();
    assert.equal(past.opened.length, 1);
    past.head = 'f'.repeat(40);
    const moved = { ...cell, head: { ...cell.head, commit: { ...cell.head.commit, sha: past.head } } };
    view.update({ ...snapshot, cells: new Map([[cart, moved]]) });
    assert.equal((await view.getChildren()).length, 51);
    assert.equal(past.opened.length, 2);
  });

  it('reads nothing of what is passed by', async () => {
    const past = new MadePast(3);
    const { view } = aView(past);
    view.follow(cart);
    const passed = view.getChildren();
    view.follow(web);
    assert.deepEqual(await passed, []);
    assert.equal((await view.getChildren()).length, 3);
    assert.deepEqual(past.opened, ['web/dev']);
  });

  it('goes on with what is being read when the fleet tells something else', async () => {
    const past = new MadePast(3);
    const { view, snapshot } = aView(past);
    view.follow(cart);
    await view.getChildren();
    const head = snapshot.cells.get(web)?.head;
    assert.ok(head?.kind === 'known');
    past.head = head.commit.sha;
    await Promise.all([view.show(web), view.getChildren(), Promise.resolve().then(() => view.update(snapshot))]);
    await view.getChildren();
    assert.deepEqual(past.opened, ['cart/dev', 'web/dev']);
  });

  it('ends what is under way when it is hidden, and reads again when it is shown', async () => {
    const past = new MadePast(3);
    const { view, head } = aView(past);
    let answer: () => void = () => undefined;
    past.answered = new Promise((resolve) => (answer = resolve));
    view.follow(cart);
    await view.getChildren();
    head()?.turn(false);
    assert.equal(past.signals[0]?.aborted, true);
    answer();
    head()?.turn(true);
    assert.equal((await view.getChildren()).length, 3);
    assert.equal(past.opened.length, 2);
  });

  it('says that its branch is gone, and stands nowhere', async () => {
    const past = new MadePast(3);
    const { view, snapshot } = aView(past);
    const cell = snapshot.cells.get(cart);
    assert.ok(cell?.head.kind === 'known');
    past.head = cell.head.commit.sha;
    view.follow(cart);
    await view.getChildren();
    const missing = { kind: 'unknown', reason: 'missing', said: message('No branch.') } as const;
    view.update({ ...snapshot, cells: new Map([[cart, { ...cell, head: missing }]]) });
    await view.getChildren();
    assert.equal(past.opened.length, 2, 'it is read anew');
  });

  it('of an earlier session waits for the catalog, and says no service is gone', async () => {
    const past = new MadePast(3);
    const kept = new Map<string, unknown>([
      ['branchline.historyPinned', true],
      ['branchline.historyCell', cart],
    ]);
    const { view, head } = aView(past, kept, { ...fleet.snapshot, catalog: undefined });
    assert.deepEqual([await view.getChildren(), past.opened], [[], []]);
    assert.match(head()?.message ?? '', /catalog is being read/);
  });
});
