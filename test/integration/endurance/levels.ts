import { setFlagsFromString } from 'node:v8';
import { setImmediate as turn } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { objectsRoom } from '../../../src/core/git/repository';
import { partsRoom } from '../../../src/core/manifest/merge/units';
import { printRoom } from '../../../src/core/promotion/content/content';

/** What this process holds at a moment at which nothing is under way. */
export interface Levels {
  readonly timers: number;
  readonly sockets: number;
  readonly children: number;
  readonly listeners: number;
  /** In use once all is collected that can be, without what the caches say that they keep: they fill up to their bounds. */
  readonly heapMb: number;
}

const resources = { timers: ['Timeout'], sockets: ['TCPSocketWrap', 'TLSWrap'], children: ['ProcessWrap'] };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const rooms = [objectsRoom, partsRoom, printRoom];

/** What is held now. */
export async function levelsNow(): Promise<Levels> {
  // What is called at the end of something that was collected may let go of more.
  for (let time = 0; time < 3; time += 1) {
    collect();
    await turn();
  }
  const kept = rooms.reduce((sum, { held }) => sum + held, 0);
  const active = process.getActiveResourcesInfo();
  const count = (names: readonly string[]) => active.filter((name) => names.includes(name)).length;
  return {
    timers: count(resources.timers),
    sockets: count(resources.sockets),
    children: count(resources.children),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    heapMb: (process.memoryUsage().heapUsed - kept) / 1_000_000,
  };
}
