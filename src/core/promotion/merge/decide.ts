import type { Sha } from '../../support/sha';
import type { Held, Spot, Witness } from './witness';

/** What becomes of one key of the target. `same`: nothing to decide. */
export type Decision = 'same' | 'take' | 'keep' | 'conflict';

export interface KeySides {
  readonly target: Held;
  readonly source: Held;
  readonly base: Held;
  /** The source commit from which the base counts; nothing where no baseline is known. */
  readonly since: Sha | undefined;
}

/**
 * Three-way merge of one key.
 *
 * A key that the target holds as the baseline has it takes the source's value. So does one whose value the source held
 * since (it came from there, by whatever way), and one that the source held at any time where a rollback took the source's
 * present value from the target: it is listed, marked, and never withheld. Where that value was taken and the target was
 * set to something of its own since, nobody has seen the two side by side: a conflict, whatever the baseline says (git's
 * own merge of the source withholds what was rolled back and counts as a landing all the same). Else, a value that was set
 * on the target directly stays where the source is as the baseline has it. Everything else that both sides changed is a
 * conflict.
 * @see docs/promotion.md, "The hold"; git's `howto/revert-a-faulty-merge`
 */
export async function decide(spot: Spot, sides: KeySides, witness: Witness): Promise<Decision> {
  const { target, source, base, since } = sides;
  if (target === source) return 'same';
  if (since !== undefined && target === base) return 'take';
  if (since !== undefined && (await witness.heldSince(spot, target, since))) return 'take';
  if ((await witness.taken(spot, source)) && (await witness.everHeld(spot, target))) return 'take';
  if (await witness.overruled(spot, source)) return 'conflict';
  if (since !== undefined && source === base) return 'keep';
  return 'conflict';
}
