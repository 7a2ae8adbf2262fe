import { createHash } from 'node:crypto';

const hashLetters = 64;

/** One value of a document: what follows the document in the name of its entry, and the value as comparable text. */
export function lineOf(idEnd: string, value: string): string {
  return `${idEnd}\0${value}`;
}

/** Of the values below one outermost key, in any order. What is shorter than a hash needs none. */
export function linesPrint(lines: readonly string[]): string {
  const all = lines.length < 2 ? (lines[0] ?? '') : [...lines].sort().join('\n');
  return all.length < hashLetters ? all : sha256(all);
}

export function groupPrint(document: string, step: string, print: string): string {
  return `${JSON.stringify([document, step])}\0${print}`;
}

/** Of a file, by its groups in any order. Empty where there are none. */
export function filePrint(groups: readonly string[]): string {
  return groups.length === 0 ? '' : sha256([...groups].sort().join('\n'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
