import { figuresOf, trendOf, type Figures } from '../../../core/measures/figures';
import { isWithin, type Period } from '../../../core/measures/period';
import type { MeasuredEnvironment, MeasuredService } from '../../../core/measures/measure';
import type { JudgedDeployment } from '../../../core/measures/deployment';
import type { ExitCode } from '../../context';
import { verdictFailure } from '../../repository/deploymentVerdicts';
import type { LookedAt } from '../../repository/eachService';

/** What `measures --json` prints. */
export type MeasuresDocument = ReturnType<typeof measuresDocument>;
export type FiguresDocument = ReturnType<typeof figuresDocument>;
export type ServiceDocument = MeasuresDocument['services'][number];

/** @param environments in the order of promotion, as the catalog has them */
export function measuresDocument({ found, failures }: LookedAt<MeasuredService>, period: Period) {
  const names = [...new Set(found.flatMap(({ environments }) => environments.map(({ environment }) => environment)))];
  const silent = found.flatMap((one) => {
    const said = verdictFailure(one.verdictFailure);
    return said === undefined ? [] : [{ service: one.service, said }];
  });
  return {
    period: { since: instant(period.since), until: instant(period.until) },
    fleet: names.map((environment) => {
      const all = found.flatMap(({ environments }) => environments.filter((one) => one.environment === environment));
      const deployments = all.flatMap((one) => one.deployments);
      return { environment, services: all.length, ...figuresDocument(deployments, period) };
    }),
    services: found.flatMap(({ service, environments }) =>
      environments.map((one) => ({ service, ...environmentDocument(one, period) })),
    ),
    missing: found.flatMap(({ service, missing }) => missing.map((environment) => ({ service, environment }))),
    /** Services whose forge did not tell how deployments went: these verdicts are not known. */
    verdictsUnknown: silent,
    /** Of so many deployments the forge was not asked how they went: they are too many at a time. */
    verdictsUnasked: found.flatMap(({ service, unasked }) => (unasked > 0 ? [{ service, deployments: unasked }] : [])),
    failures,
  };
}

function environmentDocument(
  { deployments, rewritten, outOfOrder, cutAt, environment }: MeasuredEnvironment,
  period: Period,
) {
  return {
    environment,
    ...figuresDocument(deployments, period),
    deployments: deployments.filter(({ at }) => isWithin(at, period)).map(deploymentDocument),
    rewritten: rewritten.map((span) => ({ ...span, from: instant(span.from), until: instant(span.until) })),
    outOfOrder,
    ...(cutAt === undefined ? {} : { cutAt: instant(cutAt) }),
  };
}

function deploymentDocument({ service: _, environment: __, at, changes, ...rest }: JudgedDeployment) {
  return { ...rest, time: instant(at), changes: changes.map((one) => ({ ...one, at: instant(one.at) })) };
}

function figuresDocument(deployments: readonly JudgedDeployment[], period: Period) {
  const weeks = trendOf(deployments, period).map(({ week, figures }) => ({
    since: instant(week.since),
    until: instant(week.until),
    ...weekOf(figures),
  }));
  return { figures: figuresOf(deployments, period), weeks };
}

function weekOf({ frequency, leadTime, failureRate, restoreTime }: Figures) {
  return {
    deployments: frequency.count,
    leadTimeMedianMs: leadTime.spread?.median ?? null,
    failed: failureRate.failed.length,
    withVerdict: failureRate.counted.length,
    restoreMedianMs: restoreTime.spread?.median ?? null,
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

/** @returns 1 where not everything could be read; a figure that is low is no error */
export function exitOf({ failures, missing, verdictsUnknown, verdictsUnasked, services }: MeasuresDocument): ExitCode {
  const unread = [failures, missing, verdictsUnknown, verdictsUnasked];
  return services.length === 0 || unread.some((all) => all.length > 0) ? 1 : 0;
}
