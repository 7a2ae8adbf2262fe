import { subjectOf } from '../../manifest/secrecy/commits';
import { code, escaped } from '../../promotion/record/untrusted';
import { short } from '../../support/sha';
import type { Requirement } from '../requirement';
import { reasonsOf, type Verdict } from '../verdict';
import { detailsOf } from './details';

const words: Readonly<Record<Requirement['state'], string>> = {
  met: '✓',
  waiting: '✗ not yet',
  failing: '✗ fails',
  unknown: '? not known',
};

/** The verdict as Markdown, for the summary of a pipeline's run. Nothing of a text from outside is markup in it. */
export function summaryOf(verdict: Verdict): string {
  const { service, environment, branch, commit, requirements, startedAt, endedAt, settleMs, movedTo } = verdict;
  const verified = verdict.kind === 'verified';
  const title = `${escaped(service)}/${escaped(environment)} is ${verified ? 'verified' : 'not verified'}`;
  const seconds = Math.round((endedAt - startedAt) / 1000);
  const reasons = reasonsOf(verdict);
  return [
    `## ${verified ? '✓' : '✗'} ${title}`,
    '',
    `Commit ${code(short(commit.sha))} of branch ${code(branch)}: ${escaped(subjectOf(commit))}`,
    '',
    verified
      ? `All of it has been true for ${settleMs / 1000} s; it took ${seconds} s.`
      : `After ${seconds} s ${reasons.length === 0 ? 'it had not been true for long enough' : 'this was not true'}:`,
    ...(movedTo === undefined ? [] : ['', `The branch has moved on to ${code(short(movedTo))} since.`]),
    '',
    ...reasons.flatMap((reason) => [
      `- ${escaped(reason.subject)}: ${escaped(reason.said)}`,
      ...detailsOf(reason).map((line) => `  - ${code(line, 300)}`),
    ]),
    ...(reasons.length > 0 ? [''] : []),
    '| what | how it stands | |',
    '|---|---|---|',
    ...requirements.map(({ subject, said, state }) => `| ${cell(subject)} | ${words[state]} | ${cell(said)} |`),
    '',
  ].join('\n');
}

/** A cell of a table ends at each `|`. */
function cell(text: string): string {
  return escaped(text).replaceAll('|', '\\|');
}
