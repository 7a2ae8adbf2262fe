import type { CommitInfo } from '../branches';
import type { Dialect, Landed } from '../dialect';
import { joined } from '../messages';

/**
 * Source: GitHub docs, "About merge methods" and "Configuring commit squashing for pull requests", its usual messages: a squash
 * of one commit has what that says, one of several lists them below the title.
 */
export const landingTexts: Dialect['landingTexts'] = (pull, style, { commits, repository }) => {
  const { number, title, head } = pull;
  if (style !== 'squash') {
    return {
      message: `Merge pull request #${number} from ${repository.owner.name}/${head}\n\n${title}`,
      isPlain: true,
    };
  }
  const [only, ...more] = commits.toReversed();
  const said = only && more.length === 0 ? only.message.trim() : undefined;
  const [subject = title, ...rest] = said === undefined ? [title] : said.split('\n');
  const body = said === undefined ? listed(commits) : rest.join('\n').trim();
  return { message: joined(`${subject} (#${number})`, withAuthors(body, pull, commits)), isPlain: true };
};

function listed(commits: readonly CommitInfo[]): string {
  return commits
    .toReversed()
    .map(({ message }) => `* ${message.trim()}`)
    .join('\n\n');
}

/** Below a line, since August 2022. */
function withAuthors(body: string, { poster }: Landed, commits: readonly CommitInfo[]): string {
  const others = new Set(commits.map(({ author }) => `Co-authored-by: ${author.name} <${author.email}>`));
  others.delete(`Co-authored-by: ${poster.fullName} <${poster.email}>`);
  if (others.size === 0) return body;
  return [...(body === '' ? [] : [body, '---------']), [...others].join('\n')].join('\n\n');
}
