import { shownLine } from '../manifest/secrecy/commits';
import { code } from '../promotion/record/untrusted';
import type { ImageDescription } from '../registry/types';

const longestLink = 300;

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

/** An address that can be nothing but a link to a page: no credential, no query, no character that Markdown reads. */
function sourceLink(text: string | undefined): string | undefined {
  if (text === undefined || shownLine(text) !== text) return undefined;
  const url = URL.parse(text);
  if (!url || url.href.length > longestLink) return undefined;
  const plain = url.href.replace(/(?:\.git)?\/?$/, '');
  return /^https?:\/\/[A-Za-z0-9.:[\]-]+(?:\/[A-Za-z0-9._~-]+)*$/.test(plain) ? plain : undefined;
}

/** As GitHub, Gitea and, by its own path, GitLab compare two commits. */
function compareLink(source: string, before: string | undefined, now: string | undefined): string | undefined {
  const isCommit = (text: string | undefined): text is string => text !== undefined && /^[0-9a-f]{7,64}$/.test(text);
  if (!isCommit(before) || !isCommit(now) || before === now) return undefined;
  const path = new URL(source).hostname.split('.').includes('gitlab') ? '/-/compare/' : '/compare/';
  return `${source}${path}${before}...${now}`;
}
