import type { Attention, Fleet } from './fleet';
import { ObservedFleet } from './observedFleet';
import { makeDependencies, type FleetOptions } from './makeDependencies';

/** Puts a fleet together. It does nothing until it has a catalog and somebody asks for a look. */
export function createFleet(options: FleetOptions): Fleet {
  let attention: Attention = { treeVisible: false, focused: true };
  const deps = makeDependencies(options, () => attention);
  return new ObservedFleet(deps, (next) => {
    attention = next;
  });
}
