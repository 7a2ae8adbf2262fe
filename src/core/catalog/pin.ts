import { isMap, isScalar, isSeq, parseDocument, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { BaselinePin } from './catalog';
import { CatalogError } from './errors';
import { parseCatalog } from './parse';

/**
 * The text of a `branchline.yaml` with a baseline pinned for one promotion path of a service; an older pin of the same
 * path is replaced. Every other line stays as it is.
 *
 * @throws CatalogError where the file does not list the service, or cannot be edited so
 */
export function pinBaseline(text: string, service: string, pin: BaselinePin): string {
  const entry = serviceEntry(text, service);
  if (!entry) throw CatalogError.notListed(service);
  const { at, until, insert } = editOf(text, entry, pin);
  const edited = text.slice(0, at) + insert + text.slice(until);
  if (!isPinned(edited, service, pin)) throw CatalogError.notEditable(service);
  return edited;
}

interface Edit {
  readonly at: number;
  readonly until: number;
  readonly insert: string;
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
  const margin = ' '.repeat(columnOf(text, text.lastIndexOf('-', rangeOf(last)[0])));
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
  const services = parseDocument(text).get('services');
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
