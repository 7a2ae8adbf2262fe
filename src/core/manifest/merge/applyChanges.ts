import type { Change, Edited, FlatFile, MergeRules } from './contract';

/**
 * Edits the target's text so that exactly the given keys change; every line of other keys stays byte for byte.
 * The result is read again and compared with what was intended: what cannot be written so is refused, with the reason.
 */
export function applyChanges(target: FlatFile, changes: readonly Change[], rules: MergeRules): Edited {
  throw new Error(`to come: ${String(target)} ${String(changes)} ${String(rules)}`);
}
