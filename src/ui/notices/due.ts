import type { Instant } from '../../core/support/clock';
import type { Attention, AttentionKind } from '../attention/kinds';

/** What was told, by the id of what it was about: when, since when it stood then, and since when it is gone. Plain, to be kept. */
export type Told = Readonly<Record<string, ToldOnce>>;

export interface ToldOnce {
  readonly at: Instant;
  readonly since?: Instant;
  readonly goneAt?: Instant;
}

/** Since when what may be told was seen to stand, without a gap. */
export type Standing = ReadonlyMap<string, Instant>;

export interface Due {
  readonly notices: readonly Attention[];
  readonly told: Told;
  readonly standing: Standing;
}

interface Now {
  readonly now: Instant;
  /** False in quiet hours, and while nobody looks: then nothing counts as told. */
  readonly mayTell: boolean;
  /** Whether it is known that something does not stand, rather than not known whether it does. */
  readonly isGone: (id: string) => boolean;
}

/** A cluster passes through such states while it rolls out, and git through drift until the controller has come by. */
const settleMs: Partial<Record<AttentionKind, number>> = { unhealthy: 60_000, drifted: 60_000, uncompared: 60_000 };
/** What comes and goes is one thing for so long. */
const forgottenAfterMs = 3_600_000;

/**
 * What a person is told now of all that they asked to hear about. Each is told once: again only where it was known to be gone for
 * an hour, or where a pipeline failed once more. What was only last seen is no news. Pure.
 *
 * @param attention what needs attention now and was asked for
 */
export function due(
  { told, standing }: Omit<Due, 'notices'>,
  attention: readonly Attention[],
  { now, mayTell, isGone }: Now,
): Due {
  const news = attention.filter(({ isOld }) => !isOld);
  const stands: Standing = new Map(news.map(({ id }) => [id, standing.get(id) ?? now]));
  const there = new Set(attention.map(({ id }) => id));
  const kept = new Map<string, ToldOnce>();
  for (const [id, once] of Object.entries(told)) {
    const { goneAt = now, ...before } = once;
    if (there.has(id)) kept.set(id, before);
    else if (!isGone(id)) kept.set(id, once);
    else if (now - goneAt < forgottenAfterMs) kept.set(id, { ...before, goneAt });
  }
  const notices = mayTell ? news.filter((one) => hasSettled(one, stands, now) && !isTold(kept.get(one.id), one)) : [];
  for (const { id, since } of notices) kept.set(id, { at: now, ...(since === undefined ? {} : { since }) });
  return { notices, told: Object.fromEntries(kept), standing: stands };
}

function hasSettled({ id, kind }: Attention, standing: Standing, now: Instant): boolean {
  return now - (standing.get(id) ?? now) >= (settleMs[kind] ?? 0);
}

function isTold(before: ToldOnce | undefined, { kind, since }: Attention): boolean {
  if (!before) return false;
  // Both are what the forge's clock says: ours may go otherwise.
  const failedAgain = kind === 'failing' && since !== undefined && before.since !== undefined && since > before.since;
  return !failedAgain;
}
