import { short, type Sha } from '../../support/sha';
import type { PullRequestTemplate } from '../../catalog/catalog';
import { fillTemplate } from '../../catalog/pullRequestTemplate';
import { withBlocksEnded } from '../../catalog/openBlock';
import { markerOf, versionOf, withoutMarkers } from './recorded';
import { templateLine, textLine } from './wording';
import { withoutRecords } from './trailers';
import type { CodeEvidence } from './codeEvidence';
import { code, escaped } from './untrusted';
import { oneLine } from '../../support/oneLine';
import type { PendingItem, ContentKey, PlanCommit } from '../plan';

/** A branch that is to be pushed, and the pull request that proposes it. */
export interface ChangeRecord {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** A line of the body that says whose pull request it is: ours, for this edge or this rollback. */
  readonly marker: string;
  /** The commit's message, with the trailers. */
  readonly message: string;
  /** Lines of the body that change with what it tells and with the template, not with time: where all stand, it is up to date. */
  readonly versions?: readonly string[];
}

export interface RecordSection {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** What a template shows in the place of no lines, where that means something else than that there is none. */
  readonly otherwise?: string;
}

export interface RecordParts {
  /** Of the commit: the same whoever makes it, so that it names no service. */
  readonly title: string;
  /** Of the pull request, where that can say more than the commit. */
  readonly headline?: string;
  /** Sentences, already safe: what changes, before everything else. */
  readonly introduction: readonly string[];
  /** The same: from which commits it is made, after everything else. */
  readonly origin?: readonly string[];
  /** By the names that a template has for them. */
  readonly sections: readonly RecordSection[];
  /** Words that a template may hold, as they are. */
  readonly words?: Readonly<Record<string, string>>;
  /** Lines of the commit's message between subject and trailers, already safe. */
  readonly summary: readonly string[];
  readonly trailers: readonly string[];
  /** Names the edge or the rollback; the same for every version of it. */
  readonly identity: readonly string[];
}

const listedLines = 200;
const listedCommits = 30;
/** GitHub takes 256 characters, Gitea 255. */
const titleCharacters = 250;
/** GitHub takes 65,536 characters; the hidden part and a forge's own words need room, too. */
const shownCharacters = 50_000;

/**
 * The pull request and the commit's message. The trailers stand in both, hidden in the body: a forge that takes the
 * body for the message of a squash keeps them so. A template changes what the pull request shows, and nothing else: two
 * people with two catalogs still make the same commit, and no text can stand for the hidden part.
 */
export function changeRecord(parts: RecordParts, template: PullRequestTemplate = {}): ChangeRecord {
  const { title, headline, summary, trailers } = parts;
  const shownTitle = headline === undefined ? title : oneLine(headline, titleCharacters);
  const marker = markerOf(parts.identity);
  const shown = template.body === undefined ? defaultBody(parts) : filledBody(template.body, parts);
  return {
    title: (template.title !== undefined && filledTitle(template.title, parts)) || shownTitle,
    marker,
    body: [cut(withoutMarkers(withoutRecords(shown))), [marker, ...trailers, '-->'].join('\n')].join('\n\n'),
    versions: [templateLine(template)],
    message: [title, '', ...(summary.length > 0 ? [...summary, ''] : []), ...trailers, ''].join('\n'),
  };
}

function defaultBody({ introduction, origin = [], sections }: RecordParts): string {
  const told = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => [`### ${title}`, '', ...bounded(lines, listedLines)].join('\n'));
  return [...introduction, ...told, ...(origin.length > 0 ? ['---', ...origin] : [])].join('\n\n');
}

function filledTitle(template: string, { words = {} }: RecordParts): string {
  return oneLine(
    fillTemplate(template, (place) => words[place]),
    titleCharacters,
  );
}

function filledBody(template: string, { introduction, origin = [], sections, words = {} }: RecordParts): string {
  const lists = new Map([
    ['notes', [...introduction, ...origin].join('\n\n')],
    ...sections.map(
      ({ name, lines, otherwise = '- none' }) => [name, bounded(lines, listedLines).join('\n') || otherwise] as const,
    ),
  ]);
  return fillTemplate(template, (place) => {
    const word = words[place];
    return word === undefined ? lists.get(place) : escaped(word);
  });
}

/**
 * The record once its commit is made: the body names it, so that anybody can tell whether the branch was touched since.
 * @param more further lines that change with what is told
 */
export function ofCommit(record: ChangeRecord, commit: Sha, ...more: readonly string[]): ChangeRecord {
  const versions = [versionOf(commit), ...(record.versions ?? []), ...more];
  const lines = [...versions, textLine(record)].join('\n');
  return { ...record, versions, body: record.body.replace(/\n-->$/, () => `\n${lines}\n-->`) };
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

/** What changed images bring of their code, or take back. Nothing where nobody looked, which is not that there is none. */
export function codeSection(code: CodeEvidence | undefined): RecordSection {
  return { name: 'code', title: 'Code', lines: code?.lines ?? [], ...(code ? {} : { otherwise: '- not looked at' }) };
}

export function placeLine(place: ContentKey): string {
  return `- ${placeText(place)}`;
}

function placeText({ path, key, document }: ContentKey): string {
  const parts = [code(path), ...(document === undefined ? [] : [code(document)])];
  return [...parts, ...(key && key.length > 0 ? [code(key.join('.'))] : [])].join(' › ');
}

export function commitLines(commits: readonly PlanCommit[]): readonly string[] {
  return commits.map(
    ({ commit, subject, author, time }) =>
      `- ${short(commit)} ${code(subject)} (${code(author, 60)}, ${oneLine(time.slice(0, 10))})`,
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

/** Cut between lines: half a line could leave code or a link open. What is left open would hide all that follows. */
function cut(text: string): string {
  if (text.length <= shownCharacters) return withBlocksEnded(text);
  const end = text.lastIndexOf('\n', shownCharacters);
  return `${withBlocksEnded(text.slice(0, end > 0 ? end : shownCharacters))}\n\nThe rest is cut: the diff shows it all.`;
}
