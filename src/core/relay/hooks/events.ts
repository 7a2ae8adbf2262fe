import { createHash } from 'node:crypto';
import { eventTypes, place, relayEvent, sourceOf, subjectOf, type RelayEvent } from '../event';
import type { Hint } from './delivery';
import { timeOf } from './fields';

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
 * @param identity what copies of this delivery have in common
 */
export function eventsOf(sender: Sender, identity: string, hints: readonly Hint[], receivedat: string): Translated {
  const events: RelayEvent[] = [];
  let [unknown, malformed] = [0, 0];
  for (const [index, hint] of hints.entries()) {
    const meant = sender.place(hint);
    const found = place.safeParse(meant);
    if (meant === undefined) unknown++;
    else if (!found.success) malformed++;
    else {
      const { data } = found;
      const time = timeOf(hint.time);
      const event = relayEvent.safeParse({
        specversion: '1.0',
        id: idOf(sender.host, identity, index),
        source: sourceOf(data.repository),
        type: eventTypes[hint.kind],
        subject: subjectOf(data),
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

function idOf(host: string, identity: string, index: number): string {
  const whole = JSON.stringify([host, identity, index]);
  return createHash('sha256').update(whole).digest('base64url').slice(0, 32);
}
