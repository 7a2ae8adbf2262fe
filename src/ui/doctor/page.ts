import * as vscode from 'vscode';
import type { SourcePosition } from '../../core/catalog/source';
import type { Finding, NotChecked, Report } from '../../core/doctor/finding';
import type { Severity } from '../../core/doctor/rules/rule';
import { groupedFindings, groupedUnseen } from '../../core/doctor/report/grouped';
import { list, section } from '../preview/parts';
import { escaped } from '../words/markdown';

const { t } = vscode.l10n;

/** What was found, the gravest first, each once with all that it concerns; and what nobody knows, since it was not looked at. */
export function doctorPage(report: Report, at: string): string {
  const { services, findings, notChecked } = report;
  const ofSeverity = (severity: Severity) => findingList(findings.filter((finding) => finding.severity === severity));
  const summary =
    notChecked.length > 0
      ? t('{services} services were looked at, at {at}. Not all could be checked.', { services, at })
      : t('{services} services were looked at, at {at}. Everything was checked.', { services, at });
  return [
    `# ${t('Check of the fleet')}`,
    escaped(summary),
    findings.length === 0 && notChecked.length === 0 ? t('Nothing was found.') : '',
    section(t('Errors'), ofSeverity('error')),
    section(t('Warnings'), ofSeverity('warning')),
    section(t('Worth knowing'), ofSeverity('note')),
    section(t('Not checked'), unseenList(notChecked)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function findingList(findings: readonly Finding[]): string {
  return list(
    groupedFindings({ findings }).map(({ finding: { what, why, fix, code }, subjects, positions }) =>
      [
        `${subjectsText(subjects)}${escaped(what)} (${escaped(code)})`,
        escaped(why),
        `→ ${escaped(fix)}`,
        ...(positions.length === 0 ? [] : [escaped(placesText(positions))]),
      ].join('  \n  '),
    ),
  );
}

function placesText(positions: readonly SourcePosition[]): string {
  const lines = positions.map(({ line }) => line).join(', ');
  return t('branchline.yaml, line {lines}', { lines });
}

function unseenList(notChecked: readonly NotChecked[]): string {
  return list(
    groupedUnseen({ notChecked }).map(
      ({ said, checks, subjects }) => `${subjectsText(subjects)}${escaped(said)} (${escaped(checks.join(', '))})`,
    ),
  );
}

function subjectsText(subjects: readonly string[]): string {
  return subjects.length === 0 ? '' : `**${escaped(subjects.join(', '))}**: `;
}
