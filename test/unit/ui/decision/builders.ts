import assert from 'node:assert/strict';
import type { PreparedChange } from '../../../../src/core/change/preparedChange';
import type { Proposal } from '../../../../src/core/change/proposals/proposals';
import type { Proposed } from '../../../../src/core/change/proposals/proposeCandidate';
import { cellId, edgeId } from '../../../../src/core/fleet/state/snapshot';
import { FleetStore, type CellFacts } from '../../../../src/core/fleet/state/store';
import { aCommit, factsOfCell, factsOfEdge } from '../../../bench/probes/boardFleet';
import { aCatalog, aService } from '../../fleet/builders';

const observed = { at: 0, source: 'git.example.com' };
export const [dev, test] = [aCommit(1), aCommit(2)];
export const image = {
  path: 'app.yaml',
  key: ['image'],
  change: 'changed',
  before: 'cart:2.10.0',
  after: 'cart:2.11.0',
};

/** A promotion of cart, as it is prepared on the heads of `aFleet`. */
export const aChange = (more: object = {}) =>
  ({
    ...{ kind: 'promotion', service: 'cart', repository: 'shop/cart', title: 'Promote', body: 'Text', notes: [] },
    ...{ version: { before: '2.10.0', now: '2.11.0' }, items: [{ ...image, reintroduced: false }], left: [] },
    ...{ collateral: [], owned: [], existing: [], protectedTarget: false, files: [], unreadable: [] },
    ...{ base: { branch: 'test', commit: test.sha }, rendered: { kind: 'plain' } },
    head: { branch: 'promote/dev-to-test/x', commit: 'c'.repeat(40), tree: 'd'.repeat(40) },
    plan: {
      ...{ edge: { from: 'dev', to: 'test' }, source: { branch: 'dev', commit: dev.sha } },
      ...{ baseline: { commit: null, rung: 'none' }, conflicts: [], hotfixes: [], commits: [], notes: [] },
    },
    candidate: {
      heads: new Map([
        ['dev', dev.sha],
        ['test', test.sha],
      ]),
    },
    ...more,
  }) as unknown as PreparedChange;

/** What a pipeline said of a commit. */
export const ran = (verdict: 'success' | 'failure', commit = dev.sha): CellFacts => ({
  pipeline: { kind: 'known', commit, verdict, inFlight: 'no', contexts: [], observed },
});

/** One of ours that takes the promotion, or another change by its branch. */
export const ours = (number: number, commit: string, kind = 'ours', branch = 'promote/dev-to-test/x') =>
  ({
    kind,
    stale: [],
    record: { version: '2.10.0' },
    pullRequest: {
      number,
      title: 'Promote cart',
      body: '',
      author: 'ann',
      state: 'open',
      head: { branch, commit },
      base: { branch: 'test' },
    },
  }) as unknown as Proposal & { readonly kind: 'update' };

/** A fleet in which the dev of cart has passed. */
export function aFleet() {
  const store = new FleetStore();
  store.setCatalog(aCatalog(aService('cart'), aService('web')));
  const say = (branch: string, facts: CellFacts) => {
    store.updateCell(cellId('cart', branch), facts);
    store.flush();
  };
  const move = (branch: string, commit: typeof dev) => {
    say(branch, { ...factsOfCell(0), ...ran('success', commit.sha), head: { kind: 'known', commit, observed } });
  };
  /** Says which of ours are open on the way of the promotion. */
  const propose = (...numbers: readonly (readonly [number: number, commit: string])[]) => {
    const edge = store.snapshot.edges.get(edgeId('cart', 'dev', 'test'));
    assert.ok(edge);
    const proposals = numbers.map(([number, commit]) => ours(number, commit));
    const open = proposals.map(({ pullRequest }) => pullRequest);
    store.updateEdge(edge.id, {
      ...factsOfEdge(edge, 0),
      proposals,
      pullRequests: { kind: 'known', open, observed },
    });
    store.flush();
  };
  move('dev', dev);
  move('test', test);
  return { store, move, say, propose };
}

/** What comes of one that was opened. */
export const proposed = {
  ...{ action: 'created', branch: 'promote/x', superseded: [], alsoOpen: [] },
  pullRequest: { number: 7, webUrl: 'https://git.example.com/7' },
} as unknown as Proposed;
