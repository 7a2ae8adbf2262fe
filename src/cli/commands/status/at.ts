import type { EnvironmentThen, ServiceThen } from '../../../core/past/then';
import type { Instant } from '../../../core/support/clock';
import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import type { ExitCode } from '../../context';
import { minuteOf } from '../../output/deployment';
import { durationText } from '../../output/duration';
import { table } from '../../output/table';
import { failureLines, type LookedAt } from '../../repository/eachService';

/** What `status --at --json` prints. */
export type StatusAtDocument = ReturnType<typeof statusAtDocument>;
type Told = StatusAtDocument['services'][number]['environments'][number];

/** What git does not keep, and of which nothing is told of then. */
const notKept = ['live', 'pipeline', 'health', 'drift'] as const;

export function statusAtDocument({ found, failures }: LookedAt<ServiceThen>, at: Instant) {
  return {
    at: isoOf(at),
    notKept,
    services: found.map(({ service, environments, missing }) => ({
      service,
      environments: environments.map((one) => environmentOf(one, at)),
      missing,
    })),
    failures,
  };
}

function environmentOf(then: EnvironmentThen, at: Instant) {
  const { environment, branch } = then;
  if (then.kind === 'unknown') return { environment, branch, commit: null, unknown: then.why };
  if (then.kind === 'before') return { environment, branch, commit: null };
  const { commit, subject, author, at: since, version } = then.deployment;
  const told = { commit, version: version ?? null, subject, author, time: isoOf(since), ageMs: at - since };
  return { environment, branch, ...told, stillStands: then.isStill };
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}

/** The table for people: a line a service and environment, then what is not known and why. */
export function statusAtLines({ at, services, failures }: StatusAtDocument): readonly string[] {
  const rows = services.flatMap(({ service, environments }) => environments.map((one) => rowOf(service, one)));
  const missing = services.flatMap(({ service, missing: names }) => names.map((name) => `${service}/${name}`));
  return [
    `as it was at ${minuteOf(at)} UTC, by git alone (${notKept.join(', ')} of then are not known)`,
    '',
    ...table([['cell', 'version', 'commit', 'age then', 'now', 'subject'], ...rows]),
    ...(missing.length === 0
      ? []
      : ['', `no branch now, then not known: ${missing.map((name) => oneLine(name, 120)).join(', ')}`]),
    ...failureLines(failures),
  ];
}

function rowOf(service: string, one: Told): readonly string[] {
  const cell = oneLine(`${service}/${one.environment}`, 80);
  if (one.commit === null)
    return [cell, 'unknown' in one ? '?' : '', 'unknown' in one ? `? ${one.unknown}` : 'nothing yet'];
  const version = one.version === null ? '?' : oneLine(one.version, 40);
  const now = one.stillStands ? 'the same' : 'another';
  return [cell, version, short(one.commit), durationText(one.ageMs), now, oneLine(one.subject, 60)];
}

/** @returns 0 all is known · 3 something is not: a branch that is not there now may have been there then · 1 not all could be looked at */
export function exitAt({ services, failures }: StatusAtDocument): ExitCode {
  if (failures.length > 0 || services.length === 0) return 1;
  const isKnown = services.every(
    ({ environments, missing }) => missing.length === 0 && environments.every((one) => !('unknown' in one)),
  );
  return isKnown ? 0 : 3;
}
