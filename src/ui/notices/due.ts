import type { Instant } from '../../core/support/clock';
import type { Attention, AttentionKind } from '../attention/kinds';

/** What was told, by the id of what it was about: when, and since when it stood then. Plain, to be kept between sessions. */
export type Told = Readonly<Record<string, { readonly at: Instant; readonly since?: Instant }>>;

/** Since when what may be told was seen to stand, without a gap. */
export type Standing = ReadonlyMap<string, Instant>;

export interface Due {
  readonly notices: readonly Attention[];
  readonly told: Told;
  readonly standing: Standing;
}

/** A cluster passes through such states while it rolls out, and git through drift until the controller has come by. */
const settleMs: Partial<Record<AttentionKind, number>> = { unhealthy: 60_000, drifted: 60_000, uncompared: 60_000 };
/** Something that comes and goes is told once in this time. */
const againAfterMs = 3_600_000;
const mostKept = 500;

/**
 * What a person is told now of all that they asked to hear about. Each is told once: again only where it had gone for an hour, or
 * where another pipeline failed. What was only last seen is no news. Pure.
 *
 * @param attention what needs attention now and was asked for
 * @param mayTell false in quiet hours, and while nobody looks: then nothing counts as told
 */
export function due(
  { told, standing }: Omit<Due, 'notices'>,
  attention: readonly Attention[],
  { now, mayTell }: { readonly now: Instant; readonly mayTell: boolean },
): Due {
  const news = attention.filter(({ isOld }) => !isOld);
  const stands: Standing = new Map(news.map(({ id }) => [id, standing.get(id) ?? now]));
  const there = new Set(attention.map(({ id }) => id));
  const kept = Object.entries(told).filter(([id, { at }]) => there.has(id) || now - at < againAfterMs);
  const notices = mayTell ? news.filter((one) => hasSettled(one, stands, now) && !isTold(told[one.id], one, now)) : [];
  const all = [
    ...kept.filter(([id]) => !notices.some((one) => one.id === id)),
    ...notices.map((one) => entry(one, now)),
  ];
  return { notices, told: Object.fromEntries(all.slice(-mostKept)), standing: stands };
}

function hasSettled({ id, kind }: Attention, standing: Standing, now: Instant): boolean {
  return now - (standing.get(id) ?? now) >= (settleMs[kind] ?? 0);
}

function isTold(before: Told[string] | undefined, { kind, since }: Attention, now: Instant): boolean {
  if (!before) return false;
  const isAnotherFailure = kind === 'failing' && since !== undefined && since !== before.since && since > before.at;
  return !isAnotherFailure || now < before.at;
}

function entry({ id, since }: Attention, now: Instant): [string, Told[string]] {
  return [id, { at: now, ...(since === undefined ? {} : { since }) }];
}
