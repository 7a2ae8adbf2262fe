import type { ImageRule } from '../../catalog/update/rules';
import { codeRange, type CodeRange } from '../../registry/codeRange';
import { isSameImage, readImageName } from '../../registry/imageName';
import { readPlatform } from '../../registry/platform';
import type { Digest, ImageDescription, ImageReference, RegistryClient } from '../../registry/types';
import type { Clock, Instant } from '../../support/clock';
import { deadline } from '../../support/deadline';
import type { Lru } from '../../support/lru';
import { message, type Message } from '../../support/message';
import { orAborted } from '../../support/orAborted';
import type { Sha } from '../../support/sha';
import { unknownBecause } from '../../support/unknownBecause';
import type { ChangedImage } from './changedImages';
import { readCodeChanges, type CodeChanges, type KnownForge } from './commits';

/** Whom to ask what code an image was built from. */
export interface CodeSources {
  readonly registry: RegistryClient;
  /** The forges that are known; the code of an image is asked for nowhere else. What it throws is why nothing is known. */
  readonly forges: (signal: AbortSignal) => Promise<readonly KnownForge[]>;
  /** The hosts of the registries that may be asked: a manifest may name any. `all`: a person said so. */
  readonly registries: ReadonlySet<string> | 'all';
  /** What the catalog says of images: of some, on which platform they run. */
  readonly rules: readonly ImageRule[];
  readonly clock: Clock;
  /** Commits between two commits stay what they are; by the host and both. */
  readonly kept?: Lru<string, CodeChanges>;
}

/** What a change of an image changes of the code that it is built from. */
export type ImageCode =
  | { readonly kind: 'known'; readonly range: CodeRange; readonly changes: CodeChanges }
  /** Both versions were built from one commit. */
  | { readonly kind: 'same'; readonly commit: Sha }
  /** `isLasting`: what the images say leads to nowhere, and will not by itself. */
  | { readonly kind: 'unknown'; readonly said: Message; readonly isLasting: boolean }
  /** Nobody has said that this registry may be asked. */
  | { readonly kind: 'notAsked'; readonly registry: string };

/** What the registry had for two versions when it was asked. A tag may have moved since, or before. */
export interface LookedAt {
  readonly before: Digest;
  readonly now: Digest;
  readonly at: Instant;
  /** At least one of them was found by its tag alone. */
  readonly byTag: boolean;
}

export interface CodeOfImage {
  readonly image: ChangedImage;
  readonly code: ImageCode;
  readonly looked?: LookedAt;
}

/** How much is asked at once, and how long all of it may take together. */
export interface CodeBounds {
  /** Images; some five requests each. */
  readonly most: number;
  readonly timeoutMs: number;
}

/** Of one change: a preview waits no longer, and whoever changes more at once reads the comparisons. */
export const ofOneChange: CodeBounds = { most: 20, timeoutMs: 5_000 };
/** Of many deployments, which a person asks for by name. */
export const ofHistory: CodeBounds = { most: 100, timeoutMs: 30_000 };

/**
 * What changed images bring of their code, and take back. A registry or forge that gives no answer in time makes that
 * of its image unknown, with the reason, and holds nothing up. The first `most` are looked at.
 * @throws the signal's reason, and nothing else
 * @see docs/code.md
 */
export async function codeOfImages(
  images: readonly ChangedImage[],
  sources: CodeSources,
  signal: AbortSignal,
  { most, timeoutMs }: CodeBounds = ofOneChange,
): Promise<readonly CodeOfImage[]> {
  const limited = deadline(signal, timeoutMs);
  return Promise.all(
    images.slice(0, most).map(async (image): Promise<CodeOfImage> => {
      try {
        return { image, ...(await orAborted(codeOfImage(image, sources, limited), limited)) };
      } catch (error) {
        signal.throwIfAborted();
        const { said } = unknownBecause(error, { at: sources.clock.now(), source: image.now.registry });
        return { image, code: unknown(said, false) };
      }
    }),
  );
}

async function codeOfImage(
  { before, now }: ChangedImage,
  sources: CodeSources,
  signal: AbortSignal,
): Promise<Omit<CodeOfImage, 'image'>> {
  const { registries, clock } = sources;
  if (!before) return { code: unknown(message('It is new here, or it is not clear which version it follows.'), true) };
  const [versionBefore, versionNow] = [before, now].map(({ digest, tag }) => digest ?? tag);
  if (versionBefore === undefined || versionNow === undefined) {
    return { code: unknown(message('It is named without a version.'), true) };
  }
  const refused = [before, now].find(({ registry }) => registries !== 'all' && !registries.has(registry));
  if (refused) return { code: { kind: 'notAsked', registry: refused.registry } };
  const at = clock.now();
  const [was, is] = await Promise.all([
    describeBy(sources, before, versionBefore, signal),
    describeBy(sources, now, versionNow, signal),
  ]);
  const byTag = before.digest === undefined || now.digest === undefined;
  return {
    code: await codeBetween(was, is, sources, signal),
    looked: { before: was.digest, now: is.digest, at, byTag },
  };
}

/** What the registry says of a version, on the platform that the catalog has for the image. @throws RegistryError */
export function describeBy(
  { registry, rules }: Pick<CodeSources, 'registry' | 'rules'>,
  image: ImageReference,
  version: string,
  signal: AbortSignal,
): Promise<ImageDescription> {
  const { platform } = rules.find((rule) => isRuleOf(rule, image)) ?? {};
  const wanted = platform === undefined ? {} : { platform: readPlatform(platform) };
  return registry.describe(image, version, wanted, signal);
}

/** Whether the catalog names this image there. */
export function isRuleOf({ image: named }: ImageRule, image: ImageReference): boolean {
  try {
    return isSameImage(readImageName(named), image);
  } catch {
    return false; // told where that policy is read
  }
}

/**
 * What lies between two versions of an image, by what the registry told of both.
 * @throws the signal's reason, and what `forges` throws
 */
export async function codeBetween(
  before: ImageDescription,
  now: ImageDescription,
  { forges, clock, kept }: Pick<CodeSources, 'forges' | 'clock' | 'kept'>,
  signal: AbortSignal,
): Promise<ImageCode> {
  const range = codeRange(before, now);
  if (range.kind === 'unknown') return unknown(range.said, true);
  if (range.kind === 'same') return { kind: 'same', commit: range.commit };
  const key = [range.source, range.from, range.to].join('\n');
  const known = kept?.get(key);
  const changes = known ?? (await readCodeChanges(range, await forges(signal), clock, signal));
  if (changes.kind === 'unknown') return unknown(changes.said, false);
  kept?.set(key, changes);
  return { kind: 'known', range, changes };
}

function unknown(said: Message, isLasting: boolean): ImageCode {
  return { kind: 'unknown', said, isLasting };
}

/** The hosts of the registries that the catalog names. */
export function registriesOf(rules: readonly ImageRule[]): ReadonlySet<string> {
  return new Set(
    rules.flatMap(({ image }) => {
      try {
        return [readImageName(image.replaceAll('{service}', 'service')).registry];
      } catch {
        return []; // told where that policy is read
      }
    }),
  );
}
