import { redact } from './redact';

/** Where details go. People's messages go elsewhere; nothing here pops up. */
export interface Log {
  debug(text: string, error?: unknown): void;
  info(text: string, error?: unknown): void;
  warn(text: string, error?: unknown): void;
  error(text: string, error?: unknown): void;
}

export type LogLevel = keyof Log;

/** A log that redacts every line before the sink sees it. The sink is an output channel, a stream or an array. */
export function redactingLog(sink: (level: LogLevel, line: string) => void): Log {
  const write = (level: LogLevel) => (text: string, error?: unknown) =>
    sink(level, redact(error === undefined ? text : `${text}: ${describe(error)}`));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export const silentLog: Log = redactingLog(() => undefined);

/** The error and what caused it, innermost last, without stacks (a stack can carry arguments). */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own} <- ${describe(error.cause)}`;
}
