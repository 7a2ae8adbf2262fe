import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OwnProposal } from '../../../src/core/change/proposals/proposals';
import { cellId, edgeId, type FleetSnapshot } from '../../../src/core/fleet/state/snapshot';
import { FleetStore, type CellFacts, type EdgeFacts } from '../../../src/core/fleet/state/store';
import { aCommit, factsOfCell, factsOfEdge, fourStages, now, unknown } from '../../bench/probes/boardFleet';
import type * as Probe from '../../bench/probes/cockpit';
import { loadWithStub } from '../../bench/probes/withStub';
import { contributes } from '../contract/manifest';
import { aCatalog } from '../fleet/builders';
import { aFleet, aPullRequest, calm, failing, hoursAgo } from './cockpitFleet';

const dayMs = 86_400_000;
const calmWords = 'Nothing needs attention, as far as is known.';
const lateWords = 'Not all of the fleet is known as it is now: something may be missing here.';
const trouble = (subject: string) =>
  ({ subject, said: unknown('unreachable').said, severity: 'error', observed: { at: now, source: '' } }) as const;

/** One of ours that brings newer images, and what stands against it. */
const anUpdate = (number: number, ...stale: OwnProposal['stale']): OwnProposal => ({
  kind: 'update',
  pullRequest: { ...aPullRequest, number },
  record: { kind: 'update', service: 'cart', into: 'dev' },
  stale,
});

describe('what needs attention', () => {
  it('is told in one message, the gravest first, a few by name', () => {
    const fleet = aFleet('cart');
    fleet.cell('cart', 'dev', failing(1));
    const all = probe.attentionOf(fleet.store.snapshot, now);
    const { text, isGrave } = probe.noticeText([...all, ...all, ...all, ...all].slice(0, 4));
    assert.equal(text.split(' · ').length, 4, text);
    assert.match(text, /^cart in \w+: failing · .* · 1 more$/);
    assert.ok(isGrave);
  });

  it('has kinds, of each of which a person can ask to be told', () => {
    const items = contributes.configuration.properties['branchline.notifications.about']?.items;
    assert.deepEqual(items?.enum, [...probe.attentionKinds]);
    assert.deepEqual(
      items.enumDescriptions,
      probe.attentionKinds.map((kind) => `%attention.${kind}%`),
    );
  });

  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/cockpit.ts')));
  const brief = ({ store }: ReturnType<typeof aFleet>, at = now) =>
    probe
      .attentionOf(store.snapshot, at)
      .map(({ kind, service, where, since }) =>
        [kind, service, where, since === undefined ? '?' : (now - since) / 3_600_000].join(' '),
      );
  const rows = (snapshot: FleetSnapshot, at = now) =>
    probe.attentionOf(snapshot, at).map((one) => {
      const { description, accessibilityInformation } = new probe.AttentionNode(one).item(snapshot, at);
      return [String(description), accessibilityInformation?.label ?? ''] as const;
    });
  const head = (snapshot: FleetSnapshot, at = now) =>
    probe.attentionHead(snapshot, probe.attentionOf(snapshot, at).length, at);
  /** Something waits, its gates have passed, and nothing is open. */
  const ready = (fleet: ReturnType<typeof aFleet>, more: EdgeFacts = {}) => {
    const id = edgeId('cart', 'dev', 'test');
    const edge = fleet.store.snapshot.edges.get(id);
    assert.ok(edge);
    fleet.store.updateEdge(id, { ...factsOfEdge(edge, 1, aCommit(0).sha), ...more });
    fleet.store.flush();
    return fleet;
  };

  it('is nothing in a calm fleet, nor is anything listed of one that is not known', () => {
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

  it('says that nobody opened what is ready only where that is known, and lately', () => {
    assert.deepEqual(brief(ready(aFleet('cart'))), ['ready cart dev → test ?']);
    assert.deepEqual(brief(ready(aFleet('cart'), { pullRequests: unknown('unreachable') })), []);
    assert.deepEqual(brief(ready(aFleet('cart')), now + dayMs), []);
    const fleet = ready(aFleet('cart'));
    fleet.store.setProblem('cart', trouble('cart'));
    fleet.store.flush();
    assert.deepEqual(brief(fleet), []);
  });

  it('says what was seen before as what was seen before', () => {
    const fleet = aFleet('cart');
    const { cells } = fleet.store.snapshot;
    const { health } = cells.get(cellId('cart', 'test')) ?? {};
    assert.ok(health?.kind === 'known');
    const connection = { kind: 'stale', observed: health.observed, cause: unknown('unreachable') } as const;
    fleet.cell('cart', 'test', { connection, health: { ...health, verdict: 'degraded' } });
    fleet.cell('cart', 'dev', failing(2));
    const described = (at?: number) => rows(fleet.store.snapshot, at).map(([description]) => description);
    assert.deepEqual(described(), ['failing · dev · 2 h ago', 'unhealthy, when last seen · test']);
    fleet.store.setProblem('cart', trouble('cart'));
    fleet.store.flush();
    assert.equal(described()[0], 'failing, when last seen · dev · 2 h ago');
    assert.match(rows(fleet.store.snapshot)[0]?.[1] ?? '', /failing, when last seen.*When last seen: The pipeline/);
    fleet.store.setProblem('cart', undefined);
    fleet.store.flush();
    assert.equal(described(now + dayMs)[0], 'failing, when last seen · dev · 26 h ago');
  });

  it('lists what is out of date on no way, too, and each row opens the one that it names', () => {
    const fleet = aFleet('cart');
    const proposals = [anUpdate(7, 'conflict'), anUpdate(8, 'sourceAdvanced'), anUpdate(9)];
    fleet.cell('cart', 'dev', { proposals, openTowards: proposals.map(({ pullRequest }) => pullRequest) });
    const { snapshot } = fleet.store;
    assert.deepEqual(brief(fleet), ['stale cart dev 1']);
    const [row] = probe.attentionOf(snapshot, now).map((one) => new probe.AttentionNode(one));
    assert.ok(row);
    const { contextValue, command } = row.item(snapshot, now);
    assert.deepEqual([contextValue, command?.command], ['cell pullRequest', 'branchline.openPullRequest']);
    const meant = probe.pullRequestsMeant(snapshot, probe.targetsOf([row]), row.number);
    assert.deepEqual(
      meant.map(({ pullRequest }) => pullRequest.number),
      [7],
    );
  });

  it('is calm only where the whole fleet was looked at, and lately', () => {
    const { store } = aFleet('cart', 'web');
    assert.deepEqual(head(store.snapshot), { description: '0', message: calmWords });
    assert.deepEqual(head(store.snapshot, now + dayMs), { description: '', message: lateWords });
    const fresh = new FleetStore();
    assert.deepEqual(head(fresh.snapshot), { description: '', message: '' });
    fresh.setCatalog(aCatalog(fourStages('cart')));
    assert.deepEqual(head(fresh.snapshot), { description: '', message: lateWords });
    for (const [subject, message] of [
      ['web', lateWords],
      ['branchline.yaml', lateWords],
    ] as const) {
      store.setProblem(subject, trouble(subject));
      store.flush();
      assert.deepEqual(head(store.snapshot), { description: '', message });
      store.setProblem(subject, undefined);
    }
    const late: readonly CellFacts[] = [
      { head: unknown('pending') },
      { pipeline: unknown('unreachable') },
      { health: unknown('unauthorised') },
      { drift: unknown('invalid') },
      { connection: { kind: 'connecting' } },
    ];
    for (const facts of late) {
      const fleet = aFleet('cart');
      fleet.cell('cart', 'dev', facts);
      assert.equal(head(fleet.store.snapshot).message, lateWords, Object.keys(facts)[0]);
    }
    for (const facts of [{ plan: unknown('pending') }, { pullRequests: unknown('unreachable') }]) {
      const fleet = aFleet('cart');
      fleet.store.updateEdge(edgeId('cart', 'dev', 'test'), facts);
      fleet.store.flush();
      assert.equal(head(fleet.store.snapshot).message, lateWords, Object.keys(facts)[0]);
    }
    const blind = aFleet('cart');
    blind.cell('cart', 'dev', { ...calm, health: unknown('forbidden'), connection: unknown('notConfigured') });
    assert.equal(head(blind.store.snapshot).message, calmWords);
    const fleet = aFleet('cart', 'web');
    fleet.cell('cart', 'dev', failing(1));
    assert.deepEqual(head(fleet.store.snapshot), { description: '1', message: '' });
    fleet.cell('web', 'dev', { head: unknown('pending') });
    assert.deepEqual(head(fleet.store.snapshot), { description: '1', message: lateWords });
  });

  describe('whatever is known', () => {
    const seeds = fc.array(fc.nat({ max: 30_000 }), { minLength: 7, maxLength: 7 });
    const [early, late] = [now, now + dayMs];
    /** One of four, so that enough is left of which all is well. */
    const rarely = <T>(one: T, usual: T) => fc.constantFrom(usual, usual, usual, one);

    function check(law: (snapshot: FleetSnapshot, at: number) => void): void {
      fc.assert(
        fc.property(seeds, rarely(true, false), rarely(late, early), (some, isTroubled, at) => {
          const { store } = aFleet('cart');
          [...store.snapshot.cells.keys()].forEach((id, place) => store.updateCell(id, cellFacts(some[place] ?? 0)));
          store.flush();
          [...store.snapshot.edges.values()].forEach((edge, place) => {
            const source = store.snapshot.cells.get(cellId('cart', edge.from.name))?.pipeline;
            const commit = source?.kind === 'known' ? source.commit : undefined;
            store.updateEdge(edge.id, edgeFacts(factsOfEdge(edge, some[place + 4] ?? 0, commit), some[place] ?? 0));
          });
          if (isTroubled) store.setProblem('cart', trouble('cart'));
          store.flush();
          law(store.snapshot, at);
          store.dispose();
        }),
        { numRuns: 500 },
      );
    }

    it('each kind stands once a place, and every row leads to a place of the fleet', () => {
      const seen = new Set<string>();
      const timed = new Set<string>();
      check((snapshot, at) => {
        const all = probe.attentionOf(snapshot, at);
        assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
        for (const one of all) {
          const { cells, edges } = probe.targetsOf([new probe.AttentionNode(one)]);
          assert.equal(cells.length + edges.length, 1);
          assert.ok(cells.every((id) => snapshot.cells.has(id)) && edges.every((id) => snapshot.edges.has(id)));
          assert.ok(one.since === undefined || one.since <= now);
          seen.add(one.kind);
          if (one.since !== undefined) timed.add(one.kind);
        }
      });
      assert.deepEqual([...seen].sort(), [...probe.attentionKinds].sort());
      const untimed = ['brokenRollback', 'unhealthy', 'unjudged', 'uncompared'];
      assert.deepEqual([...timed].sort(), probe.attentionKinds.filter((kind) => !untimed.includes(kind)).sort());
    });

    it('what counts in the number on the icon has a row', () => {
      const alarms = ['failing', 'unhealthy', 'drifted', 'uncompared', 'unjudged'];
      check((snapshot, at) => {
        const places = probe.attentionOf(snapshot, at).flatMap(({ kind, target }) => {
          if (!alarms.includes(kind)) return [];
          if ('cell' in target) return [target.cell];
          const edge = snapshot.edges.get(target.edge);
          return edge ? [cellId(edge.service.name, edge.to.name)] : [];
        });
        assert.equal(new Set(places).size, probe.badgeOf(snapshot)?.value ?? 0);
      });
    });

    it('nothing that was only last seen is said as of now, and nothing is calm then', () => {
      check((snapshot, at) => {
        const all = probe.attentionOf(snapshot, at);
        const isLate = at === late || snapshot.problems.length > 0;
        if (isLate) {
          const ofForge = all.filter(({ kind, target }) => 'edge' in target || kind === 'failing' || kind === 'stale');
          assert.ok(!all.some(({ kind }) => kind === 'ready'));
          assert.ok(ofForge.every(({ isOld }) => isOld));
          assert.notEqual(probe.attentionHead(snapshot, all.length, at).message, calmWords);
        }
        const [place = 'Nowhere'] = all.filter(({ isOld }) => isOld).map(({ id }) => id);
        const [row] = all
          .filter(({ id }) => id === place)
          .map((one) => new probe.AttentionNode(one).item(snapshot, at));
        if (row) assert.match(String(row.description), /^[^·]*, when last seen/);
      });
    });
  });
});

/** Also with whatever has a time of its own, and pull requests on no way. */
function cellFacts(seed: number): CellFacts {
  const { pipeline, drift, ...facts } = factsOfCell(seed);
  const time = hoursAgo(seed % 50);
  assert.ok(pipeline && drift);
  const { verdict } = pipeline.kind === 'known' ? pipeline : { verdict: 'none' as const };
  const contexts = [{ name: 'e2e', verdict, inFlight: 'no', description: '', updatedAt: time }] as const;
  const fields = [{ path: 'spec.replicas', verdict: 'changed', since: time }] as const;
  const reported = drift.kind === 'known' ? drift.report.objects.map((object) => ({ ...object, fields })) : [];
  return {
    ...facts,
    pipeline: pipeline.kind === 'known' ? { ...pipeline, contexts } : pipeline,
    drift: drift.kind === 'known' ? { ...drift, report: { ...drift.report, objects: reported } } : drift,
    ...(seed % 7 === 3 ? { proposals: [anUpdate(seed, 'conflict')] } : {}),
  };
}

function edgeFacts({ plan, ...facts }: EdgeFacts, seed: number): EdgeFacts {
  assert.ok(plan);
  const time = hoursAgo(seed % 50);
  const { sha: commit } = aCommit(seed);
  const hotfixes = [{ path: 'deployment.yaml', key: ['spec'], commit, time }];
  const commits = [{ commit, subject: 'x', author: 'Ann', time }];
  return {
    ...facts,
    plan: plan.kind === 'known' ? { ...plan, plan: { ...plan.plan, hotfixes, commits } } : plan,
    ...(seed % 7 === 5 ? { proposals: [anUpdate(seed, 'targetMoved')] } : {}),
  };
}
