import type { FlatFile, MergeRules, Unparsable } from './contract';

/** Reads a file into its keys. A file that is absent (null) or empty is a file without keys. Pure: cache it by blob and rules. */
export function flatten(text: string | null, rules: MergeRules): FlatFile | Unparsable {
  throw new Error(`to come: ${String(text)} ${String(rules)}`);
}
