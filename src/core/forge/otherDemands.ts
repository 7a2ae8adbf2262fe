import type { LandingDemands } from './types';

/** Demands that are told by their names alone; nothing where there are none. */
export function named(names: readonly string[]): Pick<LandingDemands, 'others'> {
  return names.length === 0 ? {} : { others: [...new Set(names)] };
}
