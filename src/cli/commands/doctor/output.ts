import { writeFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { SourcePosition } from '../../../core/catalog/source';
import type { Report } from '../../../core/doctor/finding';
import {
  groupedFindings,
  groupedUnseen,
  type GroupedFinding,
  type GroupedUnseen,
} from '../../../core/doctor/report/grouped';
import { reportDocument } from '../../../core/doctor/report/document';
import { sarifOf } from '../../../core/doctor/report/sarif';
import type { Severity } from '../../../core/doctor/rules/rule';
import { BranchlineError, reasonOf } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import type { CliContext, ExitCode } from '../../context';

const marks: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', note: '·' };
const mostSubjects = 8;

/** One JSON document, or a few lines a finding: what was found in several places is told once, with the places. */
export function printReport(
  report: Report,
  { json, catalog }: { readonly json: boolean; readonly catalog: string },
  context: CliContext,
): void {
  if (json) {
    context.print(JSON.stringify(reportDocument(report), null, 2));
    return;
  }
  const file = oneLine(pathFrom(context.folder, catalog), 200);
  for (const line of groupedFindings(report).flatMap((group) => findingLines(group, file))) context.print(line);
  for (const line of groupedUnseen(report).flatMap(unseenLines)) context.print(line);
  context.print(countsOf(report));
}

function findingLines({ finding, subjects, positions }: GroupedFinding, file: string): readonly string[] {
  const { severity, code, what, why, fix, page } = finding;
  return [
    `${marks[severity]} ${subjectsText(subjects)}${what}  [${code}]`,
    `    ${why}`,
    `    → ${fix}`,
    ...(page !== undefined && subjects.length === 1 ? [`      ${page}`] : []),
    ...placesOf(positions, file),
  ];
}

/** All on one line, the file once: an editor's terminal opens the first. */
function placesOf(positions: readonly SourcePosition[], file: string): readonly string[] {
  if (positions.length === 0) return [];
  const places = positions.slice(0, mostSubjects).map(({ line, column }) => `${line}:${column}`);
  return [`    ${file}:${places.join(', ')}${moreThan(positions.length)}`];
}

function moreThan(count: number): string {
  return count > mostSubjects ? ` and ${count - mostSubjects} more` : '';
}

function unseenLines({ said, checks, subjects }: GroupedUnseen): readonly string[] {
  return [`? ${subjectsText(subjects)}${said}`, `    not checked: ${checks.join(', ')}`];
}

function subjectsText(subjects: readonly string[]): string {
  if (subjects.length === 0) return '';
  return `${subjects.slice(0, mostSubjects).join(', ')}${moreThan(subjects.length)}: `;
}

function countsOf({ services, findings, notChecked }: Report): string {
  const count = (severity: Severity) =>
    counted(findings.filter((finding) => finding.severity === severity).length, severity);
  const unseen = notChecked.length === 0 ? 'everything was checked' : `${notChecked.length} not checked`;
  return `${counted(services, 'service')}: ${count('error')}, ${count('warning')}, ${count('note')}; ${unseen}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** 1 where something was not checked: nobody can say that it is fine. */
export function exitOf({ findings, notChecked }: Report): ExitCode {
  if (notChecked.length > 0) return 1;
  return findings.some(({ severity }) => severity !== 'note') ? 2 : 0;
}

/** Written anew: a file of an earlier run is none of this one. @throws BranchlineError where it cannot be written */
export async function writeSarif(
  report: Report,
  { to, catalog }: { readonly to: string; readonly catalog: string },
  { folder }: CliContext,
): Promise<void> {
  try {
    await writeFile(resolve(folder, to), `${JSON.stringify(sarifOf(report, pathFrom(folder, catalog)), null, 2)}\n`);
  } catch (error) {
    const values = { file: to, reason: reasonOf(error) };
    throw new BranchlineError('cli/notWritten', message('{file} could not be written: {reason}', values));
  }
}

function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
