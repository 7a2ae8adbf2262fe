import type { LiveObject } from '../live';
import { listAt, mapAt, stringAt } from '../json';
import { stageStatus, type Requested } from './kargoStage';
import type { EngineGate } from './status';

/**
 * What freight of one Warehouse waits for. Straight from there it waits for nothing; of several Stages before, one is enough
 * unless all are asked for. Source: kargo, api/v1alpha1/stage_types.go (`FreightSources`, `AvailabilityStrategy`).
 */
export function freightGates(
  requested: Requested,
  upstream: (name: string) => LiveObject | undefined,
): readonly EngineGate[] {
  const { direct, stages, availabilityStrategy } = requested.sources;
  if (direct === true) return [];
  const gates = (stages ?? []).map((name) => gateOf(name, upstream(name), requested));
  return availabilityStrategy === 'All' || gates.length < 2 ? gates : [anyOf(gates)];
}

function anyOf(gates: readonly EngineGate[]): EngineGate {
  const kinds = new Set(gates.map(({ kind }) => kind));
  const kind = (['passed', 'unknown'] as const).find((one) => kinds.has(one)) ?? 'notPassed';
  return {
    name: gates.map(({ name }) => name).join(' or '),
    kind,
    said: gates.map(({ name, said }) => `${name}: ${said}`).join('; '),
  };
}

/** Freight is taken once it is verified there, and, where a time is asked for, has been there for so long. */
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

/** The freight of a Warehouse that a Stage has now: the first of its history. */
export function freightIn(stage: LiveObject, warehouse: string): string | undefined {
  return stringAt(mapAt(listAt(stage, 'status', 'freightHistory')[0], 'items', `Warehouse/${warehouse}`), 'name');
}
