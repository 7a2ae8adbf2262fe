import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalog } from '../../../src/core/catalog/load';
import { Clusters } from '../../../src/core/cluster/clusters';
import { loadKubeconfig } from '../../../src/core/cluster/kubeconfig';
import { createFleet } from '../../../src/core/fleet/createFleet';
import type { Fleet } from '../../../src/core/fleet/fleet';
import type { FleetSnapshot } from '../../../src/core/fleet/state/snapshot';
import { silentLog } from '../../../src/core/support/log';
import type { Expected, Scale } from '../../lab/real/scale';

const patienceMs = 30 * 60_000; // on a machine that has much else to do

export const never = new AbortController().signal;

export interface ScaleFleet {
  readonly fleet: Fleet;
  /** Resolves with the first snapshot that is as wanted. */
  until(isSo: (snapshot: FleetSnapshot) => boolean): Promise<FleetSnapshot>;
  dispose(): Promise<void>;
}

/** A fleet as one person's editor has it on a machine where nothing is kept yet. It has no catalog so far. */
export async function openFleet({ kubeconfigs, developer }: Scale): Promise<ScaleFleet> {
  const storage = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
  const fleet = createFleet({
    storage,
    memory: storage,
    tokens: { token: () => Promise.resolve({ value: developer.token, source: 'environment' }) },
    forges: {},
    clusters: new Clusters({ kubeconfig: () => loadKubeconfig([kubeconfigs.reader]), trusted: () => true }),
    online: true,
    log: silentLog,
  });
  return {
    fleet,
    until: (isSo) => until(fleet, isSo),
    dispose: async () => {
      fleet.dispose();
      await rm(storage, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

export async function catalogAt(file: string) {
  const parsed = await loadCatalog(file, never);
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed));
  return parsed.catalog;
}

/** One service of which somebody could act on what is told: all of its cells and edges have an answer. */
export function hasUsefulRow({ cells, edges }: FleetSnapshot): boolean {
  const open = new Set<string>();
  for (const { service, head, pipeline, drift } of cells.values()) {
    if ([head, pipeline, drift].some(({ kind }) => kind === 'unknown')) open.add(service.name);
  }
  for (const { service, plan } of edges.values()) if (plan.kind === 'unknown') open.add(service.name);
  return [...cells.values()].some(({ service }) => !open.has(service.name));
}

/** Every head, pipeline, plan, pull request, drift and live revision has an answer. */
export function isWhole({ cells, edges }: FleetSnapshot): boolean {
  const isOpen = (fact: { readonly kind: string }) => fact.kind === 'unknown';
  return (
    cells.size > 0 &&
    [...cells.values()].every(({ head, pipeline, drift }) => ![head, pipeline, drift].some(isOpen)) &&
    [...edges.values()].every(({ plan, pullRequests }) => ![plan, pullRequests].some(isOpen))
  );
}

/** A figure for a wrong answer is worth nothing. */
export function assertTrue({ cells, edges }: FleetSnapshot, expected: Expected): void {
  const reports = [...cells.values()].flatMap(({ drift }) => (drift.kind === 'known' ? [drift.report.counts] : []));
  const sum = (verdict: keyof (typeof reports)[number]) =>
    reports.reduce((total, counts) => total + counts[verdict], 0);
  const drifted = Object.values(expected.drifts).reduce((total, count) => total + count, 0);
  assert.deepEqual(
    {
      cells: cells.size,
      inSync: sum('none') + sum('managed'),
      drifts: {
        changed: sum('changed'),
        missing: sum('missing'),
        extra: sum('extra'),
        masked: sum('masked'),
        absent: sum('absent'),
      },
      doubtful: sum('unknown') + sum('invalid') + sum('orphan'),
      failing: [...cells.values()].filter(({ pipeline }) => pipeline.kind === 'known' && pipeline.verdict === 'failure')
        .length,
      pending: [...edges.values()].filter(({ plan }) => plan.kind === 'known' && plan.plan.state === 'pending').length,
      inSyncEdges: [...edges.values()].filter(({ plan }) => plan.kind === 'known' && plan.plan.state === 'inSync')
        .length,
    },
    {
      cells: expected.cells,
      inSync: expected.objects - drifted,
      drifts: expected.drifts,
      doubtful: 0,
      failing: expected.failing,
      pending: expected.pending,
      inSyncEdges: edges.size - expected.pending,
    },
  );
}

function until(fleet: Fleet, isSo: (snapshot: FleetSnapshot) => boolean): Promise<FleetSnapshot> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      listening.dispose();
    };
    const look = () => {
      if (!isSo(fleet.snapshot)) return;
      end();
      resolve(fleet.snapshot);
    };
    const listening = fleet.onDidChange(look);
    const timer = setTimeout(() => {
      end();
      reject(new Error('The fleet did not come to what was waited for'));
    }, patienceMs);
    look();
  });
}
