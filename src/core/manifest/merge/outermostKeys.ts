import { documentPrint, printOfStretches, StepPrint, stretchLength, stretchPrint } from './prints';
import type { Unit } from './units';

/** Units that follow each other in the order of what is said of them. */
interface UnitStretch {
  readonly units: readonly Unit[];
  readonly print: string;
}

/** Where the outermost keys of a document stand. */
export class OutermostKeys {
  private readonly steps: string[] = [];
  /** Of the unit that each of them stands in. */
  private readonly places: number[] = [];
  private readonly byStep = new Map<string, number>();
  private inOrder: readonly number[] | undefined;
  /** Of the version whose print was asked for last. */
  private stretches: readonly UnitStretch[] = [];

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

  /** As `documentPrint`, of units that have these keys. Where each has one, what they share with another version is not read again. */
  printOf(units: readonly Unit[]): string {
    if (units.length < 2 || this.byStep.size !== units.length)
      return documentPrint(units.flatMap(({ prints }) => prints).sort());
    const travelling = this.sorted.flatMap((place) => {
      const unit = units[place];
      return unit?.travels ? unit : [];
    });
    const before = this.stretches;
    this.stretches = Array.from({ length: Math.ceil(travelling.length / stretchLength) }, (_, at) => {
      const stretch = travelling.slice(at * stretchLength, (at + 1) * stretchLength);
      const kept = before[at];
      const isKept =
        kept?.units.length === stretch.length && stretch.every((unit, place) => unit === kept.units[place]);
      return isKept ? kept : { units: stretch, print: stretchPrint(stretch.flatMap(({ prints }) => prints)) };
    });
    return printOfStretches(this.stretches.map(({ print }) => print));
  }

  /** The places of the units, where each has one key, in the order of what `StepPrint` says of these. */
  private get sorted(): readonly number[] {
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

/** Those that were found last, as long as somebody has them: objects of a kind have the same. */
const recent: WeakRef<OutermostKeys>[] = [];
const known = new WeakMap<readonly Unit[], OutermostKeys>();

/** @param followed the units of another version, where one was looked for: most versions have the same keys */
export function keysOf(units: readonly Unit[], followed?: readonly Unit[]): OutermostKeys {
  if (!followed) return recentKeys(units);
  const before = known.get(followed);
  const keys = before && haveSameSteps(units, followed) ? before : recentKeys(units);
  known.set(units, keys);
  return keys;
}

function haveSameSteps(units: readonly Unit[], others: readonly Unit[]): boolean {
  const isSame = (unit: Unit, other: Unit | undefined) =>
    unit === other ||
    (unit.steps.length === other?.steps.length && unit.steps.every((step, at) => step === other.steps[at]));
  return units.length === others.length && units.every((unit, place) => isSame(unit, others[place]));
}

function recentKeys(units: readonly Unit[]): OutermostKeys {
  for (const kept of recent) {
    const keys = kept.deref();
    if (keys?.areIn(units)) return keys;
  }
  const keys = new OutermostKeys(units);
  recent.unshift(new WeakRef(keys));
  recent.splice(maxKept);
  return keys;
}
