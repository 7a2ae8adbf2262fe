import compareVersions from 'semver/functions/compare.js';
import Range from 'semver/classes/range.js';
import valid from 'semver/functions/valid.js';
import type { ImageRule, PatternOrder, TagPolicy } from '../../catalog/update/rules';
import type { Instant } from '../../support/clock';
import { compileGlobs } from '../../support/globs';
import { Automaton } from '../../support/linear/automaton';
import { namedGroup } from '../../support/linear/namedGroup';

/** How the tags of one image are told apart by age. */
export interface TagOrder {
  /** Whether the policy would ever propose it. */
  isWanted(tag: string): boolean;
  /** Whether anything is known of its place in the order. */
  isPlaced(tag: string): boolean;
  /** Negative where `one` is older; 0 where they are the same version. Both are placed. */
  compare(one: string, other: string): number;
}

/** When an image was built, by tag; nothing for a tag of which that is not known. */
export type BuildTimes = ReadonlyMap<string, Instant>;

/**
 * The order of a rule that the catalog has checked.
 * @param built for the policy `newest`
 */
export function orderOf({ policy, exclude }: ImageRule, built: BuildTimes = new Map()): TagOrder {
  const order = orderBy(policy, built);
  const isExcluded = compileGlobs(exclude);
  if (!isExcluded) throw new RangeError(`A glob of "exclude" is not supported: ${exclude.join(', ')}`);
  return { ...order, isWanted: (tag) => order.isWanted(tag) && !isExcluded(tag) };
}

function orderBy(policy: TagPolicy, built: BuildTimes): TagOrder {
  switch (policy.kind) {
    case 'semver':
      return versions(policy.range);
    case 'pattern':
      return captured(policy.pattern, policy.order);
    case 'newest': {
      const at = (tag: string) => built.get(tag);
      const fits = fitsPattern(policy.pattern);
      return keyed(at, (one, other) => one - other, fits);
    }
    case 'same':
      return { isWanted: () => false, isPlaced: () => true, compare: (one, other) => (one === other ? 0 : 1) };
  }
}

/** Whether a tag is one of those that `newest` looks at. */
export function fitsPattern(pattern: string | undefined): (tag: string) => boolean {
  if (pattern === undefined) return () => true;
  const automaton = new Automaton([pattern]);
  return (tag) => automaton.finds(tag);
}

/** Whole versions, with or without a leading v: `1.2` and `1` are names that move. Source: semver.org, 2.0.0. */
function versions(range: string): TagOrder {
  const wanted = new Range(range);
  const version = (tag: string) => (/^v?\d/.test(tag) ? (valid(tag) ?? undefined) : undefined);
  return keyed(version, compareVersions, (_tag, one) => wanted.test(one));
}

function captured(pattern: string, order: PatternOrder): TagOrder {
  const group = namedGroup(pattern);
  const known = new Map<string, string | undefined>();
  const held = (tag: string) => {
    if (!known.has(tag)) known.set(tag, group(tag));
    return known.get(tag);
  };
  switch (order) {
    case 'numeric':
      return keyed((tag) => numberIn(held(tag)), compareNumbers);
    case 'time':
      return keyed((tag) => timeIn(held(tag)), compareTexts);
    case 'alphabetical':
      return keyed(held, compareTexts);
  }
}

function keyed<Key>(
  keyOf: (tag: string) => Key | undefined,
  compare: (one: Key, other: Key) => number,
  fits: (tag: string, key: Key) => boolean = () => true,
): TagOrder {
  return {
    isWanted: (tag) => {
      const key = keyOf(tag);
      return key !== undefined && fits(tag, key);
    },
    isPlaced: (tag) => keyOf(tag) !== undefined,
    compare: (one, other) => {
      const [a, b] = [keyOf(one), keyOf(other)];
      if (a === undefined || b === undefined) throw new RangeError('A tag without a place is compared.');
      return compare(a, b);
    },
  };
}

function numberIn(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
}

/** Digits of a date and perhaps a time, in this order whatever stands between them: `20261224`, `2026-12-24T18-00-00`. */
function timeIn(text: string | undefined): string | undefined {
  const digits = text?.replace(/[-_.T]|Z$/g, '') ?? '';
  if (!/^(?:\d{8}|\d{10}|\d{12}|\d{14})$/.test(digits)) return undefined;
  const whole = digits.padEnd(14, '0');
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)(..)(..)(..)$/.exec(whole) ?? [];
  const iso = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}.000Z`;
  const time = new Date(iso);
  return !Number.isNaN(time.getTime()) && time.toISOString() === iso ? whole : undefined;
}

function compareNumbers(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
