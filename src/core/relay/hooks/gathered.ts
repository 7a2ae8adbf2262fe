import { groupBy } from '../../support/groupBy';
import type { Hint } from './delivery';

/** Of one repository; whoever is told of more looks at all of it anyway. */
const mostOfOne = 50;

/** Hints as they are, but for those that are of one kind and very many of one repository: they are one, of the whole repository. */
export function gathered(hints: readonly Hint[]): readonly Hint[] {
  if (hints.length <= mostOfOne) return hints;
  return [...groupBy(hints, ({ kind, path }) => `${kind} ${path}`).values()].flatMap((ofOne) =>
    ofOne.length <= mostOfOne ? ofOne : ofOne.slice(0, 1).map(ofAll),
  );
}

function ofAll({ kind, path, where: { image }, time }: Hint): Hint {
  return { kind, path, where: image ? { image: { host: image.host, path: image.path } } : {}, time };
}
