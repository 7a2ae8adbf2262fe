import type { Cell, FleetProblem } from '../../core/fleet/state/snapshot';
import type { Observation } from '../../core/support/observation';
import type { Aspect } from '../words/aspect';
import { cellAspects, rewrittenAspect } from '../words/cell';
import { controllerAspect } from '../words/controller';

/** A fact in words, with when and where it was seen. */
export interface SeenAspect {
  readonly aspect: Aspect;
  readonly observed?: Observation | undefined;
}

/** All that is known of a cell itself, in the order in which it is told: what is wrong with the whole first. */
export function cellFacts(cell: Cell, trouble: FleetProblem | undefined): readonly SeenAspect[] {
  const aspects = cellAspects(cell, trouble);
  const rewritten = rewrittenAspect(cell);
  return [
    ...(rewritten ? [{ aspect: rewritten, observed: observedOf(cell.head) }] : []),
    ...(aspects.trouble ? [{ aspect: aspects.trouble, observed: trouble?.observed }] : []),
    { aspect: aspects.pipeline, observed: observedOf(cell.pipeline) },
    ...(aspects.connection ? [{ aspect: aspects.connection }] : []),
    { aspect: aspects.live, observed: observedOf(cell.live) },
    ...[cell.controller, cell.promoter].flatMap((state) =>
      state ? [{ aspect: controllerAspect(state), observed: observedOf(state) }] : [],
    ),
    { aspect: aspects.health, observed: observedOf(cell.health) },
    { aspect: aspects.drift, observed: observedOf(cell.drift) },
  ];
}

function observedOf({ observed }: { readonly observed?: Observation }): Observation | undefined {
  return observed;
}
