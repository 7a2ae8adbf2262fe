import { oneLine } from './oneLine';
import { shellWord } from './shellWord';

/** A part of a command that a person copies: a word of ours, or a flag of ours with a value of whoever's. */
export type CommandPart = string | { readonly flag: string; readonly value: string };

/**
 * A command for a person to copy into a shell. Values are quoted, and stay with their flag; where one holds what nobody sees (controls, marks
 * that turn the direction of writing), there is none: what would be pasted is not what was read.
 */
export function copiedCommand(parts: readonly CommandPart[]): string | undefined {
  const values = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
  if (values.some((value) => value === '' || oneLine(value, Infinity) !== value)) return undefined;
  // A word of its own that begins so would be taken for an option.
  if (parts.some((part) => typeof part !== 'string' && part.flag === '' && part.value.startsWith('-')))
    return undefined;
  return parts.map((part) => (typeof part === 'string' ? part : `${part.flag}${shellWord(part.value)}`)).join(' ');
}
