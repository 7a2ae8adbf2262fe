import { goDurationMs } from '../../support/goDuration';
import { listAt, mapAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import type { Freight } from './kargoFreight';
import { stageStatus, type Requested } from './kargoStage';
import type { EngineGate } from './status';

/** Of a Stage that asks for freight. */
export interface Asking {
  readonly stage: string;
  readonly requested: Requested;
  readonly upstream: (name: string) => LiveObject | undefined;
  /** Of the project, the newest first; empty where none can be read. */
  readonly freights: readonly Freight[];
}

/** What freight of one Warehouse waits for, and which piece is meant. */
export interface Awaited {
  readonly gates: readonly EngineGate[];
  /** Nothing where that is not clear. */
  readonly freight?: Freight;
}

/**
 * What freight of one Warehouse waits for. Straight from there, and where a person approved it, it waits for nothing; of several Stages before, one is enough
 * unless all are asked for, and then it is the same freight in all of them.
 * Source: kargo, api/v1alpha1/stage_types.go (`IsFreightAvailable`, `AvailabilityStrategy`), freight_types.go (`HasSoakedIn`).
 */
export function awaited(asking: Asking): Awaited {
  const { stage, requested, upstream, freights } = asking;
  const { direct, stages, availabilityStrategy } = requested.sources;
  const own = freights.filter((one) => one.warehouse === requested.origin.name && !one.isIn(stage));
  const approved = own.find((one) => one.approvedFor(stage) !== undefined);
  if (direct === true) return { gates: [], ...(own[0] ? { freight: own[0] } : {}) };
  const combined = (gates: readonly EngineGate[]) =>
    availabilityStrategy === 'All' || gates.length < 2 ? gates : [anyOf(gates)];
  const names = stages ?? [];
  const current = new Set(names.flatMap((name) => freightIn(upstream(name) ?? nothing, requested.origin.name) ?? []));
  const candidates = freights
    .filter(({ name }) => current.has(name))
    .map((freight) => ({ freight, gates: combined(names.map((name) => gateOn(freight, name, requested))) }));
  const ready = candidates.find(({ gates }) => gates.every(({ kind }) => kind === 'passed'));
  if (ready) return ready;
  const otherwise = candidates[0] ?? { gates: combined(names.map((name) => gateOf(name, upstream(name), requested))) };
  return approved ? { freight: approved, gates: [approvedGate(approved, stage, otherwise.gates)] } : otherwise;
}

function approvedGate(freight: Freight, stage: string, otherwise: readonly EngineGate[]): EngineGate {
  const at = freight.approvedFor(stage) ?? '';
  const when = at === '' ? '' : ` (${at})`;
  const rest = otherwise.map(({ name, said }) => `; ${name}: ${said}`).join('');
  return { name: `freight ${freight.name}`, kind: 'passed', said: `approved by hand for ${stage}${when}${rest}` };
}

function anyOf(gates: readonly EngineGate[]): EngineGate {
  const kinds = new Set(gates.map(({ kind }) => kind));
  const kind = (['passed', 'unknown'] as const).find((one) => kinds.has(one)) ?? 'notPassed';
  const opens = gates.flatMap(({ opensAt }) => opensAt ?? []).toSorted()[0];
  return {
    name: gates.map(({ name }) => name).join(' or '),
    kind,
    said: gates.map(({ name, said }) => `${name}: ${said}`).join('; '),
    ...(kind === 'passed' || opens === undefined ? {} : { opensAt: opens }),
  };
}

/** By what the freight itself says: that it is verified there, and has been there for as long as is asked for. */
function gateOn(freight: Freight, name: string, { sources }: Requested): EngineGate {
  const about = { name: `Stage ${name}` };
  const what = `freight ${freight.name}`;
  if (!freight.isVerifiedIn(name)) return { ...about, kind: 'notPassed', said: `${what} is not verified there` };
  const wanted = sources.requiredSoakTime ?? '';
  if (wanted === '') return { ...about, kind: 'passed', said: `${what} is verified` };
  const wantedMs = goDurationMs(wanted);
  const asked = `${wanted} are asked for there`;
  if (wantedMs === undefined) return { ...about, kind: 'unknown', said: `${what} is verified, and ${asked}` };
  const { longestMs, since } = freight.soakIn(name);
  if (longestMs >= wantedMs)
    return { ...about, kind: 'passed', said: `${what} is verified, and was there for ${wanted}` };
  if (since === undefined)
    return { ...about, kind: 'notPassed', said: `${what} is verified, ${asked}, and it is there no more` };
  const opensAt = new Date(Math.min(since + wantedMs, lastInstant)).toISOString();
  return { ...about, kind: 'notPassed', said: `${what} is verified, and ${asked}: until ${opensAt}`, opensAt };
}

/** Beyond it there is no date. Source: ECMA-262, "Time Values and Time Range". */
const lastInstant = 8_640_000_000_000_000;

/** The same where the freight itself cannot be read: by what its Stage says of it. */
function gateOf(name: string, stage: LiveObject | undefined, { origin, sources }: Requested): EngineGate {
  const about = `Stage ${name}`;
  if (!stage) return { name: about, kind: 'unknown', said: 'it cannot be read' };
  const parsed = stageStatus.safeParse(stage['status'] ?? {});
  if (!parsed.success || (parsed.data.observedGeneration ?? 0) < (stage.metadata.generation ?? 1)) {
    return { name: about, kind: 'unknown', said: 'its latest change is not observed yet' };
  }
  const freight = freightIn(stage, origin.name);
  if (freight === undefined) return { name: about, kind: 'notPassed', said: `it has no freight of ${origin.name}` };
  const [verification] = listAt(listAt(stage, 'status', 'freightHistory')[0], 'verificationHistory');
  const phase = stringAt(verification, 'phase');
  const soak = sources.requiredSoakTime ? `, and ${sources.requiredSoakTime} are asked for there` : '';
  if (phase === undefined)
    return { name: about, kind: 'unknown', said: `freight ${freight}: no verification is told${soak}` };
  const said = `freight ${freight}: verification ${phase}${soak}`;
  if (phase === 'Successful') return { name: about, kind: soak === '' ? 'passed' : 'unknown', said };
  return { name: about, kind: 'notPassed', said };
}

const nothing: LiveObject = { apiVersion: '', kind: '', metadata: { name: '' } };

/** The freight of a Warehouse that a Stage has now: the first of its history. */
export function freightIn(stage: LiveObject, warehouse: string): string | undefined {
  return stringAt(mapAt(listAt(stage, 'status', 'freightHistory')[0], 'items', `Warehouse/${warehouse}`), 'name');
}
