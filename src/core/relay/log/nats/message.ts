import { relayEvent, type RelayEvent } from '../../event';

/** The event in a message. Whoever may write to the stream may write anything: nothing where it is none. Never throws. */
export function eventIn(data: Uint8Array): RelayEvent | undefined {
  try {
    return relayEvent.safeParse(JSON.parse(new TextDecoder().decode(data))).data;
  } catch {
    return undefined; // no JSON
  }
}
