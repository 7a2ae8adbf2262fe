import { appendFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BranchlineError, reasonOf } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { short } from '../../../core/support/sha';
import type { ContainerLog } from '../../../core/verify/logs';
import { detailsOf } from '../../../core/verify/report/details';
import { verdictDocument, type Posted } from '../../../core/verify/report/document';
import { junitOf } from '../../../core/verify/report/junit';
import { summaryOf } from '../../../core/verify/report/summary';
import type { Requirement } from '../../../core/verify/requirement';
import { evidenceOf, reasonsOf, subjectLine, type Subject, type Verdict } from '../../../core/verify/verdict';
import type { CliContext } from '../../context';
import type { VerifyCall } from './call';

const marks: Readonly<Record<Requirement['state'], string>> = { met: '✓', waiting: '…', failing: '✗', unknown: '?' };

/** Says each change on stderr, with the time since the beginning; what is verified first. */
export function printProgress(
  subject: Subject,
  startedAt: number,
  context: CliContext,
): (changed: Requirement) => void {
  context.warn(`Verifying ${subjectLine(subject)}`);
  return ({ state, subject: what, said }) => context.warn(`${elapsed(startedAt)} ${marks[state]} ${what}: ${said}`);
}

function elapsed(since: number): string {
  const seconds = Math.floor((Date.now() - since) / 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** JSON, or a few lines for people: the verdict, then why. */
export function printVerdict(
  verdict: Verdict,
  posted: Posted | undefined,
  { json }: VerifyCall,
  context: CliContext,
): void {
  if (json) context.print(JSON.stringify(verdictDocument(verdict, posted), null, 2));
  else for (const line of linesOf(verdict)) context.print(line);
  if (posted?.kind === 'failed') context.warn(`branchline: ${posted.said}`);
}

/** What containers printed last. */
export function printLogs(logs: readonly ContainerLog[], context: CliContext): void {
  for (const { subject, lines } of logs) {
    context.warn(`${subject}:`);
    for (const line of lines) context.warn(`    ${line}`);
    if (lines.length === 0) context.warn('    It printed nothing.');
  }
}

function linesOf(verdict: Verdict): readonly string[] {
  if (verdict.kind === 'verified') return [`✓ verified: ${evidenceOf(verdict)}`, ...movedLine(verdict)];
  const { service, environment, commit, kind, startedAt, endedAt } = verdict;
  const seconds = Math.round((endedAt - startedAt) / 1000);
  const reasons = reasonsOf(verdict);
  const why = kind === 'late' ? `not in time (${seconds} s)` : `no use in waiting on (${seconds} s)`;
  return [
    `✗ not verified: ${service}/${environment} at ${short(commit.sha)}, ${why}`,
    ...reasons.flatMap((reason) => [
      `  ${marks[reason.state]} ${reason.subject}: ${reason.said}`,
      ...detailsOf(reason).map((line) => `      ${line}`),
    ]),
    ...(reasons.length === 0 ? ['  It was true, and not for long enough.'] : []),
    ...movedLine(verdict),
  ];
}

function movedLine({ branch, movedTo }: Verdict): readonly string[] {
  return movedTo === undefined ? [] : [`  Branch ${branch} has moved on to ${short(movedTo)} since.`];
}

/** The files that were asked for. A summary is added to what is there: a pipeline has one for all of its steps. */
export async function writeFiles(
  verdict: Verdict,
  { junit, summary }: VerifyCall,
  { folder }: CliContext,
): Promise<void> {
  if (junit !== undefined) await written(junit, (path) => writeFile(path, junitOf(verdict)), folder);
  if (summary !== undefined) await written(summary, (path) => appendFile(path, summaryOf(verdict)), folder);
}

async function written(file: string, write: (path: string) => Promise<void>, folder: string): Promise<void> {
  try {
    await write(resolve(folder, file));
  } catch (error) {
    throw new BranchlineError(
      'cli/notWritten',
      message('{file} could not be written: {reason}', { file, reason: reasonOf(error) }),
    );
  }
}
