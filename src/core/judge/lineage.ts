import type { PathHistory, Run, Chain } from '../promotion/history/chain';
import type { Witness } from '../promotion/merge/witness';
import type { ValueChange } from './brought';

/** Positions in a source's chain, the newest first; both ends count. */
interface Stretch {
  readonly newest: number;
  readonly oldest: number;
}

/** Where in the source's history one value comes from. */
export interface Lineage {
  /** Where the source held it, and has not held what the target has since. */
  readonly stretches: readonly Stretch[];
  /** The newest position at which the source held what the target has; nothing where it never did. */
  readonly targetAt: number | undefined;
  /** The source held the value at any time. That something is not there is no value. */
  readonly wasHeld: boolean;
}

export interface SourceHistory {
  readonly branch: string;
  readonly chain: Chain;
  readonly history: PathHistory;
  readonly witness: Witness;
}

/** Reads each version of the file once for all of its keys that are asked about: see `Witness.concerns`. */
export async function lineageOf(
  { branch, chain, history, witness }: SourceHistory,
  { spot, target, merged }: ValueChange,
): Promise<Lineage> {
  const runs = await history.runs(branch, chain, spot.path);
  const held: { readonly run: Run; readonly value: string | undefined }[] = [];
  for (const run of runs) held.push({ run, value: await witness.valueIn(spot, run.file) });
  const targetAt = held.find(({ value }) => value === target)?.run.newest;
  const stretches = held.flatMap(({ run: { newest, oldest }, value }) =>
    value === merged && (targetAt === undefined || newest < targetAt) ? [{ newest, oldest }] : [],
  );
  const wasHeld = merged !== undefined && held.some(({ value }) => value === merged);
  return { stretches, targetAt, wasHeld };
}

/** Whether the source held the value, and what the target has after that: it would go back to what the source left. */
export function hasGoneOn({ stretches, targetAt, wasHeld }: Lineage, at: number | undefined): boolean {
  if (!wasHeld || targetAt === undefined) return false;
  return at === undefined ? stretches.length === 0 : targetAt <= at;
}

/**
 * The newest position at which the source held all of these values together; nothing where it never did. Where it held
 * none of them, there is none to be asked about.
 */
export function newestTogether(lineages: readonly Lineage[]): number | undefined {
  const known = lineages.filter(({ stretches }) => stretches.length > 0);
  if (known.length === 0) return undefined;
  // Of thousands of keys most came and went together.
  const histories = [...new Map(known.map(({ stretches }) => [JSON.stringify(stretches), stretches])).values()];
  const starts = [...new Set(histories.flat().map(({ newest }) => newest))].sort((a, b) => a - b);
  // The newest moment of all is the newest of one of them.
  return starts.find((at) =>
    histories.every((stretches) => stretches.some(({ newest, oldest }) => newest <= at && at <= oldest)),
  );
}
