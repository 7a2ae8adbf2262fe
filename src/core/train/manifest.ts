import type { Sha } from '../support/sha';

/** What one step of the way was seen to give: on what it stands, and the tree that the target has afterwards. */
export interface TrainStep {
  /** The head of the target, when it was looked at. */
  readonly base: Sha;
  readonly tree: Sha;
}

/** A service of a train, as a person saw it before anything was opened. */
export interface TrainCar {
  readonly service: string;
  /** The commit of the first environment that is promoted. */
  readonly source: Sha;
  /** One for each step of the way. What a later one comes from is what the one before it landed. */
  readonly steps: readonly TrainStep[];
}

/**
 * What a train is: everything that whoever goes on with it has to know, and nothing that changes while it runs.
 * @see docs/train.md, "What a train is"
 */
export interface TrainManifest {
  /** Environments, by their names in the catalog. */
  readonly way: readonly string[];
  readonly waves: readonly (readonly TrainCar[])[];
}

export function carsOf({ waves }: TrainManifest): readonly TrainCar[] {
  return waves.flat();
}

/** The steps of a way: from which environment to which. */
export function stepsOf({
  way,
}: Pick<TrainManifest, 'way'>): readonly { readonly from: string; readonly to: string }[] {
  return way.slice(1).map((to, index) => ({ from: way[index] ?? to, to }));
}
