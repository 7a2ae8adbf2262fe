import { shownLine } from '../manifest/secrecy/commits';
import { inEnglish, type Message, type MessageValues } from '../support/message';
import { oneLine } from '../support/oneLine';
import { redact } from '../support/redact';

const longest = 400;

/** One line that may be shown, whatever names and words of others are in it. */
export function shown(said: Message, values: MessageValues = {}): string {
  const text = inEnglish({ text: said.text, values: { ...said.values, ...values } });
  return shownName(text);
}

/** A name that others gave; as `shown`. */
export function shownName(text: string): string {
  return shownLine(redact(oneLine(text, longest)));
}
