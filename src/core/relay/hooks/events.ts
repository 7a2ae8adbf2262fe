import { createHash } from 'node:crypto';
import { eventTypes, place, relayEvent, sourceOf, subjectOf, type RelayEvent } from '../event';
import type { Hint, Identity } from './delivery';
import { timeOf } from './fields';
import { gathered } from './gathered';

/** Which repositories a sender may speak of, and under which name a hint of it is told. */
export interface Sender {
  readonly host: string;
  /** Nothing where the relay is not configured for what the hint is about. */
  readonly place: (hint: Hint) => unknown;
}

export interface Translated {
  readonly events: readonly RelayEvent[];
  /** Hints about what the relay is not configured for. */
  readonly unknown: number;
  /** Hints that name what cannot be: they are passed by. */
  readonly malformed: number;
}

/**
 * Hints as events. Nothing of a hint is passed on but what `place` has.
 * @param before the id of the newest event about a subject
 */
export function eventsOf(
  sender: Sender,
  identity: Identity,
  hints: readonly Hint[],
  receivedat: string,
  before: (subject: string) => string,
): Translated {
  const events: RelayEvent[] = [];
  let [unknown, malformed] = [0, 0];
  for (const [index, hint] of gathered(hints).entries()) {
    const meant = sender.place(hint);
    const found = place.safeParse(meant);
    if (meant === undefined) unknown++;
    else if (!found.success) malformed++;
    else {
      const { data } = found;
      const [time, subject] = [timeOf(hint.time), subjectOf(data)];
      const event = relayEvent.safeParse({
        specversion: '1.0',
        id: idOf([sender.host, identity.body, index], identity.name ?? [before(subject)]),
        source: sourceOf(data.repository),
        type: eventTypes[hint.kind],
        subject,
        datacontenttype: 'application/json',
        ...(time === undefined ? {} : { time }),
        receivedat,
        data,
      });
      // What no subscriber takes is told to none.
      if (event.success) events.push(event.data);
      else malformed++;
    }
  }
  return { events, unknown, malformed };
}

const idPart = 22;

/**
 * Two halves: of what was sent, and of the name of the delivery. What has no name is told apart by what came before: moved there, back and there again, a
 * branch has moved three times.
 */
function idOf(sent: readonly unknown[], delivery: unknown): string {
  return [sent, delivery].map((part) => digest(part).slice(0, idPart)).join('');
}

/** What events of the same sender have in common whose bodies are the same. */
export function sentIn(id: string): string {
  return id.slice(0, idPart);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
