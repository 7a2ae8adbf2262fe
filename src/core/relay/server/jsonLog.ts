import type { Clock } from '../../support/clock';
import type { LogLevel } from '../../support/log';
import { oneLine } from '../../support/oneLine';
import { redact } from '../../support/redact';

/** Says one thing, with values beside it. No value is a token, a header or a part of a body. */
export type RelayLog = (level: LogLevel, message: string, values?: Readonly<Record<string, string | number>>) => void;

/** A log of one JSON object a line; each text in it is one line, bounded, and without what looks like a credential. */
export function jsonLog(print: (line: string) => void, clock: Clock): RelayLog {
  return (level, message, values = {}) => {
    const time = new Date(clock.now()).toISOString();
    const shown = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? redact(oneLine(value, 500)) : value,
    ]);
    print(JSON.stringify({ time, level, message, ...Object.fromEntries(shown) }));
  };
}

/** How often the same is said, at most. */
const everyMs = 10_000;
/** Things that are told apart; beyond, all are forgotten and said anew. */
const mostKinds = 1_000;

/**
 * A log that says the same thing once in a while, with how often it was so meanwhile: who sends what is refused does not fill a disk.
 */
export function sparing(log: RelayLog, clock: Clock): (kind: string, ...said: Parameters<RelayLog>) => void {
  const known = new Map<string, { at: number; more: number }>();
  return (kind, level, message, values = {}) => {
    const [now, before] = [clock.now(), known.get(kind)];
    if (before && now - before.at < everyMs) {
      before.more++;
      return;
    }
    if (known.size >= mostKinds) known.clear();
    known.set(kind, { at: now, more: 0 });
    log(level, message, { ...values, ...(before && before.more > 0 ? { more: before.more } : {}) });
  };
}
