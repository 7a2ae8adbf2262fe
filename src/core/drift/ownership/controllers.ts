import type { LiveObject } from '../../cluster/live';
import { Deployers } from './deployers';
import { Ignores } from '../ignores/ignores';

/** What the GitOps controllers of a cluster say of whose objects are, and of what is to be ignored. */
export interface ReadControllers {
  readonly deployers: Deployers;
  readonly ignores: Ignores;
}

const read = new WeakMap<readonly LiveObject[], ReadControllers>();

/** Read once for each list of them: a thousand namespaces of a cluster are compared beside the same one. */
export function readControllers(objects: readonly LiveObject[]): ReadControllers {
  const known = read.get(objects);
  if (known) return known;
  const made = { deployers: new Deployers(objects), ignores: new Ignores(objects) };
  read.set(objects, made);
  return made;
}
