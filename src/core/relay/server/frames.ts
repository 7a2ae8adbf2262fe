import type { Fact } from '../facts/fact';
import { streamEvents } from '../protocol';

/** Frames of a stream. Source: HTML standard, "Server-sent events". Everything in them is JSON, which has no line breaks. */
export const heartbeat = (id: string): string => `:\nid: ${id}\n\n`;
export const checking = ':\n\n';
export const eventFrame = (id: string, text: string): string => `id: ${id}\ndata: ${text}\n\n`;
export const scopeFrame = (repositories: readonly string[]): string => named('scope', { repositories });
/** @param repositories of which alone events may be missing; nothing where that is not known */
export const resetFrame = (id: string, reason: string, spreadMs: number, repositories?: readonly string[]): string =>
  `id: ${id}\n${named('reset', { reason, spreadMs, ...(repositories ? { repositories } : {}) })}`;
export const factFrame = (ageMs: number, fact: Fact): string => named('fact', { ageMs, fact });
/** What was told with that mark was read again, and is the same. */
export const factAgainFrame = (ageMs: number, repository: string, mark: string): string =>
  named('again', { ageMs, repository, mark });
export const endFrame = (reason: string, retryMs: number): string => named('end', { reason, retryMs });

function named(name: keyof typeof streamEvents, data: unknown): string {
  return `event: ${streamEvents[name]}\ndata: ${JSON.stringify(data)}\n\n`;
}
