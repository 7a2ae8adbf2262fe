import { isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { BaselinePin } from './catalog';
import { readDocument } from './document';
import { CatalogError } from './errors';
import { parseCatalog } from './parse';

/**
 * The text of a `branchline.yaml` with a baseline pinned for one promotion path of a service; an older pin of the same
 * path is replaced. A service that was discovered is listed first. Every other line stays as it is.
 *
 * @throws CatalogError where the file cannot be edited so
 */
export function pinBaseline(
  text: string,
  service: { readonly name: string; readonly repository: string },
  pin: BaselinePin,
): string {
  const { name } = service;
  const listed = serviceEntry(text, name) ? text : edited(text, listing(text, service));
  const entry = serviceEntry(listed, name);
  if (!entry) throw CatalogError.notEditable(name);
  const pinned = edited(listed, editOf(listed, entry, pin));
  if (!isPinned(pinned, name, pin)) throw CatalogError.notEditable(name);
  return pinned;
}

interface Edit {
  readonly at: number;
  readonly until: number;
  readonly insert: string;
}

function edited(text: string, { at, until, insert }: Edit): string {
  return text.slice(0, at) + insert + text.slice(until);
}

/** An entry of its own for a service, behind all others. */
function listing(text: string, { name, repository }: { readonly name: string; readonly repository: string }): Edit {
  const entry = `{ name: ${JSON.stringify(name)}, repository: ${JSON.stringify(repository)} }`;
  const services = readDocument(text).document.get('services');
  if (isSeq(services) && services.items.length > 0) return addedTo(text, services, entry);
  if (isSeq(services)) return insertBefore(text, ']', services, entry);
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  return { at: text.length, until: text.length, insert: `${start}services:\n  - ${entry}\n` };
}

function editOf(text: string, entry: YAMLMap, pin: BaselinePin): Edit {
  const { from, to, baseline, deployment } = pin;
  const written = `{ from: ${from}, to: ${to}, baseline: "${baseline}", deployment: "${deployment}" }`;
  const pins = valueOf(entry, 'pins');
  if (isSeq(pins) && pins.items.length > 0) {
    const old = pins.items.find((item) => isMap(item) && item.get('from') === from && item.get('to') === to);
    if (isMap(old)) {
      const [start, end] = rangeOf(old);
      return { at: start, until: end, insert: written + (old.flow ? '' : '\n') };
    }
    return addedTo(text, pins, written);
  }
  if (pins) {
    const [start, end] = rangeOf(pins);
    return { at: start, until: end, insert: `[${written}]` };
  }
  if (entry.flow) return insertBefore(text, '}', entry, `, pins: [${written}]`);
  const margin = ' '.repeat(columnOf(text, rangeOf(entry)[0]));
  return insertAfterLine(text, lastOf(entry), `${margin}pins:\n${margin}  - ${written}\n`);
}

function addedTo(text: string, pins: YAMLSeq, written: string): Edit {
  if (pins.flow) return insertBefore(text, ']', pins, `, ${written}`);
  const last = pins.items.at(-1) as Node;
  // The dash of the first: in a later one that is a list itself, it could be another's.
  const margin = ' '.repeat(columnOf(text, text.lastIndexOf('-', rangeOf(pins.items[0] as Node)[0])));
  return insertAfterLine(text, last, `${margin}- ${written}\n`);
}

function insertBefore(text: string, bracket: string, node: Node, insert: string): Edit {
  const close = text.lastIndexOf(bracket, rangeOf(node)[1] - 1);
  const at = text.slice(0, close).trimEnd().length;
  return { at, until: at, insert };
}

function insertAfterLine(text: string, node: Node, insert: string): Edit {
  const [, end] = rangeOf(node);
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  if (lineEnd < 0) return { at: text.length, until: text.length, insert: `\n${insert}` };
  return { at: lineEnd + 1, until: lineEnd + 1, insert };
}

function lastOf(entry: YAMLMap): Node {
  const last = entry.items.at(-1);
  return (last?.value ?? last?.key ?? entry) as Node;
}

function serviceEntry(text: string, service: string): YAMLMap | undefined {
  const services = readDocument(text).document.get('services');
  if (!isSeq(services)) return undefined;
  return services.items.find((item): item is YAMLMap => isMap(item) && item.get('name') === service);
}

function valueOf(entry: YAMLMap, name: string): Node | undefined {
  const pair = entry.items.find(({ key }) => isScalar(key) && key.value === name);
  return (pair?.value ?? undefined) as Node | undefined;
}

function rangeOf({ range }: Node): readonly [number, number] {
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function isPinned(text: string, service: string, pin: BaselinePin): boolean {
  const parsed = parseCatalog(text, { path: 'branchline.yaml', folder: '/' });
  if (parsed.kind !== 'ok') return false;
  const pins = parsed.catalog.services.find(({ name }) => name === service)?.pins ?? [];
  return pins.some((other) => JSON.stringify(sorted(other)) === JSON.stringify(sorted(pin)));
}

function sorted({ from, to, baseline, deployment }: BaselinePin): readonly string[] {
  return [from, to, baseline, deployment];
}
