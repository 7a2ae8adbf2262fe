import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, type YAMLMap } from 'yaml';
import { readDocument } from './document';
import { addedTo, edited, insertBefore, type Edit } from './edits';
import { CatalogError } from './errors';

export interface ListedService {
  readonly name: string;
  /** A URL, or a path relative to the catalog. */
  readonly repository: string;
}

/**
 * The text of a `branchline.yaml` with one more service behind all others; every other line stays as it is.
 * @throws CatalogError where the text cannot be added to with certainty
 */
export function addService(text: string, { name, repository }: ListedService): string {
  const { document: before, faults } = readDocument(text);
  const list = isMap(before.contents) ? before.get('services') : null;
  if (faults.length > 0 || !isMap(before.contents) || (list !== undefined && !isSeq(list))) {
    throw CatalogError.notEditable(name);
  }
  const edit = listing(text, { name, repository });
  const added = edited(text, text.includes('\r\n') ? { ...edit, insert: edit.insert.replace(/\n/g, '\r\n') } : edit);
  const said = before.toJS() as { readonly services?: readonly unknown[] | null };
  const wanted = { ...said, services: [...(said.services ?? []), { name, repository }] };
  const after = readDocument(added);
  if (after.faults.length > 0 || !isDeepStrictEqual(after.document.toJS(), wanted))
    throw CatalogError.notEditable(name);
  return added;
}

/** An entry of its own for a service, behind all others. */
export function listing(text: string, { name, repository }: ListedService): Edit {
  const entry = `{ name: ${JSON.stringify(name)}, repository: ${JSON.stringify(repository)} }`;
  const services = readDocument(text).document.get('services');
  if (isSeq(services) && services.items.length > 0) return addedTo(text, services, entry);
  if (isSeq(services)) return insertBefore(text, ']', services, entry);
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  return { at: text.length, until: text.length, insert: `${start}services:\n  - ${entry}\n` };
}

export function serviceEntry(text: string, service: string): YAMLMap | undefined {
  const services = readDocument(text).document.get('services');
  if (!isSeq(services)) return undefined;
  return services.items.find((item): item is YAMLMap => isMap(item) && item.get('name') === service);
}
