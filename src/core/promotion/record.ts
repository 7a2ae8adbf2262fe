import { short, type Sha } from '../support/sha';
import { markerOf, versionOf } from './proposal/recorded';
import { code, oneLine } from './untrusted';
import type { PendingItem, Place, PlanCommit } from './plan';

/** A branch that is to be pushed, and the pull request that proposes it. */
export interface ChangeRecord {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** A line of the body that says whose pull request it is: ours, for this edge or this rollback. */
  readonly marker: string;
  /** The commit's message, with the trailers. */
  readonly message: string;
  /** A line of the body that changes with the pushed commit alone: where it stands, the text is up to date. */
  readonly version?: string;
}

export interface RecordParts {
  readonly title: string;
  /** Sentences, already safe. */
  readonly introduction: readonly string[];
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
  /** Lines of the commit's message between subject and trailers, already safe. */
  readonly summary: readonly string[];
  readonly trailers: readonly string[];
  /** Names the edge or the rollback; the same for every version of it. */
  readonly identity: readonly string[];
}

const listedLines = 200;
const listedCommits = 30;
/** GitHub takes 65,536 characters; the hidden part and a forge's own words need room, too. */
const shownCharacters = 50_000;

/**
 * The pull request and the commit's message. The trailers stand in both, hidden in the body: a forge that takes the
 * body for the message of a squash keeps them so.
 */
export function changeRecord(parts: RecordParts): ChangeRecord {
  const { title, introduction, sections, summary, trailers } = parts;
  const marker = markerOf(parts.identity);
  const told = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title: heading, lines }) => [`### ${heading}`, '', ...bounded(lines, listedLines)].join('\n'));
  return {
    title,
    marker,
    body: [cut([...introduction, ...told].join('\n\n')), [marker, ...trailers, '-->'].join('\n')].join('\n\n'),
    message: [title, '', ...(summary.length > 0 ? [...summary, ''] : []), ...trailers, ''].join('\n'),
  };
}

/** The record once its commit is made: the body names it, so that anybody can tell whether the branch was touched since. */
export function ofCommit(record: ChangeRecord, commit: Sha): ChangeRecord {
  const version = versionOf(commit);
  return { ...record, version, body: record.body.replace(/\n-->$/, () => `\n${version}\n-->`) };
}

/** `- path › key: before → after`. Of a Secret's value, nothing is there to be shown. */
export function itemLine(item: PendingItem): string {
  const where = placeText(item);
  const value = (side: unknown) => code(typeof side === 'string' ? side : JSON.stringify(side));
  const known = { before: 'before' in item, after: 'after' in item };
  switch (item.change) {
    case 'added':
      return `- ${where}: added${known.after ? ` ${value(item.after)}` : ''}`;
    case 'removed':
      return `- ${where}: removed${known.before ? ` (was ${value(item.before)})` : ''}`;
    case 'changed':
      return known.before && known.after
        ? `- ${where}: ${value(item.before)} → ${value(item.after)}`
        : `- ${where}: changed`;
  }
}

export function placeLine(place: Place): string {
  return `- ${placeText(place)}`;
}

function placeText({ path, key, document }: Place): string {
  const parts = [code(path), ...(document === undefined ? [] : [code(document)])];
  return [...parts, ...(key && key.length > 0 ? [code(key.join('.'))] : [])].join(' › ');
}

export function commitLines(commits: readonly PlanCommit[]): readonly string[] {
  return commits.map(
    ({ commit, subject, author, time }) =>
      `- ${short(commit)} ${code(subject)} (${code(author, 60)}, ${oneLine(time, 10)})`,
  );
}

/** For a commit's message: a leading dash keeps a subject from being a trailer. */
export function summaryLines(commits: readonly PlanCommit[]): readonly string[] {
  return bounded(
    commits.map(({ commit, subject }) => `- ${short(commit)} ${oneLine(subject)}`),
    listedCommits,
  );
}

function bounded(lines: readonly string[], limit: number): readonly string[] {
  return lines.length <= limit ? lines : [...lines.slice(0, limit), `- and ${lines.length - limit} more`];
}

/** Cut between lines: half a line could leave code or a link open. */
function cut(text: string): string {
  if (text.length <= shownCharacters) return text;
  return `${text.slice(0, text.lastIndexOf('\n', shownCharacters))}\n\nThe rest is cut: the diff shows it all.`;
}
