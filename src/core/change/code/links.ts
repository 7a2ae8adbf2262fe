import { shownLine } from '../../manifest/secrecy/commits';
import type { CodeRange } from '../../registry/codeRange';

const longestLink = 300;

/** An address that can be nothing but a link to a page: no credential, no query, no character that Markdown reads. */
export function sourceLink(text: string | undefined): string | undefined {
  if (text === undefined || shownLine(text) !== text) return undefined;
  const url = URL.parse(text);
  if (!url || url.href.length > longestLink) return undefined;
  const plain = url.href.replace(/(?:\.git)?\/?$/, '');
  return /^https?:\/\/[A-Za-z0-9.:[\]-]+(?:\/[A-Za-z0-9._~-]+)*$/.test(plain) ? plain : undefined;
}

/** As GitHub, Gitea and, by paths of their own, GitLab, Bitbucket Cloud and Azure DevOps compare two commits. */
export function compareLink(source: string, before: string | undefined, now: string | undefined): string | undefined {
  const isCommit = (text: string | undefined): text is string => text !== undefined && /^[0-9a-f]{7,64}$/.test(text);
  if (!isCommit(before) || !isCommit(now) || before === now) return undefined;
  const { hostname, pathname } = new URL(source);
  if (pathname.includes('/_git/')) return `${source}/branchCompare?baseVersion=GC${before}&targetVersion=GC${now}`;
  if (hostname === 'bitbucket.org') return `${source}/branches/compare/${now}%0D${before}`;
  const path = hostname.split('.').includes('gitlab') ? '/-/compare/' : '/compare/';
  return `${source}${path}${before}...${now}`;
}

/** The page that compares what two versions of an image were built from; nothing where its address is not plainly one. */
export function rangeLink({ source, from, to }: CodeRange): string | undefined {
  const plain = sourceLink(source);
  return plain === undefined ? undefined : compareLink(plain, from, to);
}
