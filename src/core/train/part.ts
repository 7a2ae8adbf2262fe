import type { TrainPart } from '../promotion/candidate';
import { code } from '../promotion/record/untrusted';
import type { Sha } from '../support/sha';
import type { TrainManifest } from './manifest';
import { trainId, trainLines } from './manifestText';

const mostNamed = 20;

/**
 * What the promotion of a service says of its train: the whole of it, so that each of its pull requests tells of all the
 * others. The same for whoever opens it.
 * @param tree that this one brings
 */
export function trainPart(manifest: TrainManifest, service: string, tree: Sha): TrainPart {
  const id = trainId(manifest);
  const { waves, way } = manifest;
  const wave = waves.findIndex((cars) => cars.some((car) => car.service === service));
  const others = (waves[wave] ?? []).map((car) => car.service).filter((name) => name !== service);
  const named = others.slice(0, mostNamed).map((name) => code(name));
  const more = others.length > mostNamed ? ` and ${others.length - mostNamed} more` : '';
  const together = named.length > 0 ? `, together with ${named.join(', ')}${more}` : '';
  return {
    id,
    line: `Part of release train ${code(id)}, ${way.map((name) => code(name)).join(' → ')}: wave ${wave + 1} of ${waves.length}${together}.`,
    trailers: [...trainLines(manifest), `Train-Tree: ${tree}`],
  };
}
