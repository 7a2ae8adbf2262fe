import { StepPrint } from './prints';
import type { Unit } from './units';

/** Where the outermost keys of a document stand. */
export class OutermostKeys {
  private readonly steps: string[] = [];
  /** Of the unit that each of them stands in. */
  private readonly places: number[] = [];
  private readonly byStep = new Map<string, number>();
  private inOrder: readonly number[] | undefined;

  constructor(units: readonly Unit[]) {
    for (const [place, { steps }] of units.entries()) {
      for (const step of steps) {
        this.steps.push(step);
        this.places.push(place);
        this.byStep.set(step, place);
      }
    }
  }

  /** None stands there twice. */
  get isOnce(): boolean {
    return this.byStep.size === this.steps.length;
  }

  /** The place of the unit that has a key, by its `stepId`. */
  placeOf(step: string): number | undefined {
    return this.byStep.get(step);
  }

  /** The places of the units, where each has one key, in the order of what `StepPrint` says of these. */
  get sorted(): readonly number[] {
    this.inOrder ??= [...this.byStep]
      .map(([step, place]) => [new StepPrint(step).text, place] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, place]) => place);
    return this.inOrder;
  }

  areIn(units: readonly Unit[]): boolean {
    let at = 0;
    for (const [place, { steps }] of units.entries()) {
      for (const step of steps) {
        if (this.steps[at] !== step || this.places[at] !== place) return false;
        at += 1;
      }
    }
    return at === this.steps.length;
  }
}

/** As many as a file has kinds of documents. */
const maxKept = 8;

/** Those that were found last, as long as somebody has them: versions of a file, and objects of a kind, have the same. */
const recent: WeakRef<OutermostKeys>[] = [];

export function keysOf(units: readonly Unit[]): OutermostKeys {
  for (const kept of recent) {
    const keys = kept.deref();
    if (keys?.areIn(units)) return keys;
  }
  const keys = new OutermostKeys(units);
  recent.unshift(new WeakRef(keys));
  recent.splice(maxKept);
  return keys;
}
