import type { MapNode, ScalarNode } from '../manifest/read/nodes';
import type { ImageReference } from '../registry/types';

/** A place of a file that says which version of an image is meant. */
export interface ImageSite {
  /** From the repository's root. */
  readonly path: string;
  /** Keys from the document's root, for people; a list item by its name, else by its number. */
  readonly key: readonly string[];
  /** With the tag and the digest as they stand there. */
  readonly image: ImageReference;
  readonly written: Written;
  /** In a kustomization: the name that images have elsewhere, in the place of whose version it puts its own. */
  readonly replaces?: string;
  /** A tag that those who read the file do not read as this text, but as a number or a word: `1.10` as 1.1. */
  readonly misread?: string;
  /** Comments on its lines: whoever else sets it may say so there. */
  readonly comments: readonly string[];
}

/** How an image is written, with the nodes of the text. */
export type Written =
  /** `registry/name:tag@digest`, in one text. */
  | { readonly kind: 'whole'; readonly node: ScalarNode }
  /** Name and tag each at a key of its own. Where there is no key for a digest, it goes where `digestGoes` says. */
  | {
      readonly kind: 'split';
      readonly map: MapNode;
      readonly tag: ScalarNode;
      readonly digest?: ScalarNode;
      readonly digestGoes: 'behindTag' | 'ownKey';
      /** By their anchors they stand elsewhere, too, and not as those of the same image. */
      readonly isShared: boolean;
    };

/** What is to stand there. Without a digest, none is written. */
export interface Version {
  readonly tag: string;
  readonly digest?: string;
}

/** An image with another version than the one that it has. */
export function withVersion({ name, registry, repository }: ImageReference, version: Version): ImageReference {
  return { name, registry, repository, ...version };
}
