import { writeFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { Finding, NotChecked, Report } from '../../../core/doctor/finding';
import { reportDocument } from '../../../core/doctor/report/document';
import { sarifOf } from '../../../core/doctor/report/sarif';
import type { Severity } from '../../../core/doctor/rules/rule';
import { groupBy } from '../../../core/support/groupBy';
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
  const found = groupBy(report.findings, ({ code, what, fix }) => JSON.stringify([code, what, fix]));
  for (const line of [...found.values()].flatMap((group) => findingLines(group, file))) context.print(line);
  const unseen = groupBy(report.notChecked, ({ said }) => said);
  for (const line of [...unseen.values()].flatMap(unseenLines)) context.print(line);
  context.print(countsOf(report));
}

function findingLines(group: readonly Finding[], file: string): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const { severity, code, what, why, fix } = first;
  return [
    `${marks[severity]} ${subjectsOf(group)}${what}  [${code}]`,
    `    ${why}`,
    `    → ${fix}`,
    ...placesOf(group, file),
  ];
}

/** All on one line, the file once: an editor's terminal opens the first. */
function placesOf(group: readonly Finding[], file: string): readonly string[] {
  const places = [...new Set(group.flatMap(({ position: at }) => (at ? [`${at.line}:${at.column}`] : [])))];
  if (places.length === 0) return [];
  return [`    ${file}:${places.slice(0, mostSubjects).join(', ')}${moreThan(places.length)}`];
}

function moreThan(count: number): string {
  return count > mostSubjects ? ` and ${count - mostSubjects} more` : '';
}

function unseenLines(group: readonly NotChecked[]): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const what = [...new Set(group.map(({ check }) => check))].join(', ');
  return [`? ${subjectsOf(group)}${first.said}`, `    not checked: ${what}`];
}

function subjectsOf(group: readonly { readonly service?: string; readonly environment?: string }[]): string {
  const names = group.flatMap(({ service, environment }) =>
    service === undefined ? [] : [environment === undefined ? service : `${service}/${environment}`],
  );
  const subjects = [...new Set(names)];
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
