import { everywhere } from '../cluster/live';
import type { Catalog } from '../catalog/catalog';
import type { Problem } from '../catalog/source';
import { deadline } from '../support/deadline';
import { inEnglish, type Message } from '../support/message';
import { checks } from './checks';
import { found, notChecked } from './checks/outcome';
import type { CatalogPlaces } from './facts/catalogPlaces';
import type { ControllerFacts, ServiceFacts } from './facts/facts';
import { serviceFacts } from './facts/serviceFacts';
import type { World } from './facts/world';
import type { Report } from './finding';
import { unusedPatterns, type OnForge, type Told } from './patterns';
import { reportOf } from './report';

/** What is examined: the services of a catalog, or one of them. */
export interface Examined {
  readonly catalog: Catalog;
  /** All services of the catalog are among them: then what it says for all is judged as well. */
  readonly whole: boolean;
  /** What is doubtful in the catalog itself. */
  readonly doubts: readonly Problem[];
  /** What could not even be listed. */
  readonly undiscovered: readonly { readonly subject: string; readonly said: Message }[];
  readonly places: CatalogPlaces;
}

/**
 * Holds a fleet against the rules that the other commands rely on. Everything is only read; what does not answer is not
 * checked, and holds up nothing else.
 * @throws the signal's reason
 * @see docs/doctor.md
 */
export async function examine(examined: Examined, world: World, signal: AbortSignal): Promise<Report> {
  const { services } = examined.catalog;
  const all = await Promise.all(services.map((service) => serviceFacts(service, world, signal)));
  const clusters = await Promise.all(
    world.asked.map((cluster) =>
      cluster.controllers({ inTime: deadline(signal, world.options.timeoutMs), cancelled: signal }),
    ),
  );
  signal.throwIfAborted();
  const told = [...ofCatalog(examined), ...all.flatMap(ofService), ...clusters.flatMap(ofCluster)];
  return reportOf([...told, ...unusedPatterns(all, examined.catalog, examined)], services, examined.places);
}

function ofCatalog({ doubts, undiscovered }: Examined): readonly Told[] {
  return [
    ...doubts.map(({ said, ...position }) => ({
      outcome: found('catalogDoubt', { reason: inEnglish(said) }, { spot: { kind: 'at', position } }),
    })),
    ...undiscovered.map(({ said }) => ({
      outcome: notChecked('services', { kind: 'unknown', reason: 'unreachable', said }),
    })),
  ];
}

function ofService(facts: ServiceFacts): readonly Told[] {
  const service = facts.service.name;
  const onForge = pageOn(facts);
  return checks.flatMap((check) => check.of(facts, check.name).map((outcome) => ({ service, onForge, outcome })));
}

function pageOn({ forge }: ServiceFacts): OnForge | undefined {
  if (forge.kind === 'unknown' || forge.value.repository.kind === 'unknown') return undefined;
  return { kind: forge.value.kind, webUrl: forge.value.repository.value.webUrl };
}

/** What a cluster does not know is not installed there. */
function ofCluster({ cluster, kinds }: ControllerFacts): readonly Told[] {
  return kinds.flatMap(({ namespace, kind, state }): readonly Told[] => {
    if (state.kind === 'known' || state.reason === 'missing') return [];
    return state.reason === 'forbidden'
      ? [
          namespace === everywhere
            ? { outcome: found('moversForbidden', { cluster, kind }) }
            : { outcome: found('controllersForbidden', { cluster, namespace, kind }) },
        ]
      : [{ outcome: notChecked('controllers', state) }];
  });
}
