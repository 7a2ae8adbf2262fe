import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countOf, type ObjectDrift } from '../../../src/core/drift/report';
import { cellId, edgeId } from '../../../src/core/fleet/state/snapshot';
import { FleetStore, type CellFacts, type EdgeFacts } from '../../../src/core/fleet/state/store';
import type { PullRequest } from '../../../src/core/forge/types';
import { systemClock } from '../../../src/core/support/clock';
import { aCommit, factsOfCell, factsOfEdge, fourStages, now, unknown } from '../../bench/probes/boardFleet';
import type * as Probe from '../../bench/probes/cockpit';
import { loadWithStub } from '../../bench/probes/withStub';
import { aCatalog } from '../fleet/builders';

const observed = { at: now, source: 'git.example.com' };
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();

/** Seed 0 is a cell of which all is known and well. */
const calm = { ...factsOfCell(0), drift: unknown('notConfigured') };

function aFleet(...names: readonly string[]) {
  const store = new FleetStore();
  store.setCatalog(aCatalog(...names.map(fourStages)));
  for (const id of store.snapshot.cells.keys()) store.updateCell(id, calm);
  for (const [id, edge] of store.snapshot.edges) store.updateEdge(id, factsOfEdge(edge, 0));
  store.flush();
  const cell = (service: string, environment: string, facts: CellFacts) => {
    store.updateCell(cellId(service, environment), facts);
    store.flush();
  };
  /** An edge in the nth state of `factsOfEdge`, with commits of that age. */
  const edge = (service: string, seed: number, hours: number) => {
    const id = edgeId(service, 'dev', 'test');
    const found = store.snapshot.edges.get(id);
    assert.ok(found);
    const { plan, ...more } = factsOfEdge(found, seed);
    assert.ok(plan?.kind === 'known');
    const commits = [{ commit: 'a'.repeat(40), subject: 'x', author: 'Ann', time: hoursAgo(hours) }];
    store.updateEdge(id, { ...more, plan: { ...plan, plan: { ...plan.plan, commits } } });
    store.flush();
  };
  return { store, cell, edge };
}

const objects = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', verdict: 'missing', fields: [] }] as const;
const aDrift = {
  kind: 'known',
  commit: 'a'.repeat(40),
  report: { objects, counts: countOf(objects), warnings: [] },
  observed,
} as const;

const aPullRequest: PullRequest = {
  ...{ number: 1, title: 'Promote cart', body: '', state: 'open', author: 'ann', mergeable: 'unknown' },
  head: { branch: 'dev', commit: 'a'.repeat(40) },
  base: { branch: 'test', commit: 'b'.repeat(40) },
  webUrl: 'https://git.example.com/pulls/1',
  updatedAt: hoursAgo(1),
};

const failing = (hours: number): CellFacts => ({
  ...calm,
  pipeline: {
    ...{ kind: 'known', commit: 'a'.repeat(40), verdict: 'failure', inFlight: 'no', observed },
    contexts: [{ name: 'e2e', verdict: 'failure', inFlight: 'no', description: '', updatedAt: hoursAgo(hours) }],
  },
});

describe('the cockpit', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/cockpit.ts')));
  const brief = ({ store }: ReturnType<typeof aFleet>) =>
    probe
      .attentionOf(store.snapshot, now)
      .map(({ kind, service, where, since }) =>
        [kind, service, where, since === undefined ? '?' : (now - since) / 3_600_000].join(' '),
      );

  it('has nothing to say of a calm fleet, nor of one that is not known', () => {
    assert.deepEqual(brief(aFleet('cart', 'web')), []);
    const store = new FleetStore();
    store.setCatalog(aCatalog(fourStages('cart')));
    store.flush();
    assert.deepEqual(probe.attentionOf(store.snapshot, now), []);
  });

  it('says what is gravest first, then what has waited longest', () => {
    const fleet = aFleet('cart', 'web', 'payments');
    fleet.edge('cart', 3, 5); // on hold
    fleet.edge('web', 2, 50); // in conflict
    fleet.cell('web', 'test', failing(2));
    fleet.cell('payments', 'prod', failing(9));
    assert.deepEqual(brief(fleet), [
      'failing payments prod 9',
      'failing web test 2',
      'conflict web dev → test 50',
      'hold cart dev → test 5',
    ]);
  });

  it('has each kind once a place, and every row leads to a place of the fleet, whatever is known', () => {
    const seed = fc.nat({ max: 5_000 });
    fc.assert(
      fc.property(fc.array(seed, { minLength: 4, maxLength: 4 }), (seeds) => {
        const { store } = aFleet('cart');
        [...store.snapshot.cells.keys()].forEach((id, at) => store.updateCell(id, factsOfCell(seeds[at] ?? 0)));
        [...store.snapshot.edges].forEach(([id, one], at) => store.updateEdge(id, factsOfEdge(one, seeds[at] ?? 0)));
        store.flush();
        const all = probe.attentionOf(store.snapshot, now);
        assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
        for (const one of all) {
          const { cells, edges } = probe.targetsOf([new probe.AttentionNode(one)]);
          assert.equal(cells.length + edges.length, 1);
          assert.ok(
            cells.every((id) => store.snapshot.cells.has(id)) && edges.every((id) => store.snapshot.edges.has(id)),
          );
          assert.ok(one.since === undefined || one.since <= now);
        }
      }),
    );
  });

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
