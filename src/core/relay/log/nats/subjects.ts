import { createHash } from 'node:crypto';
import { eventTypes, type RelayEvent } from '../../event';
import { repositoryKey } from '../../repository';

/**
 * The subject of an event: one token for its repository, one for what it is about: its branch where that moved, else all the rest. Names of others
 * may have dots, stars and blanks, so they stand there as digests.
 */
export function natsSubject(stream: string, { type, data }: RelayEvent): string {
  const about = type === eventTypes.push && data.branch !== undefined ? `b-${token(data.branch)}` : 'rest';
  return `${stream}.events.${token(repositoryKey(data.repository))}.${about}`;
}

function token(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
