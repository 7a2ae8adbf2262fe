import { shownLine } from '../manifest/secrecy/commits';
import type { ShownText } from '../manifest/secrecy/shown';
import { oneLine } from '../support/oneLine';
import { inEnglish, type Message } from '../support/message';
import { redact } from '../support/redact';

const longestLine = 300;

/** What a cluster, a server or a program says, as one line that may be shown: bounded, without controls and credentials. */
export function shown(text: string): ShownText {
  return shownLine(redact(oneLine(text, longestLine)));
}

export function told(said: Message): ShownText {
  return shown(inEnglish(said));
}
