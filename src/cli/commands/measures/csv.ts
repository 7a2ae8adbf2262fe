import type { Figures } from '../../../core/measures/figures';
import type { MeasuresDocument } from './document';

const columns = [
  'service',
  'environment',
  'since',
  'until',
  'deployments',
  'deployments_per_week',
  'undated',
  'changes',
  'lead_time_median_hours',
  'lead_time_p75_hours',
  'lead_time_p90_hours',
  'lead_time_unknown',
  'change_failure_rate',
  'failed',
  'with_verdict',
  'without_verdict',
  'restored',
  'restore_median_hours',
  'restore_p75_hours',
  'restore_p90_hours',
  'restore_open',
  'restore_unknown',
];

/** One line a service and environment, and one a fleet and environment, whose `service` is empty. Source: RFC 4180. */
export function measuresCsv({ period, fleet, services }: MeasuresDocument): string {
  const rows = [
    ...fleet.map(({ environment, figures }) => ({ service: '', environment, figures })),
    ...services.map(({ service, environment, figures }) => ({ service, environment, figures })),
  ];
  const { since, until } = period;
  const lines = rows.map(({ service, environment, figures }) => [
    service,
    environment,
    since,
    until,
    ...cellsOf(figures),
  ]);
  return [columns, ...lines].map((line) => line.map(cellText).join(',')).join('\r\n');
}

type Cell = string | number | undefined;

function cellsOf({ frequency, leadTime, failureRate, restoreTime }: Figures): readonly Cell[] {
  const { spread: lead } = leadTime;
  const { spread: restore } = restoreTime;
  return [
    frequency.count,
    rounded(frequency.perWeek),
    frequency.undated,
    lead?.count ?? 0,
    hours(lead?.median),
    hours(lead?.p75),
    hours(lead?.p90),
    leadTime.unknown,
    rounded(failureRate.rate),
    failureRate.failed.length,
    failureRate.counted.length,
    failureRate.withoutVerdict,
    restore?.count ?? 0,
    hours(restore?.median),
    hours(restore?.p75),
    hours(restore?.p90),
    restoreTime.open.length,
    restoreTime.unknown.length,
  ];
}

function hours(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : rounded(ms / 3_600_000);
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1_000) / 1_000;
}

/** Unknown is empty. A name from a catalog or a forge is text, and no formula to a spreadsheet. */
function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
