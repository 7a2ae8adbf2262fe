import type { Figures } from '../../../core/measures/figures';
import { dayMs } from '../../../core/measures/period';
import { mostAsked } from '../../../core/measures/verdicts';
import type { Distribution } from '../../../core/measures/distribution';
import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import { minuteOf } from '../../output/deployment';
import { durationText } from '../../output/duration';
import { failureLines } from '../../repository/eachService';
import type { FiguresDocument, MeasuresDocument, ServiceDocument } from './document';

/** The figures for people: each environment of the fleet, below it its services. */
export function measuresText(document: MeasuresDocument): string {
  const { period, fleet, services } = document;
  const days = Math.round(((Date.parse(period.until) - Date.parse(period.since)) / dayMs) * 10) / 10;
  return [
    `From ${minuteOf(period.since)} to ${minuteOf(period.until)} UTC, ${days} days`,
    ...fleet.flatMap((row) => ['', ...environmentLines(row), ...serviceTable(services, row.environment)]),
    ...notes(services),
    ...unreadLines(document),
  ].join('\n');
}

/** What could not be read. */
export function unreadLines({
  missing,
  verdictsUnknown,
  verdictsUnasked,
  failures,
}: MeasuresDocument): readonly string[] {
  return [
    ...missing.map(({ service, environment }) => `· ${service} has no branch for ${environment}`),
    ...verdictsUnknown.map(({ service, said }) => `! how ${service} was deployed is not known: ${oneLine(said, 400)}`),
    ...verdictsUnasked.map(
      ({ service, deployments }) =>
        `! how ${service} was deployed is not known of ${deployments} of its deployments: the forge is asked of ${mostAsked} an environment`,
    ),
    ...failureLines(failures),
  ];
}

function environmentLines(row: MeasuresDocument['fleet'][number]): readonly string[] {
  const { frequency, leadTime, failureRate, restoreTime } = row.figures;
  const of = row.services === 1 ? '1 service' : `${row.services} services`;
  return [
    `${row.environment}, ${of}`,
    `  deployment frequency  ${frequencyText(frequency)}`,
    `  lead time of changes  ${frequency.kinds.promotion === 0 ? 'none: nothing was promoted here' : leadText(leadTime)}`,
    `  change failure rate   ${rateText(failureRate)}`,
    `  time to restore       ${restoreText(restoreTime)}`,
    `  deployments by week   ${weeksText(row.weeks)}`,
  ];
}

const plurals = {
  promotion: 'promotions',
  rollback: 'rollbacks',
  hotfix: 'hotfixes',
  direct: 'direct',
  untold: 'untold',
} as const;

function frequencyText({ count, perWeek, kinds, undated }: Figures['frequency']): string {
  const told = (Object.keys(plurals) as (keyof typeof plurals)[])
    .filter((kind) => kinds[kind] > 0)
    .map((kind) => `${kinds[kind]} ${kinds[kind] === 1 ? kind : plurals[kind]}`);
  const listed = told.length === 0 ? '' : ` (${told.join(', ')})`;
  const more = undated === 0 ? '' : `; ${undated} more came at a time that is not known`;
  return `${perWeek.toFixed(1)} a week: ${counts(count, 'deployment')}${listed}${more}`;
}

function leadText({ spread, deployments, unknown, skewed }: Figures['leadTime']): string {
  const rest = [
    ...(unknown === 0 ? [] : [`of ${counts(unknown, 'promotion')} not all that came is known`]),
    ...(skewed === 0 ? [] : [`${counts(skewed, 'change')} left out: made after it was deployed, says a clock`]),
  ];
  const told = spread
    ? `${spreadText(spread)}: ${counts(spread.count, 'change')} in ${counts(deployments.length, 'promotion')}`
    : 'none known';
  return [told, ...rest].join('; ');
}

function rateText({ rate, counted, failed, withoutVerdict, failedWithoutVerdict }: Figures['failureRate']): string {
  const without = withoutVerdict === 0 ? '' : `; ${withoutVerdict} without a verdict`;
  const all = failedWithoutVerdict === 0 ? '' : `, of which ${failedWithoutVerdict} taken back or mended`;
  if (rate === undefined) return `not known${without}${all}`;
  return `${Math.round(rate * 100)} %: ${failed.length} of ${counted.length} with a verdict${without}${all}`;
}

function restoreText({ spread, open, unknown }: Figures['restoreTime']): string {
  const rest = [
    ...(open.length === 0 ? [] : [`${open.length} not restored yet`]),
    ...(unknown.length === 0 ? [] : [`of ${counts(unknown.length, 'failure')} not known when it ended`]),
  ];
  const told = spread ? [`${spreadText(spread)}: ${counts(spread.count, 'failure')}`] : [];
  const lines = [...told, ...rest];
  return lines.length === 0 ? 'nothing to restore is known' : lines.join('; ');
}

function spreadText({ median, p75, p90 }: Distribution): string {
  return `median ${durationText(median)}, p75 ${durationText(p75)}, p90 ${durationText(p90)}`;
}

const bars = '▁▂▃▄▅▆▇█';

/** A bar and a number a week. */
function weeksText(weeks: FiguresDocument['weeks']): string {
  const most = Math.max(1, ...weeks.map(({ deployments }) => deployments));
  const bar = (count: number) => (count === 0 ? ' ' : bars[Math.round((count / most) * (bars.length - 1))]);
  const begin = weeks[0]?.since.slice(0, 10) ?? '';
  return `${weeks.map(({ deployments }) => bar(deployments)).join('')}  ${weeks.map(({ deployments }) => deployments).join(' ')}, from ${begin}`;
}

const titles = ['service', 'deployments', 'lead time', 'failed', 'restore'];

/** One line a service; a fleet of one service has said it all. */
function serviceTable(services: readonly ServiceDocument[], environment: string): readonly string[] {
  const rows = services.filter((row) => row.environment === environment);
  if (rows.length < 2) return [];
  const cells = [titles, ...rows.map(({ service, figures }) => cellsOf(oneLine(service, 60), figures))];
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return [
    '',
    ...cells.map(
      (row) =>
        `  ${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}`,
    ),
  ];
}

function cellsOf(service: string, { frequency, leadTime, failureRate, restoreTime }: Figures): readonly string[] {
  const { failed, counted, withoutVerdict } = failureRate;
  const known =
    counted.length === 0 ? (withoutVerdict === 0 ? '–' : 'not known') : `${failed.length} of ${counted.length}`;
  const restore = restoreTime.spread
    ? durationText(restoreTime.spread.median)
    : restoreTime.open.length > 0
      ? 'open'
      : '–';
  const lead = leadTime.spread ? durationText(leadTime.spread.median) : leadTime.unknown > 0 ? 'not known' : '–';
  return [service, String(frequency.count), lead, known, restore];
}

/** What limits the figures, service by service. */
function notes(services: readonly ServiceDocument[]): readonly string[] {
  const told = services.flatMap(({ service, environment, rewritten, outOfOrder, cutAt }) => {
    const of = `· ${service} on ${environment}`;
    return [
      ...rewritten.map(
        ({ from, until, commit, names }) =>
          `${of}: the branch was rewritten: ${short(commit)} says it was made on ${short(names)}, which is not on it. What was deployed between ${minuteOf(from)} and ${minuteOf(until)} UTC is not known.`,
      ),
      ...(outOfOrder === 0
        ? []
        : [`${of}: ${counts(outOfOrder, 'deployment')} with a time before that of the one below; a clock was wrong.`]),
      ...(cutAt === undefined
        ? []
        : [`${of}: nothing is known of before ${minuteOf(cutAt)} UTC: the branch is longer.`]),
    ];
  });
  return told.length === 0 ? [] : ['', ...told];
}

function counts(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
