import { message, type Message } from '../../../support/message';
import type { VersionThere } from './origins';

/**
 * Whether what an environment has of an image has the commit: each version of it, some, none. `noImage`: the image is not there.
 * `unknown` wherever one version could not be told.
 */
export type CodePresence = 'there' | 'partly' | 'absent' | 'noImage' | 'unknown';

/** @param isWhole all files in which the image may stand could be read */
export function presenceOf(versions: readonly VersionThere[], isWhole: boolean): CodePresence {
  if (!isWhole) return 'unknown';
  if (versions.length === 0) return 'noImage';
  const kinds = new Set(versions.map(({ has }) => has.kind));
  if (kinds.has('unknown')) return 'unknown';
  if (!kinds.has('contains')) return 'absent';
  return kinds.size === 1 ? 'there' : 'partly';
}

const notRead = message('Some of its files could not be read: the image may stand there, too.');

/** Why it is not known: what is not known of a version, else that not all could be read. */
export function whyUnknown(versions: readonly VersionThere[]): Message {
  const [first] = versions.flatMap(({ has }) => (has.kind === 'unknown' ? [has.said] : []));
  return first ?? notRead;
}
