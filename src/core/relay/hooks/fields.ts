import * as z from 'zod';

const none = /^0+$/;

/** A commit as forges write it; nothing where they write zeros for none, or what is no commit. */
export function commitIn(text: string | null | undefined): { readonly commit?: string } {
  const commit = text?.toLowerCase();
  return commit !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) && !none.test(commit) ? { commit } : {};
}

/** The branch of a whole ref; nothing of a tag. */
export function branchIn(ref: string): string | undefined {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
}

export const text = z.string().max(4_000);
export const maybeText = text.nullish().catch(undefined);
export const maybeTime = z
  .union([z.string().max(64), z.number()])
  .nullish()
  .catch(undefined);
export const number = z.int().positive();

/** The time in ISO 8601; nothing where it is none that can be. Numbers are seconds, or milliseconds where they are as many. */
export function timeOf(value: string | number | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  const at = typeof value === 'string' ? Date.parse(value) : value < 1e11 ? value * 1000 : value;
  // Years of four digits alone have one way to be written.
  return at >= 0 && at < 253_402_300_800_000 ? new Date(at).toISOString() : undefined;
}
