import assert from 'node:assert/strict';
import { countOf, type ObjectDrift } from '../../../src/core/drift/report';
import { cellId, edgeId } from '../../../src/core/fleet/state/snapshot';
import type { CellFacts, EdgeFacts } from '../../../src/core/fleet/state/store';
import type { PullRequest } from '../../../src/core/forge/types';
import { systemClock } from '../../../src/core/support/clock';
import { message } from '../../../src/core/support/message';
import { aCommit, factsOfCell, now, unknown } from '../../bench/probes/boardFleet';
import type * as Probe from '../../bench/probes/cockpit';
import { loadWithStub } from '../../bench/probes/withStub';
import { aDrift, aFleet, aPullRequest, calm, observed } from './cockpitFleet';

describe('the cockpit', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/cockpit.ts')));

  it('rows of the tree begin with the version that runs, and end with the revision only where none is known', () => {
    const fleet = aFleet('web');
    fleet.cell('web', 'test', { ...calm, health: unknown('pending') });
    const tree = new probe.FleetTree({ ...systemClock, now: () => now });
    tree.show({ snapshot: fleet.store.snapshot, cells: new Set(), edges: new Set(), shape: true });
    const [service] = tree.getChildren();
    const rows = tree.getChildren(service).map((node) => tree.getTreeItem(node));
    assert.equal(rows[0]?.description, '1.0.0');
    assert.match(String(rows[0].accessibilityInformation?.label), /Version 1\.0\.0\.$/);
    assert.match(String(rows[1]?.description), /^[0-9a-f]{7} Release/);
  });

  it('a row of the tree says the tag of what runs, also where the revision happens to begin with it', () => {
    const fleet = aFleet('web');
    const deployment = aCommit(0x7abcdef);
    const health = { kind: 'known', verdict: 'healthy', observed } as const;
    const workload = { kind: 'Deployment', name: 'web', verdict: 'healthy' } as const;
    const runs = (...images: readonly string[]) => {
      const facts = {
        live: { kind: 'exact', deployment, observed },
        health: { ...health, workloads: [{ ...workload, images }] },
      };
      fleet.cell('web', 'dev', { ...calm, ...facts } as CellFacts);
      const cell = fleet.store.snapshot.cells.get('web/dev');
      assert.ok(cell);
      return probe.runningVersion(cell);
    };
    assert.equal(runs('shop/web:7'), '7');
    assert.equal(runs('shop/web:7abcdef'), '7abcdef');
    assert.equal(runs(), '');
  });

  it('a row that looks unknown, since a Secret may not be read, says so', () => {
    const fleet = aFleet('cart');
    const object = { apiVersion: 'v1', name: 'cart', fields: [] } as const;
    const objects = [
      { ...object, kind: 'Service', verdict: 'none' },
      { ...object, kind: 'Secret', verdict: 'unknown' },
    ] as const;
    const report = { objects, counts: countOf(objects), warnings: [] };
    const facts = { ...factsOfCell(0), drift: { kind: 'known', commit: aCommit(0).sha, report, observed } };
    fleet.cell('cart', 'dev', facts as CellFacts);
    const tree = new probe.FleetTree({ ...systemClock, now: () => now });
    tree.show({ snapshot: fleet.store.snapshot, cells: new Set(), edges: new Set(), shape: true });
    const [service] = tree.getChildren();
    assert.ok(service);
    const [cell] = tree.getChildren(service);
    assert.ok(cell);
    assert.match(String(tree.getTreeItem(service).description), /^dev 1 not compared$/);
    assert.match(String(tree.getTreeItem(cell).description), /^1\.0\.0 · 1 not compared$|1 not compared/);
  });

  it('what is held against a branch that could not be read is as it was last seen; what a cluster says by itself is as it is', () => {
    const fleet = aFleet('cart');
    const report = { objects: [], counts: countOf([]), warnings: [] };
    fleet.cell('cart', 'dev', { ...calm, drift: { kind: 'known', commit: aCommit(0).sha, report, observed } });
    const cell = fleet.store.snapshot.cells.get('cart/dev');
    assert.ok(cell?.live.kind === 'exact' && cell.connection.kind === 'live');
    const problem = { subject: 'cart', said: message('No answer.'), severity: 'error', observed } as const;
    const look = (of: ReturnType<typeof probe.cellAspects>) =>
      [of.live, of.drift, of.health].map(({ severity, label }) => `${severity}: ${/when last seen/.test(label)}`);
    assert.deepEqual(look(probe.cellAspects(cell, undefined)), ['fine: false', 'fine: false', 'fine: false']);
    assert.deepEqual(look(probe.cellAspects(cell, problem)), ['unknown: true', 'unknown: true', 'fine: false']);
  });

  it('the row of a service is not fine while it is not known what waits', () => {
    const row = (plan: EdgeFacts) => {
      const fleet = aFleet('cart');
      for (const id of fleet.store.snapshot.cells.keys()) fleet.store.updateCell(id, factsOfCell(0));
      fleet.store.updateEdge(edgeId('cart', 'test', 'stage'), plan);
      fleet.store.flush();
      const tree = new probe.FleetTree({ ...systemClock, now: () => now });
      tree.show({ snapshot: fleet.store.snapshot, cells: new Set(), edges: new Set(), shape: true });
      const [service] = tree.getChildren();
      assert.ok(service);
      const { description, accessibilityInformation } = tree.getTreeItem(service);
      return [description, accessibilityInformation?.label];
    };
    assert.deepEqual(row({}), ['', 'cart. Everything is as it should be.']);
    assert.deepEqual(row({ plan: unknown('pending') }), ['', 'cart. It is not known.']);
    assert.deepEqual(row({ plan: unknown('forbidden') }), ['forbidden → stage', 'cart. forbidden → stage']);
    assert.deepEqual(row({ plan: unknown('unjudged') }), ['cannot be judged', 'cart. cannot be judged']);
  });

  describe('the status bar', () => {
    const model = ({ store }: ReturnType<typeof aFleet>, at = now) =>
      probe.statusBarModel(store.snapshot, { watch: [], now: at, intervalMs: 600_000 });

    it('counts what was never looked at apart from what cannot be known', () => {
      const fleet = aFleet('cart');
      fleet.cell('cart', 'test', { ...calm, pipeline: unknown('pending') });
      fleet.cell('cart', 'prod', { ...calm, pipeline: unknown('notConfigured') });
      const { text, spoken } = model(fleet);
      assert.match(text, /\$\(question\) 1 \$\(ellipsis\) 1 \$\(pass\) 2$/);
      assert.match(spoken, /1 unknown, 1 not looked at yet/);
    });

    it('counts what is in conflict or on hold by its own words, as the row of the service does', () => {
      const fleet = aFleet('cart', 'web', 'payments');
      fleet.edge('cart', 1, 1); // pending
      fleet.edge('web', 2, 1); // in conflict
      fleet.edge('payments', 3, 1); // on hold
      assert.match(model(fleet).spoken, /1 in conflict, 1 on hold, 1 to promote/);
    });

    it('does not say of a pipeline that was skipped that it passed', () => {
      const fleet = aFleet('cart');
      const pipeline = {
        kind: 'known',
        commit: 'a'.repeat(40),
        verdict: 'skipped',
        inFlight: 'no',
        contexts: [],
        observed,
      };
      fleet.cell('cart', 'test', { ...calm, pipeline } as CellFacts);
      const { spoken, tooltip } = model(fleet);
      assert.match(spoken, /1 skipped, 3 passed$/);
      assert.match(tooltip, /1 skipped[^]*3 passed$/);
    });

    it('never shows what passed in the place of what is not known', () => {
      const fleet = aFleet('cart', 'web');
      fleet.cell('web', 'test', { ...calm, drift: aDrift });
      fleet.edge('cart', 1, 1);
      fleet.store.setProblem('web', { subject: 'web', said: unknown('unreachable').said, severity: 'error', observed });
      fleet.store.flush();
      assert.match(model(fleet).text, /\$\(debug-disconnect\) 4/);
      const old = model(aFleet('cart'), now + 86_400_000);
      assert.deepEqual([old.text, old.spoken], ['$(pulse) $(history) 4', 'Branchline pipelines: 4 stale']);
    });
  });

  describe('Open Pull Request', () => {
    const of = (number: number, state: PullRequest['state'] = 'open'): PullRequest => ({
      ...aPullRequest,
      number,
      state,
    });
    /** #7 ended, #8 is open; #9 brings newer images to dev. */
    const snapshot = () => {
      const { store } = aFleet('cart', 'web');
      const [ended, open, update] = [of(7, 'closed'), of(8), of(9)];
      store.updateEdge(edgeId('cart', 'dev', 'test'), {
        pullRequests: { kind: 'known', open: [open], ended: [ended], observed },
        proposals: [open, ended].map((pullRequest) => ({ kind: 'person', pullRequest })),
      });
      store.updateCell(cellId('cart', 'dev'), { openTowards: [update] });
      store.flush();
      return store.snapshot;
    };
    const edge = { edge: edgeId('cart', 'dev', 'test') };
    const numbers = (target: object, number?: number) =>
      probe
        .pullRequestsMeant(snapshot(), probe.targetsOf([target]), number)
        .map(({ pullRequest }) => pullRequest.number);

    it('opens the one whose number was given, also after it ended, and never another', () => {
      assert.deepEqual(numbers(edge, 7), [7]);
      assert.deepEqual(numbers(edge, 8), [8]);
      assert.deepEqual(numbers({ cell: cellId('cart', 'dev') }, 9), [9]);
      assert.throws(() => numbers(edge, 6), { code: 'pullRequest/unknown' });
      assert.throws(() => numbers({ edge: edgeId('web', 'dev', 'test') }, 8), { code: 'pullRequest/unknown' });
    });

    it('asks among the open ones where none was named', () => {
      assert.deepEqual(numbers(edge), [8]);
      assert.deepEqual(numbers({ cell: cellId('cart', 'dev') }), [8, 9]);
      assert.deepEqual(numbers({}), [8, 9]);
      assert.throws(() => numbers({ cell: cellId('web', 'dev') }), { code: 'pullRequest/none' });
    });
  });

  it('Ctrl+. offers on a line what its hover does, and of several fields says which', () => {
    const field = {
      path: 'spec.replicas',
      verdict: 'changed',
      desired: 5,
      live: 7,
    } as unknown as ObjectDrift['fields'][number];
    const object: ObjectDrift = {
      apiVersion: 'v1',
      kind: 'Deployment',
      name: 'cart',
      verdict: 'changed',
      fields: [field],
    };
    const place = { uri: 'file:///a.yaml', cell: cellId('cart', 'dev'), isReadOnly: false };
    const line = { line: 1, look: 'changed', text: '', fields: [field], object } as const;
    const titles = (...args: Parameters<typeof probe.actionsOn>) => probe.actionsOn(...args).map(({ title }) => title);
    assert.deepEqual(titles([line], place), ['Adopt the live value', 'Ignore this key here', 'Verify with the server']);
    assert.deepEqual(titles([line], { ...place, isReadOnly: true }), [
      'Ignore this key here',
      'Verify with the server',
    ]);
    assert.equal(titles([line, line], place)[0], 'Adopt the live value: spec.replicas');
    const secret = { ...line, object: { ...object, kind: 'Secret' } };
    assert.deepEqual(titles([secret], place), ['Ignore this key here']);
  });
});
