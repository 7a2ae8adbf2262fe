import type { Instant } from '../../core/support/clock';

/** A table in Markdown. @param cells escaped already */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `2026-11-27 14:05`, in UTC. */
export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
