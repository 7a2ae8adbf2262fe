import type { LandingStyle } from '../lab';
import type { CommitInfo } from './branches';
import type { PullRequestRecord } from './state';

/** First line of the commit that lands a pull request. A rebase keeps the messages of its commits. */
export function landingTitle(pullRequest: PullRequestRecord, style: LandingStyle): string {
  const { title, number, head, base } = pullRequest;
  return style === 'squash'
    ? `${title} (#${number})`
    : `Merge pull request '${title}' (#${number}) from ${head} into ${base}`;
}

/**
 * What the page of the pull request proposes below the title: for a merge where it was reviewed, for a squash the
 * messages of its commits, oldest first, without the title that stands above already.
 */
export function landingBody(
  pullRequest: PullRequestRecord,
  style: LandingStyle,
  page: string,
  commits: readonly CommitInfo[],
): string {
  if (style !== 'squash') return `Reviewed-on: ${page}`;
  const messages = commits.map(({ message }) => message.trim()).reverse();
  const first = messages[0] ?? '';
  const shortened = first.startsWith(pullRequest.title) ? first.slice(pullRequest.title.length).trim() : first;
  const rest = [shortened, ...messages.slice(1)].filter((message) => message !== '');
  return [...rest, `Reviewed-on: ${page}`].join('\n\n');
}

export function joined(title: string, body: string): string {
  return body === '' ? title : `${title}\n\n${body}`;
}
