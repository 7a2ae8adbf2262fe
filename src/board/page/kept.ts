import type { Place } from '../protocol/messages';
import type { Active, State } from './state';

/** What a page that is thrown away while it is hidden is to find again. */
export type Kept = Pick<State, 'screen' | 'active' | 'lookedAt' | 'chosen'>;

const placeKinds: readonly string[] = ['service', 'cell', 'edge'];

/** As the editor keeps it: plain values. */
export function keptOf({ screen, active, lookedAt, chosen }: Kept): unknown {
  return { screen, active, lookedAt, chosen: [...chosen] };
}

/** What was kept, piece by piece; another version may have kept something else. */
export function readKept(said: unknown): Partial<Kept> {
  if (!isRecord(said)) return {};
  const { screen, active, lookedAt, chosen } = said;
  return {
    screen: screen === 'promote' ? 'promote' : 'board',
    active: isActive(active) ? active : undefined,
    lookedAt: isPlace(lookedAt) ? lookedAt : undefined,
    chosen: new Set(Array.isArray(chosen) ? chosen.filter((edge) => typeof edge === 'string') : []),
  };
}

function isActive(said: unknown): said is Active {
  return isRecord(said) && typeof said['key'] === 'string' && typeof said['column'] === 'number';
}

function isPlace(said: unknown): said is Place {
  return isRecord(said) && typeof said['id'] === 'string' && placeKinds.includes(String(said['kind']));
}

function isRecord(said: unknown): said is Readonly<Record<string, unknown>> {
  return typeof said === 'object' && said !== null;
}
