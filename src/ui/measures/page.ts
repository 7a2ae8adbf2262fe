import * as vscode from 'vscode';
import type { JudgedDeployment } from '../../core/measures/deployment';
import { figuresOf, trendOf } from '../../core/measures/figures';
import type { MeasuredEnvironment, MeasuredService } from '../../core/measures/measure';
import { isWithin, type Period } from '../../core/measures/period';
import { short } from '../../core/support/sha';
import { hasFailed, type LookedAt } from '../lookAtEach';
import { duration } from '../words/duration';
import { escaped } from '../words/markdown';
import { say } from '../words/say';
import { deploymentTable } from './deployments';
import { figureRows, ofText, shortFigures } from './figures';
import { dayOf, table } from './table';

const { t } = vscode.l10n;

interface Measured {
  readonly service: string;
  readonly measured: MeasuredEnvironment;
}

/** A page in Markdown: of each environment the four figures, their trend, each service, and the deployments that they count. @see docs/measures.md */
export function measuresPage(looked: readonly LookedAt<MeasuredService>[], period: Period): string {
  const found = looked.flatMap((one) => (hasFailed(one) ? [] : [one]));
  const all = found.flatMap(({ service, environments }) => environments.map((measured) => ({ service, measured })));
  const names = [...new Set(all.map(({ measured }) => measured.environment))];
  return [
    `# ${t('How often, how fast and how well was deployed')}`,
    t('From {since} to {until} UTC', { since: dayOf(period.since), until: dayOf(period.until) }),
    // Production comes last on the way, and is asked for first.
    ...names.toReversed().map((name) =>
      environmentText(
        name,
        all.filter(({ measured }) => measured.environment === name),
        period,
      ),
    ),
    notesText(looked, all),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function environmentText(name: string, all: readonly Measured[], period: Period): string {
  const deployments = all.flatMap(({ measured }) => measured.deployments);
  const services = all.map(({ service, measured }) => [
    escaped(service),
    ...shortFigures(figuresOf(measured.deployments, period)),
  ]);
  const counted = deployments.filter(({ at }) => isWithin(at, period));
  const count = all.length === 1 ? t('1 service') : t('{count} services', { count: all.length });
  return [
    `## ${escaped(name)} · ${count}`,
    table([t('Figure'), t('What is known')], figureRows(figuresOf(deployments, period))),
    `### ${t('By week')}`,
    weekTable(deployments, period),
    ...(services.length > 1
      ? [
          `### ${t('By service')}`,
          table([t('Service'), t('Deployments'), t('Lead time'), t('Failed'), t('Restored in')], services),
        ]
      : []),
    `### ${t('The deployments that are counted')}`,
    counted.length > 0 ? deploymentTable(counted) : t('None.'),
  ].join('\n\n');
}

const longestBar = 24;

function weekTable(deployments: readonly JudgedDeployment[], period: Period): string {
  const all = trendOf(deployments, period);
  const first = all.findIndex(({ figures }) => figures.frequency.count > 0);
  if (first < 0) return t('None.');
  const weeks = all.slice(first); // a service that is younger than the period did not stand still before
  const most = Math.max(1, ...weeks.map(({ figures }) => figures.frequency.count));
  const rows = weeks.map(({ week, figures: { frequency, leadTime, failureRate } }) => [
    dayOf(week.since).slice(0, 10),
    `${'█'.repeat(Math.ceil((frequency.count / most) * longestBar))} ${frequency.count}`,
    leadTime.spread ? duration(leadTime.spread.median) : '–',
    failureRate.counted.length > 0 ? ofText(failureRate.failed.length, failureRate.counted.length) : '–',
  ]);
  return table([t('From'), t('Deployments'), t('Lead time'), t('Failed')], rows);
}

/** What limits the figures, and who could not be looked at. */
function notesText(looked: readonly LookedAt<MeasuredService>[], all: readonly Measured[]): string {
  const lines = [
    ...looked.flatMap((one) => {
      const service = escaped(one.service);
      if (hasFailed(one))
        return [t('{service} was not looked at: {reason}', { service, reason: escaped(say(one.failed)) })];
      const { missing, verdictFailure, unasked } = one;
      return [
        ...missing.map((name) =>
          t('{service} has no branch for {environment}.', { service, environment: escaped(name) }),
        ),
        ...(verdictFailure
          ? [t('How {service} was deployed is not known: {reason}', { service, reason: escaped(say(verdictFailure)) })]
          : []),
        ...(unasked > 0
          ? [
              t(
                'Of {count} deployments of {service} the forge was not asked how they went: they are too many at a time.',
                {
                  ...{ service, count: unasked },
                },
              ),
            ]
          : []),
      ];
    }),
    ...all.flatMap(({ service, measured }) => limitsOf(escaped(service), measured)),
  ];
  return lines.length === 0
    ? ''
    : [`## ${t('What is not known')}`, lines.map((line) => `- ${line}`).join('\n')].join('\n\n');
}

function limitsOf(
  service: string,
  { environment, rewritten, outOfOrder, cutAt }: MeasuredEnvironment,
): readonly string[] {
  const of = { service, environment: escaped(environment) };
  return [
    ...rewritten.map(({ from, until, commit, names }) =>
      t(
        '{service} on {environment}: the branch was rewritten: {commit} says it was made on {base}, which is not on it. What was deployed from {from} to {until} UTC is not known.',
        { ...of, commit: `\`${short(commit)}\``, base: `\`${short(names)}\``, from: dayOf(from), until: dayOf(until) },
      ),
    ),
    ...(outOfOrder === 0
      ? []
      : [
          t(
            '{service} on {environment}: deployments that say they are older than the one before: {count}. A clock was wrong.',
            { ...of, count: outOfOrder },
          ),
        ]),
    ...(cutAt === undefined
      ? []
      : [
          t(
            '{service} on {environment}: of what was before {from} UTC nothing is known: the branch is longer than is read.',
            { ...of, from: dayOf(cutAt) },
          ),
        ]),
  ];
}
