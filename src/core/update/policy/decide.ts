import pLimit from 'p-limit';
import type { ImageRule } from '../../catalog/update/rules';
import { RegistryError } from '../../registry/errors';
import { isTag } from '../../registry/imageName';
import { readPlatform } from '../../registry/platform';
import type { ImageDescription, ImageReference, RegistryClient } from '../../registry/types';
import { message, type Message } from '../../support/message';
import { UpdateError } from '../errors';
import type { TakenImage } from '../hold/takenAway';
import type { Verdict } from '../outcome';
import { chooseTag, type Choice } from './choose';
import { orderOf, type TagOrder } from './order';

/** An image that stands somewhere, and what is known of it without a registry. */
export interface Question {
  readonly rule: ImageRule;
  /** With the version that stands there. */
  readonly image: ImageReference;
  /** Versions of it that rollbacks took away. */
  readonly taken: readonly TakenImage[];
  /** What somebody says is there now: its tag or digest has to be. */
  readonly named?: ImageReference | undefined;
}

export interface Decided {
  readonly verdict: Verdict;
  readonly notes: readonly Message[];
}

const mostLookedAt = 50;
const atOnce = 4;

/**
 * Asks the registry which version is the newest that the rule allows.
 * @throws RegistryError, UpdateError where that cannot be known
 */
export async function decide(question: Question, registry: RegistryClient, signal: AbortSignal): Promise<Decided> {
  const { rule, image, taken, named } = question;
  const current = image.tag;
  if (current === undefined) return undecided(message('No tag stands there: write one that can be compared.'));
  if (named) await requireThere(question, named, registry, signal);
  const listed = rule.policy.kind === 'same' ? undefined : await registry.tags(image, signal);
  const tags = [...(listed?.tags ?? []), ...(named?.tag === undefined ? [] : [named.tag])];
  const { order, undated } = await orderFor(question, tags, registry, signal);
  const choice = chooseTag(order, {
    current,
    tags,
    taken: taken.flatMap(({ image: { tag } }) => tag ?? []),
    knowsOnlyListed: rule.policy.kind === 'newest',
  });
  const notes = [
    ...(undated > 0
      ? [message('{count} tags do not say when they were built, and were passed over.', { count: undated })]
      : []),
    ...(listed ? notesOf(listed, current) : []),
    ...(named?.tag !== undefined && !order.isWanted(named.tag) && rule.policy.kind !== 'same'
      ? [message('The policy does not allow {tag}, which was named.', { tag: named.tag })]
      : []),
  ];
  if (rule.policy.kind === 'semver' && choice.kind === 'newer') notes.push(...variantNote(current, choice.tag));
  if (listed?.isCut && (choice.kind === 'newest' || choice.kind === 'none')) throw UpdateError.cutList();
  const decided = await decideTag(question, choice, current, registry, signal);
  return { ...decided, notes: [...notes, ...decided.notes, ...otherDigest(decided.verdict, named)] };
}

async function decideTag(
  question: Question,
  choice: Choice,
  current: string,
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<Decided> {
  switch (choice.kind) {
    case 'newer': {
      const decided = await version(question, choice.tag, registry, signal);
      const ties = choice.ties.slice(0, 5).join(', ');
      return ties === ''
        ? decided
        : { ...decided, notes: [message('{ties} is the same version as {tag}.', { ties, tag: choice.tag })] };
    }
    case 'newest':
    case 'none':
      return sameTag(question, current, choice.kind, registry, signal);
    case 'held':
      // The tag that was taken away may have moved since: then it is another version.
      return choice.tag === choice.by && pins(question) && isTakenByDigest(question, choice.tag)
        ? version(question, choice.tag, registry, signal)
        : held(question, choice.tag, choice.by);
    case 'unplaced':
      return undecided(
        choice.tag === current
          ? message('{tag} has no place in the order of the policy: nothing can be said to be newer.', { tag: current })
          : message('A rollback took {tag} away, and the registry has it no more: nothing can be said to be newer.', {
              tag: choice.tag,
            }),
      );
  }
}

/** The tag stays: its digest may have moved. */
async function sameTag(
  question: Question,
  tag: string,
  otherwise: 'newest' | 'none',
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<Decided> {
  if (!pins(question)) {
    return { verdict: { kind: otherwise === 'newest' ? 'current' : 'none' }, notes: [] };
  }
  return version(question, tag, registry, signal);
}

async function version(
  question: Question,
  tag: string,
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<Decided> {
  const { image, taken } = question;
  const described = await describe(question, tag, registry, signal);
  const to = { tag, ...(pins(question) ? { digest: described.digest } : {}) };
  if (to.tag === image.tag && to.digest === image.digest) return { verdict: { kind: 'current' }, notes: [] };
  const by = taken.find((one) => one.image.tag === tag && one.image.digest === described.digest);
  if (by) return { verdict: { kind: 'held', tag, by }, notes: [] };
  const before = await versionBefore(question, registry, signal);
  return { verdict: { kind: 'update', to, described, ...(before ? { before } : {}) }, notes: [] };
}

/** What stands there is looked at for what people are told alone. */
async function versionBefore(
  { image }: Question,
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<ImageDescription | undefined> {
  try {
    return await registry.describe(image, image.digest ?? image.tag ?? '', {}, signal);
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

function describe(
  { rule: { platform }, image }: Question,
  tag: string,
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<ImageDescription> {
  const options = platform === undefined ? {} : { platform: readPlatform(platform) };
  return registry.describe(image, tag, options, signal);
}

/** Where a digest stands already it is kept up to date: a tag beside another digest would say what is not so. */
function pins({ rule, image }: Question): boolean {
  return rule.pinsDigest || image.digest !== undefined;
}

function isTakenByDigest({ taken }: Question, tag: string): boolean {
  return taken.every(({ image }) => image.tag !== tag || image.digest !== undefined);
}

function held({ taken }: Question, tag: string, by: string): Decided {
  const one = taken.find(({ image }) => image.tag === by);
  if (!one) throw new RangeError('What holds was not taken away.');
  return { verdict: { kind: 'held', tag, by: one }, notes: [] };
}

function undecided(said: Message): Decided {
  return { verdict: { kind: 'undecided', said }, notes: [] };
}

/** @throws RegistryError `notFound`, `noPlatform`; UpdateError where tag and digest are of two images */
async function requireThere(
  question: Question,
  { tag, digest }: ImageReference,
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<void> {
  const asked = digest ?? tag;
  if (asked === undefined) return;
  await describe(question, asked, registry, signal);
  if (tag === undefined || digest === undefined) return;
  const now = await registry.digest(question.image, tag, signal);
  if (now !== digest) throw UpdateError.digestMismatch(question.image.name, tag);
}

function otherDigest(verdict: Verdict, named: ImageReference | undefined): readonly Message[] {
  if (verdict.kind !== 'update' || named?.digest === undefined || verdict.described.digest === named.digest) return [];
  return [message('What the policy wants is not the digest that was named.')];
}

/** What people mean by a suffix, no version tells: `-rc.1` comes before its version, `-alpine` is another image. */
function variantNote(current: string, to: string): readonly Message[] {
  const hasSuffix = (tag: string) => /^v?\d+\.\d+\.\d+-/.test(tag);
  if (!hasSuffix(current) || hasSuffix(to)) return [];
  return [
    message('{current} counts as a prerelease, and {to} as newer: where its suffix means a variant, use "pattern".', {
      current,
      to,
    }),
  ];
}

function notesOf(
  { tags, unusable, isCut }: { readonly tags: readonly string[]; readonly unusable: number; readonly isCut: boolean },
  current: string,
): readonly Message[] {
  const hostile = unusable + tags.filter((tag) => !isTag(tag)).length;
  return [
    ...(hostile > 0
      ? [message('{count} entries of the registry are no tags, and were passed over.', { count: hostile })]
      : []),
    ...(isCut ? [message('The registry has more tags than are read.')] : []),
    ...(!isCut && !tags.includes(current)
      ? [message('The registry has no tag {tag} any more.', { tag: current })]
      : []),
  ];
}

/**
 * The order, and how many tags have no place in it since they do not say when they were built.
 * @throws UpdateError where too many would have to be looked at, to tell when each was built
 */
async function orderFor(
  question: Question,
  tags: readonly string[],
  registry: RegistryClient,
  signal: AbortSignal,
): Promise<{ readonly order: TagOrder; readonly undated: number }> {
  const { rule, image, taken } = question;
  if (rule.policy.kind !== 'newest') return { order: orderOf(rule), undated: 0 };
  const known = new Set(tags.filter(isTag));
  const any = orderOf(rule, new Map([...known].map((tag) => [tag, 0])));
  const compared = [image, ...taken.map((one) => one.image)].flatMap(({ tag }) => tag ?? []);
  const asked = new Set([
    ...[...known].filter((tag) => any.isWanted(tag)),
    ...compared.filter((tag) => known.has(tag)),
  ]);
  if (asked.size > mostLookedAt) throw UpdateError.tooManyTags(asked.size, mostLookedAt);
  const limit = pLimit(atOnce);
  const built = await Promise.all(
    [...asked].map((tag) =>
      limit(async () => {
        const { created } = await registry.describe(image, tag, {}, signal).catch(unlessGone);
        return created === undefined ? [] : [[tag, created] as const];
      }),
    ),
  );
  const times = new Map(built.flat());
  return { order: orderOf(rule, times), undated: asked.size - times.size };
}

/** A tag may go while it is looked at. */
function unlessGone(error: unknown): { readonly created?: number } {
  if (RegistryError.is(error, 'notFound')) return {};
  throw error;
}
