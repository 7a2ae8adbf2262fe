import { closest } from '../../support/closest';
import { message } from '../../support/message';
import type { Path, Problem, Source } from '../source';
import { circleIn } from './dependencies';
import type { TrainFile } from './schema';

/**
 * What the schema cannot say of `train:`: names that are none, and circles.
 * @param services that the catalog lists; nothing where more may be found on a forge, so that no name is known to be wrong
 */
export function checkTrain(
  train: TrainFile | undefined,
  services: readonly string[] | undefined,
  source: Source,
): Problem[] {
  if (!train) return [];
  const { canary = [], dependsOn = {} } = train;
  const known = services && new Set(services);
  const isWrong = (name: string) => known !== undefined && !known.has(name);
  const entries = Object.entries(dependsOn);
  const unknown = (names: readonly string[], at: Path) =>
    names.flatMap((name, index) =>
      isWrong(name) ? [source.problem([...at, index], noService(name, services ?? []))] : [],
    );
  const names = [
    ...unknown(canary, ['train', 'canary']),
    ...entries.flatMap(([service, others]) => {
      const at = ['train', 'dependsOn', service];
      const own = isWrong(service) ? [source.keyProblem(at, noService(service, services ?? []))] : [];
      return [...own, ...unknown(others, at)];
    }),
  ];
  return names.length > 0 ? names : circle(new Map(entries), source);
}

function noService(name: string, services: readonly string[]) {
  const meant = closest(name, services);
  return meant === undefined
    ? message('The catalog has no service "{name}".', { name })
    : message('The catalog has no service "{name}". Did you mean "{meant}"?', { name, meant });
}

function circle(dependsOn: ReadonlyMap<string, readonly string[]>, source: Source): Problem[] {
  const names = circleIn(dependsOn);
  const [service, next] = names ?? [];
  if (names === undefined || service === undefined || next === undefined) return [];
  const index = dependsOn.get(service)?.indexOf(next) ?? 0;
  const said = message('Dependencies must not go round in a circle: {circle}. Take one of them out.', {
    circle: names.join(' → '),
  });
  return [source.problem(['train', 'dependsOn', service, index], said)];
}
