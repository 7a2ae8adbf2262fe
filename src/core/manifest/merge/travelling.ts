import { createHash } from 'node:crypto';
import { comparable } from './comparable';
import type { EntryId, FlatFile } from './contract';
import { partsOf } from './entryId';

type Values = ReadonlyMap<EntryId, string>;

interface Quick {
  readonly values: () => Values;
  readonly prints: () => readonly string[];
}

/** Of files that were read in parts: what most versions of a file are asked for, without their entries. */
const quick = new WeakMap<FlatFile, Quick>();

export function keepQuick(file: FlatFile, known: Quick): void {
  quick.set(file, known);
}

/** The values of a file that do not belong to the environment, as comparable text. */
export function travellingValues(file: FlatFile): Values {
  const kept = quick.get(file);
  if (kept) return kept.values();
  const travelling = [...file.entries.values()].filter(({ owned }) => !owned);
  return new Map(travelling.map(({ id, value }) => [id, comparable(value)]));
}

/**
 * Equal for two files exactly if their travelling values are. Empty for a file without any. It is that of the outermost
 * keys of its documents, each by itself: versions of a file have most of them in common.
 */
export function printOf(file: FlatFile, values: Values): string {
  const prints = quick.get(file)?.prints() ?? groupedPrints(values);
  return prints.length === 0 ? '' : sha256([...prints].sort().join('\n'));
}

function groupedPrints(values: Values): readonly string[] {
  const groups = new Map<string, { readonly document: string; readonly step: string; readonly lines: string[] }>();
  for (const [id, value] of values) {
    const { document, steps } = partsOf(id);
    const [step = ''] = steps;
    const name = JSON.stringify([document, step]);
    const group = groups.get(name) ?? { document, step, lines: [] };
    groups.set(name, group);
    group.lines.push(lineOf(idEndOf(id, document), value));
  }
  return [...groups.values()].map(({ document, step, lines }) => groupPrint(document, step, linesPrint(lines)));
}

/** What follows the document in the name of an entry. */
function idEndOf(id: EntryId, document: string): string {
  return id.slice(1 + JSON.stringify(document).length);
}

export function lineOf(idEnd: string, value: string): string {
  return `${idEnd}\0${value}`;
}

export function linesPrint(lines: readonly string[]): string {
  return sha256([...lines].sort().join('\n'));
}

export function groupPrint(document: string, step: string, print: string): string {
  return `${JSON.stringify([document, step])}\0${print}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
