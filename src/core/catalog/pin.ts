import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { BaselinePin } from './catalog';
import { addedTo, columnOf, edited, insertAfterLine, insertBefore, rangeOf, type Edit } from './edits';
import { CatalogError } from './errors';
import { parseCatalog } from './parse';
import { listing, serviceEntry } from './serviceList';

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

function lastOf(entry: YAMLMap): Node {
  const last = entry.items.at(-1);
  return (last?.value ?? last?.key ?? entry) as Node;
}

function valueOf(entry: YAMLMap, name: string): Node | undefined {
  const pair = entry.items.find(({ key }) => isScalar(key) && key.value === name);
  return (pair?.value ?? undefined) as Node | undefined;
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
