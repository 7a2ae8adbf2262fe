import type { Service } from '../../../core/catalog/catalog';
import { limitByHost } from '../../../core/git/hostTurns';
import { repositoryIdentity } from '../../../core/support/repositoryIdentity';
import { BranchlineError } from '../../../core/support/errors';
import { groupBy } from '../../../core/support/groupBy';
import { inEnglish, message } from '../../../core/support/message';
import type { TrainCar, TrainManifest } from '../../../core/train/manifest';
import { manifestLines, mostCharacters, trainId } from '../../../core/train/manifestText';
import { inWaves, outOfOrder } from '../../../core/train/waves';
import type { MakeCall } from './call';
import { servicesOf, sharedRepository, stepsFor, type TrainPlace } from './place';
import { previewCar, type PreviewedCar } from './preview';

/** Of one host; each has a git of its own. */
export const carsAtOnce = 4;

export type ReadyCar = PreviewedCar & { readonly kind: 'ready' };

/** What stays behind, and why. `gates`: they have not passed, or are not known, where only what is ready is to go. */
export interface LeftCar {
  readonly kind: 'nothing' | 'refused' | 'failed' | 'gates';
  readonly service: string;
  readonly said: string;
}

/** A train as it would be, and all that does not go with it. */
export interface MadeTrain {
  readonly way: readonly string[];
  /** Nothing where there is nothing to go, or a person has to decide first. */
  readonly train: { readonly id: string; readonly manifest: TrainManifest } | undefined;
  readonly waves: readonly (readonly ReadyCar[])[];
  readonly left: readonly LeftCar[];
  /** Some that were named cannot go, so that there is no train. */
  readonly asksPerson: boolean;
  /** In English. */
  readonly notes: readonly string[];
}

const noRules = { canary: [], dependsOn: new Map<string, readonly string[]>() };

/**
 * Looks at all that is to go together. Nothing is pushed.
 * @param own the name that a person has seen, where they have
 * @throws BranchlineError for services, environments or waves that cannot be
 */
export async function makeTrain(
  place: TrainPlace,
  way: readonly string[],
  call: MakeCall,
  own: string | undefined,
): Promise<MadeTrain> {
  if (new Set(way).size !== way.length || way.length < 2) {
    throw new BranchlineError('cli/badWay', message('A way names at least two environments, each once.'));
  }
  const { services, shared } = chosen(place, way, call);
  const limit = limitByHost(carsAtOnce);
  const seen = await Promise.all(
    services.map((service) =>
      limit(service.repository, place.context.signal, () => previewCar(place, service, way, own)),
    ),
  );
  const isAllReady = call.allReady === true;
  const { ready, left: held } = sorted(seen, isAllReady);
  const left = [...held, ...shared];
  const rules = place.catalog.train ?? noRules;
  const byName = new Map(ready.map((car) => [car.car.service, car]));
  const order = call.wave
    ? call.wave
        .map((names) => [...new Set(names)].filter((name) => byName.has(name)))
        .filter(({ length }) => length > 0)
    : inWaves([...byName.keys()], rules);
  const waves = order.map((names) => names.flatMap((name) => byName.get(name) ?? []));
  const notes = outOfOrder(order, rules).map(
    ({ service, needs }) => `${service} depends on ${needs}, by the catalog, and does not go after it.`,
  );
  const asksPerson = !isAllReady && left.some(({ kind }) => kind === 'refused');
  const isWhole = ready.length > 0 && !asksPerson && !left.some(({ kind }) => kind === 'failed');
  return { way, train: isWhole ? named(way, waves) : undefined, waves, left, asksPerson, notes };
}

function named(way: readonly string[], cars: readonly (readonly ReadyCar[])[]) {
  const waves: readonly (readonly TrainCar[])[] = cars.map((wave) => wave.map(({ car }) => car));
  const manifest = { way, waves };
  const size = manifestLines(manifest).join('\n').length;
  if (size > mostCharacters) {
    throw new BranchlineError(
      'cli/longTrain',
      message('Too many services for one train ({count}): each of its pull requests has to tell of all. Make two.', {
        count: waves.flat().length,
      }),
    );
  }
  return { id: trainId(manifest), manifest };
}

function sorted(
  seen: readonly PreviewedCar[],
  isAllReady: boolean,
): { readonly ready: readonly ReadyCar[]; readonly left: readonly LeftCar[] } {
  const ready: ReadyCar[] = [];
  const left: LeftCar[] = [];
  for (const car of seen) {
    const { service } = car.kind === 'ready' ? car.car : car;
    if (car.kind !== 'ready') left.push(car);
    else if (isAllReady && car.steps[0]?.gates.verdict?.kind !== 'passed') {
      left.push({ kind: 'gates', service, said: 'Its gates have not passed, or are not known.' });
    } else ready.push(car);
  }
  return { ready, left };
}

interface Chosen {
  readonly services: readonly Service[];
  /** Those that lie in one repository with another one, where nobody named one of them. */
  readonly shared: readonly LeftCar[];
}

function chosen(place: TrainPlace, way: readonly string[], call: MakeCall): Chosen {
  const inOrder = call.wave?.flat() ?? [];
  const twice = inOrder.find((name, index) => inOrder.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new BranchlineError('cli/badWaves', message('{service} is in two waves.', { service: twice }));
  }
  if (call.allReady) return readyOnes(place, way);
  const names = call.services ?? inOrder;
  if (names.length === 0) {
    throw new BranchlineError('cli/noServices', message('Say which services: --services, --wave or --all-ready.'));
  }
  const missing = names.find((name) => call.wave !== undefined && !inOrder.includes(name));
  const foreign = inOrder.find((name) => !names.includes(name));
  if (missing !== undefined || foreign !== undefined) {
    throw new BranchlineError(
      'cli/badWaves',
      message('{service} is in --services or in --wave alone: name the same in both.', {
        service: missing ?? foreign ?? '',
      }),
    );
  }
  const services = servicesOf(place, names);
  for (const service of services) stepsFor(service, way);
  return { services, shared: [] };
}

/** All that have the way, and no protected environment on it: those are named by a person. */
function readyOnes(place: TrainPlace, way: readonly string[]): Chosen {
  const services = place.catalog.services.filter(({ environments, edges }) =>
    way.every((name, index) => {
      const environment = environments.find((one) => one.name === name);
      if (!environment || index === 0) return environment !== undefined;
      return !environment.protected && edges.some(({ from, to }) => from === way[index - 1] && to === name);
    }),
  );
  if (services.length === 0) {
    throw new BranchlineError(
      'cli/noServices',
      message('No service goes this way without a protected environment. Name them (--services).'),
    );
  }
  const byRepository = groupBy(services, ({ repository }) => repositoryIdentity(repository));
  const isAlone = ({ repository }: Service) => byRepository.get(repositoryIdentity(repository))?.length === 1;
  const shared = services
    .filter((service) => !isAlone(service))
    .map(({ name, repository }): LeftCar => {
      const other = byRepository.get(repositoryIdentity(repository))?.find((one) => one.name !== name)?.name ?? '';
      return { kind: 'refused', service: name, said: inEnglish(sharedRepository(name, other).said) };
    });
  return { services: services.filter(isAlone), shared };
}
