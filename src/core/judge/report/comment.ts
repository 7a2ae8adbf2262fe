import { shownLine } from '../../manifest/secrecy/commits';
import { itemLine, placeLine } from '../../promotion/record/record';
import { withoutMarkers } from '../../promotion/record/recorded';
import { withoutRecords } from '../../promotion/record/trailers';
import { code, escaped } from '../../promotion/record/untrusted';
import { redact } from '../../support/redact';
import { short } from '../../support/sha';
import type { JudgedItem } from '../facts';
import type { Finding, Weight } from '../finding';
import type { Verdict, VerdictKind } from '../verdict';

const titles: Readonly<Record<VerdictKind, string>> = {
  success: '✓ It may be merged',
  failure: '✗ It may not be merged',
  pending: '… It has to wait',
  unjudged: '? It cannot be judged',
};

const marks: Readonly<Record<Weight, string>> = { failure: '✗', unjudged: '?', pending: '…', told: '·' };

const listedFindings = 50;
const listedItems = 50;
/** GitHub takes 65,536 characters. */
const longest = 50_000;

/** The verdict as a page of its own, with what the pull request is called. */
export function verdictPage(verdict: Verdict): string {
  const { number, title } = verdict.subject;
  return `# #${number} ${escaped(shownLine(title))}\n\n${commentOf(verdict)}`;
}

/**
 * The verdict in Markdown. Nothing of a text from outside is markup, mentions anybody, or stands for a record; no time is
 * in it, so that it changes only with what it says.
 */
export function commentOf(verdict: Verdict): string {
  const { subject, kind, findings, items } = verdict;
  const { environment, service, head, base } = subject;
  const lines = [
    `### ${titles[kind]}: ${escaped(service)}/${escaped(environment)}`,
    '',
    `${code(short(head.commit))} into ${code(base.branch)} at ${code(short(base.commit))}: ${escaped(redact(verdict.said))}`,
    ...section('Why', bounded(findings, listedFindings).flatMap(findingLines)),
    ...section('What it brings', bounded(items, listedItems).map(itemLineOf)),
    ...(items.length > listedItems ? [`- and ${items.length - listedItems} more`] : []),
  ];
  return withoutMarkers(withoutRecords(cut(lines)));
}

/** Cut between lines: half a line could leave code open. */
function cut(lines: readonly string[]): string {
  let length = 0;
  const kept = lines.findIndex((line) => (length += line.length + 1) > longest);
  return kept < 0 ? lines.join('\n') : [...lines.slice(0, kept), '', 'The rest is cut.'].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `**${title}**`, '', ...lines];
}

function bounded<T>(all: readonly T[], limit: number): readonly T[] {
  return all.slice(0, limit);
}

function findingLines({ weight, said, items = [] }: Finding): readonly string[] {
  return [
    `- ${marks[weight]} ${escaped(redact(said))}`,
    ...bounded(items, listedItems).map((item) => `  ${placeLine(item)}`),
    ...(items.length > listedItems ? [`  - and ${items.length - listedItems} more`] : []),
  ];
}

function itemLineOf(item: JudgedItem): string {
  const what = standsAs(item);
  return `${itemLine(item)}${what === '' ? '' : ` (${what})`}`;
}

/** In a few words; nothing for what is as promised. */
export function standsAs({ standing, owned, secret, reintroduced }: JudgedItem): string {
  return [
    ...(standing === undefined || standing === 'promised' ? [] : [words[standing]]),
    ...(owned ? ['belongs to the environment'] : []),
    ...(secret ? ['a plain value of a Secret'] : []),
    ...(reintroduced ? ['was rolled back'] : []),
  ].join(', ');
}

const words = {
  hotfix: 'a hotfix',
  otherValue: 'another value than promised',
  older: 'an older value',
  overrules: 'the plan keeps what is there',
  settles: 'settles a conflict',
} as const;
