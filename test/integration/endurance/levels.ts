import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds at a moment at which nothing is under way. */
export interface Levels {
  readonly timers: number;
  readonly sockets: number;
  readonly children: number;
  readonly listeners: number;
  /** In use once all is collected that can be. */
  readonly heapMb: number;
}

const resources = { timers: ['Timeout'], sockets: ['TCPSocketWrap', 'TLSWrap'], children: ['ProcessWrap'] };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is held now. */
export function levelsNow(): Levels {
  for (let time = 0; time < 3; time += 1) collect();
  const active = process.getActiveResourcesInfo();
  const count = (names: readonly string[]) => active.filter((name) => names.includes(name)).length;
  return {
    timers: count(resources.timers),
    sockets: count(resources.sockets),
    children: count(resources.children),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    heapMb: process.memoryUsage().heapUsed / 1_000_000,
  };
}
