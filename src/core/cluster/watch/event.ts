import { ClusterError } from '../connection/failure';
import { parseJson } from '../connection/parseJson';
import { mapAt, numberAt, stringAt } from '../json';
import type { KindRef, LiveObject } from '../live';
import { isKept } from './list';
import { trim } from './trim';

/** One line of a watch. `version` is where to continue from; `passed` is what nothing changes by. */
export type WatchEvent =
  | { readonly type: 'set' | 'removed'; readonly object: LiveObject; readonly version: string | undefined }
  | { readonly type: 'passed'; readonly version: string | undefined };

/**
 * @param kept the namespaces of which objects are kept; nothing: all
 * @throws ClusterError for an `ERROR` event, `cluster/gone` for its 410; SyntaxError or TypeError for what is no event
 */
export function readEvent(line: string, ref: KindRef, kept?: ReadonlySet<string>): WatchEvent {
  const parsed = parseJson(line);
  const object = mapAt(parsed, 'object');
  const version = stringAt(object, 'metadata', 'resourceVersion');
  const passed: WatchEvent = { type: 'passed', version };
  switch (stringAt(parsed, 'type')) {
    case 'ADDED':
    case 'MODIFIED':
      return isKept(object, kept) ? { type: 'set', object: trim(object, ref), version } : passed;
    case 'DELETED':
      return isKept(object, kept) ? { type: 'removed', object: trim(object, ref), version } : passed;
    case 'BOOKMARK':
      return passed;
    case 'ERROR':
      throw failureOf(object);
    default:
      throw new TypeError('a line of a watch is no event');
  }
}

function failureOf(status: unknown): ClusterError {
  const code = numberAt(status, 'code') ?? 500;
  return code === 410 ? ClusterError.gone() : ClusterError.server('The watch', code, {});
}
