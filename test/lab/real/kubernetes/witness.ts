import type { AuditEvent } from './audit';
import { userAgent } from './client';

/** Whom the product is signed in as; the tests' own requests as one of them say who they are. */
const people = ['developer', 'tenant', 'nobody'];

/** Questions that are asked by POST, and change nothing. */
const questions = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'];

/** What the product has asked that was not reading, refused or not: nothing, ever. */
export function writesIn(events: readonly AuditEvent[]): readonly string[] {
  return events
    .filter((event) => people.includes(event.user.username) && event.userAgent !== userAgent)
    .filter(({ verb }) => !['get', 'list', 'watch'].includes(verb))
    .filter(({ objectRef }) => !questions.includes(objectRef?.resource ?? ''))
    .map(({ user, verb, requestURI, userAgent: agent }) => `${user.username} (${agent}): ${verb} ${requestURI}`);
}
