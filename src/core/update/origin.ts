import { compareLink, sourceLink } from '../change/code/links';
import { shownLine } from '../manifest/secrecy/commits';
import { code } from '../promotion/record/untrusted';
import type { ImageDescription } from '../registry/types';

/**
 * Where an image comes from, as lines of Markdown below its own: digest, when it was built, source and revision, and a link
 * that compares the revisions. All of it is text of whoever built it.
 * Source: OCI image specification 1.1, "Annotations".
 */
export function originLines(now: ImageDescription, before: ImageDescription | undefined): readonly string[] {
  const { digest, created, annotations, originFrom } = now;
  const source = sourceLink(annotations.source);
  const revision = annotations.revision;
  const by = originFrom === 'labels' ? ' (by its labels, which may be those of its base image)' : '';
  const compare = source === undefined ? undefined : compareLink(source, before?.annotations.revision, revision);
  return [
    `  - digest ${code(digest, 150)}`,
    ...(created === undefined ? [] : [`  - built ${new Date(created).toISOString()}, as it says itself`]),
    ...(annotations.source === undefined
      ? []
      : [`  - source ${source === undefined ? shown(annotations.source) : `<${source}>`}${by}`]),
    ...(revision === undefined ? [] : [`  - revision ${shown(revision)}`]),
    ...(compare === undefined ? [] : [`  - [what changed in the source](${compare})`]),
  ];
}

function shown(text: string): string {
  return code(shownLine(text), 200);
}
