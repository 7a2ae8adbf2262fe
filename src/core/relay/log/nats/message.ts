import { jsonIn } from '../../../support/jsonIn';
import { relayEvent, type RelayEvent } from '../../event';

/** The event in a message. Whoever may write to the stream may write anything: nothing where it is none. Never throws. */
export function eventIn(data: Uint8Array): RelayEvent | undefined {
  return relayEvent.safeParse(jsonIn(new TextDecoder().decode(data))).data;
}
