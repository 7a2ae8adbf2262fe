import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Answer } from '../../../core/judge/judgeAll';
import type { Posted } from '../../../core/judge/post/postVerdict';
import { standsAs } from '../../../core/judge/report/comment';
import { verdictDocument } from '../../../core/judge/report/document';
import { summaryOf } from '../../../core/judge/report/summary';
import type { Weight } from '../../../core/judge/finding';
import type { Verdict, VerdictKind } from '../../../core/judge/verdict';
import { shownLine } from '../../../core/manifest/secrecy/commits';
import { oneLine } from '../../../core/support/oneLine';
import { BranchlineError, reasonOf } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext, ExitCode } from '../../context';
import { itemText, placeText } from '../../output/text';
import type { JudgeCall } from './call';

const marks: Readonly<Record<VerdictKind, string>> = { success: '✓', failure: '✗', pending: '…', unjudged: '?' };
const weights: Readonly<Record<Weight, string>> = { failure: '✗', unjudged: '?', pending: '…', told: '·' };

/** One JSON document: of one pull request, or with `--all` a list. For people a few lines each. */
export function printAnswers(answers: readonly Answer[], { json, all }: JudgeCall, context: CliContext): void {
  if (json) {
    const documents = answers.map((answer) =>
      answer.kind === 'judged' ? verdictDocument(answer.verdict, answer.posted) : failedDocument(answer),
    );
    context.print(JSON.stringify(all ? documents : documents[0], null, 2));
    return;
  }
  if (answers.length === 0) context.print('There is no open pull request towards an environment.');
  for (const line of answers.flatMap(linesOf)) context.print(line);
}

function failedDocument({ service, number, said }: Extract<Answer, { readonly kind: 'failed' }>) {
  return { service, ...(number === undefined ? {} : { pullRequest: number }), verdict: 'unjudged', said, reasons: [] };
}

function linesOf(answer: Answer): readonly string[] {
  if (answer.kind === 'failed') {
    const number = answer.number === undefined ? '' : ` #${answer.number}`;
    return [`? ${answer.service}${number}: ${oneLine(answer.said, 400)}`];
  }
  const { verdict, posted } = answer;
  return [...verdictLines(verdict), ...postedLines(posted)];
}

function verdictLines({ subject, kind, said, findings, items }: Verdict): readonly string[] {
  const { service, number, environment, title } = subject;
  return [
    `${marks[kind]} ${service} #${number} towards ${environment} (${oneLine(shownLine(title), 80)}): ${oneLine(said, 300)}`,
    ...findings.flatMap((finding) => [
      `  ${weights[finding.weight]} ${oneLine(finding.said, 400)}`,
      ...(finding.items ?? []).map((item) => `      ${placeText(item)}`),
    ]),
    ...(items.length > 0 ? ['  brings:'] : []),
    ...items.map((item) => {
      const what = standsAs(item);
      return `    ${itemText({ ...item, reintroduced: false })}${what === '' ? '' : `  (${what})`}`;
    }),
  ];
}

function postedLines(posted: Posted | undefined): readonly string[] {
  if (posted?.kind !== 'posted') return [];
  const { status, comment } = posted;
  const words = { posted: 'posted', none: 'is as it was', created: 'written', updated: 'brought up to date' } as const;
  return [
    ...(typeof status === 'string' ? [`  status: ${words[status]}`] : []),
    ...(typeof comment === 'string' ? [`  comment: ${words[comment]}`] : []),
  ];
}

/** What the forge refused goes to stderr, whatever the output is. */
export function warnOfFailures(answers: readonly Answer[], context: CliContext): void {
  for (const answer of answers) {
    if (answer.kind !== 'judged' || answer.posted?.kind !== 'posted') continue;
    const { status, comment } = answer.posted;
    const { service, number } = answer.verdict.subject;
    for (const [what, outcome] of [['status', status] as const, ['comment', comment] as const]) {
      if (typeof outcome === 'string') continue;
      context.warn(`branchline: the ${what} of ${service} #${number} was not posted: ${outcome.failed}`);
    }
  }
}

/** 1 where something could not be judged, or what was asked for could not be posted; else 2 where something may not be merged. */
export function exitOf(answers: readonly Answer[]): ExitCode {
  const codes = answers.map((answer): ExitCode => {
    if (answer.kind === 'failed' || answer.verdict.kind === 'unjudged') return 1;
    if (answer.verdict.kind !== 'success') return 2;
    const { posted } = answer;
    const isPosted =
      posted?.kind !== 'posted' || [posted.status, posted.comment].every((one) => typeof one === 'string');
    return isPosted ? 0 : 1;
  });
  return ([1, 2] as const).find((code) => codes.includes(code)) ?? 0;
}

/** Added to what is there: a pipeline has one summary for all of its steps. */
export async function writeSummary(
  answers: readonly Answer[],
  { summary }: JudgeCall,
  { folder }: CliContext,
): Promise<void> {
  if (summary === undefined) return;
  try {
    await appendFile(resolve(folder, summary), summaryOf(answers));
  } catch (error) {
    const values = { file: summary, reason: reasonOf(error) };
    throw new BranchlineError('cli/notWritten', message('{file} could not be written: {reason}', values));
  }
}
