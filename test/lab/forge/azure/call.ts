import { json, type Answer } from '../answer';
import { routesBelow } from '../api/below';
import type { Call } from '../api/call';

export const { route, onRepository } = routesBelow('', '/:project/_apis/git/repositories/:repo');

/** A list as Azure DevOps wraps it. */
export function listed(value: readonly object[], headers: Readonly<Record<string, string>> = {}): Answer {
  return json(200, { count: value.length, value }, headers);
}

/** Of a list that is read by how many to leave out. */
export function skipped<T>(call: Call, entries: readonly T[], prefix = '$'): readonly T[] {
  const skip = Number(call.query.get(`${prefix}skip`)) || 0;
  return entries.slice(skip, skip + (Number(call.query.get(`${prefix}top`)) || 100));
}

/** Of a list that says where it goes on: what is shown, and the header for the rest. */
export function continued<T>(call: Call, entries: readonly T[], usual: number): [readonly T[], Record<string, string>] {
  const from = Number(call.query.get('continuationToken')) || 0;
  const to = from + (Number(call.query.get('$top')) || usual);
  return [entries.slice(from, to), to < entries.length ? { 'x-ms-continuationtoken': String(to) } : {}];
}

/** Ids of everything are of this form. */
export function guid(kind: 'project' | 'repository' | 'account', number: number): string {
  const group = { project: '1', repository: '2', account: '3' }[kind];
  return `0000000${group}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
