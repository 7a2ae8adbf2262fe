import type { Finding, NotChecked, Report } from '../finding';
import { rules, type Code } from '../rules';
import { shown } from '../shown';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * The report as SARIF, for whoever collects findings of many tools. What was not checked is a notification of the run, never
 * a result: nobody may count it as fine.
 * @param catalog the catalog's path, relative to the root of the checkout, `/`-separated
 * @see OASIS, Static Analysis Results Interchange Format 2.1.0, "invocations property" and "result object"
 */
export function sarifOf({ findings, notChecked }: Report, catalog: string) {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Branchline doctor', rules: codes.map(ruleOf) } },
        invocations: [
          {
            executionSuccessful: notChecked.length === 0,
            toolExecutionNotifications: notChecked.map(notificationOf),
          },
        ],
        results: findings.map((finding) => resultOf(finding, codes, catalog)),
      },
    ],
  };
}

function ruleOf(code: Code) {
  const { severity, what, why, fix } = rules[code];
  return {
    id: code,
    // A rule that only passes on what others say has no words of its own.
    shortDescription: { text: shown(what.text === '{reason}' ? why : what) },
    fullDescription: { text: shown(why) },
    help: { text: shown(fix) },
    defaultConfiguration: { level: severity },
  };
}

function resultOf(finding: Finding, codes: readonly Code[], catalog: string) {
  const { code, severity, what, why, fix, position } = finding;
  const { line: startLine, column: startColumn, endLine, endColumn } = position ?? atTheTop;
  const subject = subjectOf(finding);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: `${subject === '' ? '' : `${subject}: `}${what} ${why} ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: catalog.split('/').map(encodeURIComponent).join('/') },
          region: { startLine, startColumn, endLine, endColumn },
        },
        ...(subject === '' ? {} : { logicalLocations: [{ fullyQualifiedName: subject }] }),
      },
    ],
    partialFingerprints: { 'branchline/v1': JSON.stringify([code, subject, what]) },
  };
}

/** A result without a place is shown by nobody. */
const atTheTop = { line: 1, column: 1, endLine: 1, endColumn: 1 };

function notificationOf(one: NotChecked) {
  const subject = subjectOf(one);
  return {
    level: 'error',
    descriptor: { id: `notChecked/${one.check}` },
    message: { text: `${subject === '' ? '' : `${subject}: `}not checked: ${one.check}. ${one.said}` },
  };
}

function subjectOf({
  service = '',
  environment,
}: {
  readonly service?: string;
  readonly environment?: string;
}): string {
  return environment === undefined ? service : `${service}/${environment}`;
}
