import { createHash } from 'node:crypto';

/** What the body of a pull request says of the code that changed images bring. */
export interface CodeEvidence {
  /** Lines of Markdown, already safe. */
  readonly lines: readonly string[];
  /**
   * A hidden line for each image of which it is known, by `codeVersion`: where all stand, the text is up to date. None for
   * what is not known: not knowing replaces no knowledge.
   */
  readonly versions: readonly string[];
}

/**
 * The hidden line of one changed image. It changes with what is told, and not with when that was looked at.
 * @param image names the change: the same however often it is looked at
 */
export function codeVersion(image: readonly string[], told: readonly string[]): string {
  return `Promotion-Code: ${hashOf(image)} ${hashOf(told)}`;
}

/** Whether a text knows of an image what the other one would not tell any more: its registry was silent this time. */
export function losesCode(body: string, next: string): boolean {
  const then = imagesIn(next);
  return [...imagesIn(body)].some((image) => !then.has(image));
}

function imagesIn(body: string): ReadonlySet<string> {
  return new Set(
    [...body.matchAll(/^Promotion-Code: ([0-9a-f]{10}) [0-9a-f]{10}\r?$/gm)].map(([, image = '']) => image),
  );
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 10);
}
