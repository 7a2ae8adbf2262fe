import { FleetCache } from '../../../src/core/fleet/state/cache';
import { FleetStore } from '../../../src/core/fleet/state/store';
import { systemClock } from '../../../src/core/support/clock';
import { silentLog } from '../../../src/core/support/log';
import { FleetTree } from '../../../src/ui/tree/fleetTree';
import { aCatalog, aService } from '../../unit/fleet/builders';

const catalog = aCatalog(...Array.from({ length: 1_000 }, (_, index) => aService(`service-${index}`)));

/** What a first paint reads: every cell with a head and a drift report, as an earlier session left it. */
export async function writeCache(file: string): Promise<void> {
  const store = new FleetStore();
  store.setCatalog(catalog);
  const cache = new FleetCache(file, store, silentLog, 0);
  const observed = { at: Date.now(), source: 'bench' };
  const somebody = { name: 'Ann', email: 'ann@example.com', time: '2026-01-01T00:00:00Z' };
  const commit = { sha: 'a'.repeat(40), tree: 'b'.repeat(40), parents: [], author: somebody, committer: somebody };
  for (const id of store.snapshot.cells.keys()) {
    store.updateCell(id, { head: { kind: 'known', commit: { ...commit, message: `Work on ${id}` }, observed } });
  }
  store.flush();
  await cache.written();
  cache.dispose();
  store.dispose();
}

/**
 * Keeps what is known of the whole fleet, with six objects in each cell.
 * @returns how long nothing else has its turn meanwhile, at the longest: in milliseconds
 */
export async function longestWaitOfKeeping(file: string): Promise<number> {
  const store = new FleetStore();
  store.setCatalog(catalog);
  const cache = new FleetCache(file, store, silentLog, 0);
  const observed = { at: Date.now(), source: 'bench' };
  const none = { invalid: 0, absent: 0, unknown: 0, changed: 0, missing: 0, masked: 0, extra: 0 };
  const counts = { ...none, orphan: 0, ignored: 0, managed: 0, none: 6 };
  for (const id of store.snapshot.cells.keys()) {
    const objects = Array.from({ length: 6 }, (_, index) => ({
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: id, name: `object-${index}` },
      ...{ verdict: 'none' as const, fields: [] },
    }));
    const report = { counts, warnings: [], objects };
    store.updateCell(id, { drift: { kind: 'known', commit: 'a'.repeat(40), observed, report } });
  }
  store.flush();
  let [isWritten, longestMs] = [false, 0];
  void cache.written().then(() => (isWritten = true));
  for (let last = performance.now(); !isWritten; last = performance.now()) {
    await new Promise(setImmediate);
    longestMs = Math.max(longestMs, performance.now() - last);
  }
  cache.dispose();
  store.dispose();
  return longestMs;
}

/** From an empty store to every row of the closed tree. @returns how many rows there are */
export async function paint(file: string): Promise<number> {
  const store = new FleetStore();
  const tree = new FleetTree(systemClock);
  store.onDidChange((change) => tree.show(change));
  store.setCatalog(catalog);
  await new FleetCache(file, store, silentLog).restore();
  store.flush();
  const rows = tree.getChildren().map((node) => tree.getTreeItem(node));
  store.dispose();
  return rows.length;
}
