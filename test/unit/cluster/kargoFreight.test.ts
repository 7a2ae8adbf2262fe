import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gatesAt, gitopsStatuses } from '../../../src/core/cluster/gitops';
import type { LiveObject } from '../../../src/core/cluster/live';
import { goDurationMs } from '../../../src/core/support/goDuration';
import { live } from './builders';
import { published } from './published';

const url = 'https://git.example.com/gitops/cart.git';
const origin = { kind: 'Warehouse', name: 'cart' };
const since = '2026-01-01T00:00:00Z';
const at = (hours: number) => Date.parse(since) + hours * 3_600_000;

function ofKargo(kind: string, name: string, body: object, namespace = 'kargo-cart'): LiveObject {
  const { metadata, ...object } = live(kind, name, { ...body });
  const own = namespace === '' ? {} : { namespace };
  return {
    ...object,
    apiVersion: 'kargo.akuity.io/v1alpha1',
    metadata: { name, uid: metadata.uid!, generation: 1, ...own },
  };
}

const clone = { uses: 'git-clone', config: { repoURL: url, checkout: [{ branch: 'prod', path: './out' }] } };
const push = { uses: 'git-push', config: { path: './out' } };
const prod = (sources: object, steps: object[] = [clone, push], vars: object[] = []) =>
  published(
    ofKargo('Stage', 'prod', {
      spec: { vars, requestedFreight: [{ origin, sources }], promotionTemplate: { spec: { steps } } },
      status: { observedGeneration: 1 },
    }),
  );
const before = (name: string, freight: string) =>
  published(
    ofKargo('Stage', name, {
      spec: { requestedFreight: [{ origin, sources: { direct: true } }] },
      status: { observedGeneration: 1, freightHistory: [{ id: 'x', items: { 'Warehouse/cart': { name: freight } } }] },
    }),
  );

function freight(name: string, status: object, discoveredAt = since): LiveObject {
  const object = ofKargo('Freight', name, {});
  const commits = [{ repoURL: url, id: 'a'.repeat(40), branch: 'main' }];
  const images = [{ repoURL: 'ghcr.io/shop/cart', tag: '2.0.0' }];
  return published({ ...object, ...{ origin, commits, images, alias: 'wonky-wombat', discoveredAt, status } });
}

function moveOf(now: number, ...objects: LiveObject[]) {
  const found = gitopsStatuses(objects).find(({ source, follows }) => source === 'kargo' && follows === 'prod');
  return found && gatesAt(found, now).move;
}
const kinds = (move: ReturnType<typeof moveOf>) => move?.gates.map(({ kind }) => kind);

describe('the freight of Kargo', () => {
  it('is told by what itself says: verified, and what it brings', () => {
    const move = moveOf(
      0,
      prod({ stages: ['test'] }),
      before('test', 'f1'),
      freight('f1', { verifiedIn: { test: {} } }),
    );
    assert.deepEqual(move?.gates, [{ name: 'Stage test', kind: 'passed', said: 'freight f1 is verified' }]);
    assert.deepEqual(move.freight?.brings, [`${url} aaaaaaaaaa (main)`, 'ghcr.io/shop/cart:2.0.0']);
    assert.deepEqual([move.freight.alias, move.uid], ['wonky-wombat', 'uid-Stage-prod']);
    assert.match(move.command ?? '', /--freight=f1 /);
    const open = moveOf(0, prod({ stages: ['test'] }), before('test', 'f1'), freight('f1', {}));
    assert.deepEqual(open?.gates, [
      { name: 'Stage test', kind: 'notPassed', said: 'freight f1 is not verified there' },
    ]);
  });

  it('soaks for as long as is asked for, and has soaked by time alone', () => {
    const soaking = { verifiedIn: { test: { verifiedAt: since } }, currentlyIn: { test: { since } } };
    const objects = [
      prod({ stages: ['test'], requiredSoakTime: '1h30m0s' }),
      before('test', 'f1'),
      freight('f1', soaking),
    ];
    const early = moveOf(at(1.4), ...objects);
    assert.deepEqual(kinds(early), ['notPassed']);
    assert.match(early?.gates[0]?.said ?? '', /1h30m0s are asked for there: until 2026-01-01T01:30:00\.000Z/);
    assert.deepEqual(kinds(moveOf(at(1.5), ...objects)), ['passed']);
  });

  it('has soaked by the longest time that it was there, and not by a shorter one', () => {
    const was = (longestSoak: string) => freight('f1', { verifiedIn: { test: { longestSoak } } });
    const asking = [prod({ stages: ['test'], requiredSoakTime: '1h' }), before('test', 'f1')];
    assert.deepEqual(kinds(moveOf(0, ...asking, was('1h0m0s'))), ['passed']);
    const short = moveOf(at(99), ...asking, was('59m59.9s'));
    assert.deepEqual(kinds(short), ['notPassed']);
    assert.match(short?.gates[0]?.said ?? '', /it is there no more/);
  });

  it('counts a soak only where it is verified', () => {
    const unverified = freight('f1', { currentlyIn: { test: { since } } });
    const move = moveOf(at(99), prod({ stages: ['test'], requiredSoakTime: '1h' }), before('test', 'f1'), unverified);
    assert.deepEqual(kinds(move), ['notPassed']);
  });

  it('goes by a person’s approval for this Stage alone', () => {
    const hotfix = freight('hot', { approvedFor: { prod: { approvedAt: since } } });
    const waiting = [prod({ stages: ['test'] }), before('test', 'f1'), freight('f1', {})];
    const move = moveOf(0, ...waiting, hotfix);
    assert.deepEqual([kinds(move), move?.freight?.name], [['passed'], 'hot']);
    assert.match(
      move?.gates[0]?.said ?? '',
      /approved by hand for prod \(2026-01-01T00:00:00Z\); Stage test: freight f1 is not/,
    );
    assert.deepEqual(kinds(moveOf(0, ...waiting, freight('hot', { approvedFor: { test: {} } }))), ['notPassed']);
    const there = freight('hot', { approvedFor: { prod: {} }, currentlyIn: { prod: { since } } });
    assert.deepEqual(kinds(moveOf(0, ...waiting, there)), ['notPassed'], 'it is there already');
  });

  it('is the same in all Stages before where all are asked for', () => {
    const stages = [before('test', 'f1'), before('qa', 'f2')];
    const all = prod({ stages: ['test', 'qa'], availabilityStrategy: 'All' });
    const apart = [freight('f1', { verifiedIn: { test: {} } }), freight('f2', { verifiedIn: { qa: {} } })];
    assert.ok(kinds(moveOf(0, all, ...stages, ...apart))?.includes('notPassed'));
    const both = freight('f1', { verifiedIn: { test: {}, qa: {} } });
    assert.deepEqual(kinds(moveOf(0, all, ...stages, both)), ['passed', 'passed']);
    assert.deepEqual(kinds(moveOf(0, prod({ stages: ['test', 'qa'] }), ...stages, ...apart)), ['passed']);
  });

  it('is the newest of the Warehouse where it comes straight from there', () => {
    const move = moveOf(0, prod({ direct: true }), freight('old', {}), freight('new', {}, '2026-02-01T00:00:00Z'));
    assert.deepEqual([move?.freight?.name, move?.gates], ['new', []]);
  });

  it('is that of its own project and Warehouse alone', () => {
    const other = { ...freight('f1', { verifiedIn: { test: {} } }), metadata: { name: 'f1', namespace: 'kargo-web' } };
    const move = moveOf(0, prod({ stages: ['test'] }), before('test', 'f1'), other);
    assert.equal(move?.freight, undefined);
    assert.deepEqual(kinds(move), ['unknown']);
  });
});

describe('a task of Kargo', () => {
  const task = (vars: object[], steps: object[], kind = 'PromotionTask') =>
    published(ofKargo(kind, 'push', { spec: { vars, steps } }, kind === 'PromotionTask' ? 'kargo-cart' : ''));
  const steps = [
    { uses: 'git-clone', config: { repoURL: url, checkout: [{ branch: 'main', path: './out' }] } },
    { uses: 'git-push', config: { path: './out', targetBranch: '${{ vars.branch }}' } },
  ];
  const by = (own: object, vars: object[] = []) => prod({ direct: true }, [{ task: { name: 'push' }, ...own }], vars);
  const pushed = (...objects: LiveObject[]) =>
    gitopsStatuses(objects)
      .filter(({ source }) => source === 'kargo')
      .map(({ repository, follows }) => [repository, follows]);
  const variable = (value: string) => ({ name: 'branch', value });

  it('is read for what it pushes: by the step’s own variables, else by its defaults', () => {
    const defaults = task([variable('prod')], steps);
    assert.deepEqual(pushed(by({}), defaults), [[url, 'prod']]);
    assert.deepEqual(pushed(by({ vars: [variable('test')] }), defaults), [[url, 'test']]);
    const kind = 'ClusterPromotionTask';
    assert.deepEqual(pushed(by({ task: { name: 'push', kind } }), task([variable('live')], steps, kind)), [
      [url, 'live'],
    ]);
  });

  it('may push anything where it cannot be read, or where it is not told which value counts', () => {
    assert.deepEqual(pushed(by({})), [[undefined, undefined]]);
    const elsewhere = { ...task([variable('prod')], steps), metadata: { name: 'push', namespace: 'kargo-web' } };
    assert.deepEqual(pushed(by({}), elsewhere), [[undefined, undefined]]);
    assert.deepEqual(pushed(by({}, [variable('test')]), task([variable('prod')], steps)), [[url, undefined]]);
  });
});

describe('a length of time as Go writes it', () => {
  it('is read as it is written, and nothing else is', () => {
    const ms = (text: string) => goDurationMs(text);
    assert.deepEqual(
      ['1h30m0s', '0s', '1.5h', '250ms', '0', '72h0m0.5s'].map(ms),
      [5_400_000, 0, 5_400_000, 250, 0, 259_200_500],
    );
    assert.deepEqual(
      ['', '1', 'h', '-1h', '1h ', '1d', '1hm'].map(ms),
      Array.from({ length: 7 }, () => undefined),
    );
  });

  it('is the sum of its parts', () =>
    fc.assert(
      fc.property(fc.nat(99), fc.nat(59), fc.nat(59), (h, m, s) => {
        assert.equal(goDurationMs(`${h}h${m}m${s}s`), ((h * 60 + m) * 60 + s) * 1_000);
      }),
    ));
});
