import { message, type Message } from '../support/message';
import type { ImageDescription } from './types';

/** Two commits of the repository that two versions of an image were built from. */
export interface CodeRange {
  readonly kind: 'range';
  /** Address of the repository, without `.git`. It is what the image says: text of whoever built it. */
  readonly source: string;
  readonly from: string;
  readonly to: string;
  /** Only labels say so, which may have come along from the image that one was built on. */
  readonly isLabelled: boolean;
}

export type CodeOrigin =
  | CodeRange
  /** Both were built from the same commit. */
  | { readonly kind: 'same'; readonly commit: string }
  | { readonly kind: 'unknown'; readonly said: Message };

const commitShape = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What of its code lies between two versions of an image, by what they say of themselves. A revision counts only where it
 * is a whole commit: a part of one, or a name, means something else tomorrow.
 * Source: OCI image specification 1.1, "Annotations".
 */
export function codeRange(before: ImageDescription, now: ImageDescription): CodeOrigin {
  const [from, to] = [before.annotations.revision, now.annotations.revision];
  const [fromSource, source] = [before, now].map(({ annotations }) => plainSource(annotations.source));
  if (from === undefined || to === undefined) {
    return unknown(message('The images do not say which commit they were built from.'));
  }
  if (!commitShape.test(from) || !commitShape.test(to)) {
    return unknown(message('What the images say of their revision is no commit.'));
  }
  if (source === undefined || fromSource === undefined) {
    return unknown(message('The images do not say which repository they were built from.'));
  }
  if (source !== fromSource) {
    return unknown(message('The images were built from two repositories.'));
  }
  if (from === to) return { kind: 'same', commit: to };
  const isLabelled = before.originFrom === 'labels' || now.originFrom === 'labels';
  return { kind: 'range', source, from, to, isLabelled };
}

/** What one version says of itself: its repository, as `CodeRange.source`, and the whole name of a commit of it. */
export type ImageRevision =
  | { readonly kind: 'known'; readonly source: string; readonly revision: string; readonly isLabelled: boolean }
  | { readonly kind: 'unknown'; readonly said: Message };

/** The commit that a version of an image was built from, by what it says of itself. A part of a commit's name is none. */
export function imageRevision({ annotations, originFrom }: ImageDescription): ImageRevision {
  const { revision } = annotations;
  if (revision === undefined) return unknown(message('The image does not say which commit it was built from.'));
  if (!commitShape.test(revision)) return unknown(message('What the image says of its revision is no commit.'));
  const source = plainSource(annotations.source);
  if (source === undefined) return unknown(message('The image does not say which repository it was built from.'));
  return { kind: 'known', source, revision, isLabelled: originFrom === 'labels' };
}

const unknown = (said: Message) => ({ kind: 'unknown', said }) as const;

/** One spelling for each repository; nothing for what is no address of the web. */
function plainSource(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  const path = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname;
  return url.origin + (path.endsWith('.git') ? path.slice(0, -4) : path);
}
