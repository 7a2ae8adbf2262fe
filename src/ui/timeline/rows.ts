import type { Instant } from '../../core/support/clock';
import { short } from '../../core/support/sha';
import type { Row } from '../../timeline/protocol/timeline';
import type { HistoryRow } from '../history/deployments';
import { cameWords, kindSigns, kindWords, stoodWords, verdictLook } from '../words/deployment';
import { plainText } from '../words/markdown';

/** A deployment's name on the page. A commit may stand on several branches. */
export function rowId({ deployment: { service, environment, commit } }: HistoryRow): string {
  return `at ${service}/${environment}/${commit}`;
}

/** What is said of a mark. */
export function spokenRow(row: HistoryRow, now: Instant): string {
  const { deployment, verdict } = row;
  const { service, environment, kind, stood, subject } = deployment;
  const what = [kindWords(kind), verdictLook(verdict).label, cameWords(deployment, now), stoodWords(stood, now)];
  return `${service} ${versionWords(row)}, ${environment}: ${what.join(', ')}. ${plainText(subject)}`;
}

/** The version, or the commit where that cannot be told. */
export function versionWords({ version, deployment }: HistoryRow): string {
  return version ?? short(deployment.commit);
}

/** The same facts as on the lanes, a row each, in the order of the columns. */
export function tableRow(row: HistoryRow, now: Instant): Row {
  const { deployment, verdict } = row;
  const { service, environment, kind, stood, author, subject } = deployment;
  const { severity, icon, label } = verdictLook(verdict);
  return {
    id: rowId(row),
    cells: [
      { text: cameWords(deployment, now) },
      { text: service },
      { text: environment },
      { text: versionWords(row) },
      { text: kindWords(kind), icon: kindSigns[kind].icon },
      { text: label, icon, tone: severity },
      { text: stoodWords(stood, now) },
      { text: plainText(author) },
      { text: plainText(subject) },
    ],
  };
}
