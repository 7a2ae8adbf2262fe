import type { SourcePosition } from '../../catalog/source';
import { groupBy } from '../../support/groupBy';
import type { CheckName } from '../checks/names';
import type { Finding, NotChecked, Report } from '../finding';

/** What was found in the same words, told once: `cart/prod` or `cart` for each that it concerns, and where the catalog says so. */
export interface GroupedFinding {
  readonly finding: Finding;
  readonly subjects: readonly string[];
  readonly positions: readonly SourcePosition[];
}

export interface GroupedUnseen {
  readonly said: string;
  readonly checks: readonly CheckName[];
  readonly subjects: readonly string[];
}

/** In the order of the report: the gravest first. */
export function groupedFindings({ findings }: Pick<Report, 'findings'>): readonly GroupedFinding[] {
  const groups = groupBy(findings, ({ code, what, fix }) => JSON.stringify([code, what, fix]));
  return [...groups.values()].flatMap((group) => {
    const [finding] = group;
    const positions = new Map(group.flatMap(({ position: at }) => (at ? [[`${at.line}:${at.column}`, at]] : [])));
    return finding ? [{ finding, subjects: subjectsOf(group), positions: [...positions.values()] }] : [];
  });
}

export function groupedUnseen({ notChecked }: Pick<Report, 'notChecked'>): readonly GroupedUnseen[] {
  const groups = groupBy(notChecked, ({ said }) => said);
  return [...groups].map(([said, group]) => ({
    said,
    checks: [...new Set(group.map(({ check }) => check))],
    subjects: subjectsOf(group),
  }));
}

function subjectsOf(group: readonly Pick<NotChecked, 'service' | 'environment'>[]): readonly string[] {
  const names = group.flatMap(({ service, environment }) =>
    service === undefined ? [] : [environment === undefined ? service : `${service}/${environment}`],
  );
  return [...new Set(names)];
}
