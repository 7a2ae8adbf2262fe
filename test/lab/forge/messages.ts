import type { LandingStyle } from '../lab';
import type { CommitInfo } from './branches';
import type { Landed } from './dialect';

/** First line of the commit that lands a pull request. A rebase keeps the messages of its commits. */
export function landingTitle(pullRequest: Landed, style: LandingStyle): string {
  const { title, number, head, base } = pullRequest;
  return style === 'squash'
    ? `${title} (#${number})`
    : `Merge pull request '${title}' (#${number}) from ${head} into ${base}`;
}

/**
 * What the page of the pull request proposes below the title: where it was reviewed, and for a squash its description and
 * who else wrote commits of it.
 *
 * @param commits of the pull request, newest first
 */
export function landingBody(
  pullRequest: Landed,
  style: LandingStyle,
  page: string,
  commits: readonly CommitInfo[],
): string {
  const reviewed = `Reviewed-on: ${page}`;
  if (style !== 'squash') return reviewed;
  const description = pullRequest.body.trim();
  const others = new Set(commits.map(({ author }) => `${author.name} <${author.email}>`));
  others.delete(`${pullRequest.poster.fullName} <${pullRequest.poster.email}>`);
  const coAuthors = [...others].map((author) => `Co-authored-by: ${author}\n`);
  const above = description === '' ? '' : `${description}\n${endsWithTrailers.test(description) ? '' : '\n'}`;
  const line = above !== '' && coAuthors.length > 0 ? '---------\n\n' : '';
  return `${above}${line}${coAuthors.join('')}${reviewed}`;
}

/** Gitea's own rule. */
const endsWithTrailers = /(?:^|\n\n)(?:[\w-]+[ \t]*:[^\n]+\n*(?:[ \t]+[^\n]+\n*)*)+$/;

export function joined(title: string, body: string): string {
  return body === '' ? title : `${title}\n\n${body}`;
}
