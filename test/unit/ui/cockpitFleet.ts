import assert from 'node:assert/strict';
import { countOf } from '../../../src/core/drift/report';
import { cellId, edgeId } from '../../../src/core/fleet/state/snapshot';
import { FleetStore, type CellFacts } from '../../../src/core/fleet/state/store';
import type { PullRequest } from '../../../src/core/forge/types';
import { factsOfCell, factsOfEdge, fourStages, now, unknown } from '../../bench/probes/boardFleet';
import { aCatalog } from '../fleet/builders';

export const observed = { at: now, source: 'git.example.com' };
export const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();

/** Seed 0 is a cell of which all is known and well. */
export const calm = { ...factsOfCell(0), drift: unknown('notConfigured') };

/** Services of four stages of which all is known and well. */
export function aFleet(...names: readonly string[]) {
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
export const aDrift = {
  kind: 'known',
  commit: 'a'.repeat(40),
  report: { objects, counts: countOf(objects), warnings: [] },
  observed,
} as const;

export const aPullRequest: PullRequest = {
  ...{ number: 1, title: 'Promote cart', body: '', state: 'open', author: 'ann', mergeable: 'unknown' },
  head: { branch: 'dev', commit: 'a'.repeat(40) },
  base: { branch: 'test', commit: 'b'.repeat(40) },
  webUrl: 'https://git.example.com/pulls/1',
  updatedAt: hoursAgo(1),
};

export const failing = (hours: number): CellFacts => ({
  ...calm,
  pipeline: {
    ...{ kind: 'known', commit: 'a'.repeat(40), verdict: 'failure', inFlight: 'no', observed },
    contexts: [{ name: 'e2e', verdict: 'failure', inFlight: 'no', description: '', updatedAt: hoursAgo(hours) }],
  },
});
