import type { Report } from '../finding';

/** The report as JSON: counts first, then all of it. */
export function reportDocument({ services, findings, notChecked }: Report) {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    services,
    counts: { error: count('error'), warning: count('warning'), note: count('note'), notChecked: notChecked.length },
    findings: findings.map(({ position, ...finding }) => ({
      ...finding,
      ...(position ? { place: { line: position.line, column: position.column } } : {}),
    })),
    notChecked,
  };
}
