import type { Sha } from '../support/sha';
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
 * since (rule 4, agreement: it came from there, by whatever way), and one whose value on the source a rollback took from
 * the target (rule 5: it is listed, marked, and never withheld). A value that was set on the target directly and that the
 * source never held stays. Everything else that both sides changed is a conflict.
 * @see research: design §5, rules 4 and 5; promotion §3.4
 */
export async function decide(spot: Spot, sides: KeySides, witness: Witness): Promise<Decision> {
  const { target, source, base, since } = sides;
  if (target === source) return 'same';
  if (since !== undefined && target === base) return 'take';
  if (since !== undefined && (await witness.heldSince(spot, target, since))) return 'take';
  if (await witness.taken(spot, source)) return (await witness.everHeld(spot, target)) ? 'take' : 'keep';
  if (since !== undefined && source === base) return 'keep';
  return 'conflict';
}
