import type { Instant } from '../support/clock';
import type { Observation } from '../support/observation';

/** The hash of a manifest or blob, with its algorithm: `sha256:` and 64 hexadecimal digits. */
export type Digest = string;

/** An image as a person names it: where it lies, and perhaps which version of it. */
export interface ImageReference {
  /** The name as it was written, without tag and digest: `nginx`. What is printed keeps it. */
  readonly name: string;
  /** Host, with port where one was written, in small letters: `docker.io` where none was. */
  readonly registry: string;
  /** As the registry has it: `library/nginx`. */
  readonly repository: string;
  readonly tag?: string;
  /** Where there is one, it counts, and the tag only tells people. */
  readonly digest?: Digest;
}

/** What a program runs on: `linux/arm64/v8`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** The tags of a repository, in the registry's order, which says nothing of their age. */
export interface TagList {
  readonly tags: readonly string[];
  /** There are more than these: the list was too long to be read whole. */
  readonly isCut: boolean;
  /** How many entries were left out since no tag can be called so. */
  readonly unusable: number;
  readonly observed: Observation;
}

/**
 * The keys that are read of `org.opencontainers.image.*`. Each is one line without controls, as others wrote it.
 * Source: OCI image specification 1.1, "Annotations".
 */
export const annotationKeys = [
  'created',
  'revision',
  'source',
  'version',
  'title',
  'description',
  'url',
  'base.name',
  'base.digest',
] as const;

export type AnnotationKey = (typeof annotationKeys)[number];

export type ImageAnnotations = Readonly<Partial<Record<AnnotationKey, string>>>;

/** One version of an image, as the registry has it at one moment. */
export interface ImageDescription {
  /** What the tag named: of an index where there is one. An image that is pinned by it is the same on each platform. */
  readonly digest: Digest;
  /** Of what `digest` names. */
  readonly mediaType: string;
  /** What it can run on; of attestations and the like nothing. Empty where the image does not say. */
  readonly platforms: readonly Platform[];
  /** The manifest that annotations and labels were read from: of the platform that was asked for, where it is an index. */
  readonly manifest: Digest;
  /** When it was built, as it says itself. Nothing where it does not, or says the beginning of time, as reproducible builds do. */
  readonly created?: Instant;
  readonly annotations: ImageAnnotations;
  /**
   * Where `revision` and `source` are from. A label may have come along from the image that this one was built on, so
   * that it may tell of another program. `none`: there is neither.
   */
  readonly originFrom: 'annotations' | 'labels' | 'none';
  readonly observed: Observation;
}

/** What was attached to an image: a signature, a list of parts, a proof of its origin. */
export interface Referrer {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly artifactType: string;
  /** All of its annotations, each one line without controls. */
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ReferrerList {
  readonly referrers: readonly Referrer[];
  readonly isCut: boolean;
  readonly observed: Observation;
}

/**
 * What Branchline asks of registries, all of them by one client: each image says where it lies. Nothing is ever written.
 * Each call ends with its signal, has a deadline and bounds of its own, and fails with a `RegistryError`.
 * Source: OCI distribution specification 1.1.
 */
export interface RegistryClient {
  tags(image: ImageReference, signal: AbortSignal): Promise<TagList>;

  /** What a tag names now, at the price of one small request. Nothing of its content is looked at. */
  digest(image: ImageReference, tag: string, signal: AbortSignal): Promise<Digest>;

  /**
   * @param version a tag or a digest; those of the image itself do not count
   * @throws RegistryError `noPlatform` where a platform is asked for that the image does not have
   */
  describe(
    image: ImageReference,
    version: string,
    options: { readonly platform?: Platform | undefined },
    signal: AbortSignal,
  ): Promise<ImageDescription>;

  /** What others attached to a manifest; its content is not read. Nothing attached is an empty list. */
  referrers(image: ImageReference, digest: Digest, signal: AbortSignal): Promise<ReferrerList>;
}
