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
