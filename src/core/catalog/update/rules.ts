import type { ImageRuleFile, UpdateFile } from './schema';

/** Which tag of an image is wanted. */
export type TagPolicy =
  /** The highest version in a range. */
  | { readonly kind: 'semver'; readonly range: string }
  /** The highest by what the named group of an expression holds. */
  | { readonly kind: 'pattern'; readonly pattern: string; readonly order: PatternOrder }
  /** The one that was built last, of those that the expression finds. */
  | { readonly kind: 'newest'; readonly pattern?: string }
  /** The tag stays; its digest follows it. */
  | { readonly kind: 'same' };

export type PatternOrder = 'numeric' | 'time' | 'alphabetical';

/** An image that is kept up to date, and how. */
export interface ImageRule {
  /** Without a tag. `{service}` is filled in. */
  readonly image: string;
  readonly policy: TagPolicy;
  /** Globs of tags that are never proposed. */
  readonly exclude: readonly string[];
  readonly pinsDigest: boolean;
  /** As `linux/arm64`. */
  readonly platform?: string;
  /** Whether the forge is asked to land what brings it by itself. */
  readonly automerge?: boolean;
  /** Places beside containers and kustomize images. */
  readonly at: readonly { readonly file: string; readonly path: string }[];
}

/** The rules of a file that is right. */
export function imageRules({ images, automerge: ofAll = false }: UpdateFile): readonly ImageRule[] {
  return images.map(({ image, exclude = [], digest, platform, automerge = ofAll, at = [], ...said }) => ({
    image,
    policy: policyOf(said),
    exclude,
    pinsDigest: digest === 'pin',
    ...(automerge ? { automerge } : {}),
    ...(platform === undefined ? {} : { platform }),
    at,
  }));
}

function policyOf({ semver, pattern, order, newest }: Partial<ImageRuleFile>): TagPolicy {
  if (semver !== undefined) return { kind: 'semver', range: semver };
  if (newest) return { kind: 'newest', ...(pattern === undefined ? {} : { pattern }) };
  if (pattern !== undefined && order !== undefined) return { kind: 'pattern', pattern, order };
  return { kind: 'same' };
}

/**
 * What a service says of an image wins over what is said for all.
 * @param filled a text with its places filled in
 */
export function rulesFor(
  all: readonly ImageRule[] = [],
  own: readonly ImageRule[] = [],
  filled: (text: string) => string,
): readonly ImageRule[] {
  const fill = (rules: readonly ImageRule[]) => rules.map((rule) => ({ ...rule, image: filled(rule.image) }));
  const first = fill(own);
  const named = new Set(first.map(({ image }) => image));
  return [...first, ...fill(all).filter(({ image }) => !named.has(image))];
}
