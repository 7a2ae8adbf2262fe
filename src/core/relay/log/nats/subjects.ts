import { createHash } from 'node:crypto';
import { eventTypes, type RelayEvent } from '../../event';
import { repositoryKey } from '../../repository';

/**
 * The subject of an event: one token for its repository, one for what it is about: its branch where that moved, else all the rest. Names of others
 * may have dots, stars and blanks, so they stand there as digests.
 */
export function natsSubject(stream: string, { type, data }: RelayEvent): string {
  const about = type === eventTypes.push && data.branch !== undefined ? `b-${subjectToken(data.branch)}` : 'rest';
  return `${stream}.events.${subjectToken(repositoryKey(data.repository))}.${about}`;
}

/** A name of others as one token: it may have dots, stars and blanks. */
export function subjectToken(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
