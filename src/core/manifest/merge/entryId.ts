import type { EntryId, KeyPath } from './contract';

/** One step of a key: a key of a map, or an item of a list by its identity. */
export interface Step {
  readonly text: string;
  readonly item: boolean;
}

/** Tells a list item from a map's key of the same text. */
export function stepId({ text, item }: Step): string {
  return item ? `[${text}` : `.${text}`;
}

export function stepFrom(id: string): Step {
  return { text: id.slice(1), item: id.startsWith('[') };
}

/** `steps` are `stepId`s. */
export function entryId(document: string, steps: readonly string[]): EntryId {
  return JSON.stringify([document, ...steps]);
}

export function partsOf(id: EntryId): { readonly document: string; readonly steps: readonly string[] } {
  const [document = '', ...steps] = JSON.parse(id) as readonly string[];
  return { document, steps };
}

export function keyOf(steps: readonly string[]): KeyPath {
  return steps.map((step) => stepFrom(step).text);
}
