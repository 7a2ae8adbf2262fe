import { groupBy } from '../../support/groupBy';
import type { LiveObject } from '../live';

/** Objects by what they are called, of whatever version of their group: who refers to one finds it without looking through all. */
export class Among {
  private readonly byName: ReadonlyMap<string, readonly LiveObject[]>;
  private readonly byKind: ReadonlyMap<string, readonly LiveObject[]>;
  private readonly inNamespace: ReadonlyMap<string, readonly LiveObject[]>;

  constructor(objects: readonly LiveObject[]) {
    const kindIn = ({ apiVersion, kind }: LiveObject) => kindOf(apiVersion.split('/')[0] ?? '', kind);
    this.byKind = groupBy(objects, kindIn);
    this.byName = groupBy(objects, (one) => `${kindIn(one)} ${one.metadata.namespace ?? ''}/${one.metadata.name}`);
    this.inNamespace = groupBy(objects, (one) => `${kindIn(one)} ${one.metadata.namespace ?? ''}`);
  }

  one(group: string, kind: string, name: string, namespace: string | undefined): LiveObject | undefined {
    return this.byName.get(`${kindOf(group, kind)} ${namespace ?? ''}/${name}`)?.[0];
  }

  all(group: string, kind: string): readonly LiveObject[] {
    return this.byKind.get(kindOf(group, kind)) ?? [];
  }

  allIn(group: string, kind: string, namespace: string | undefined): readonly LiveObject[] {
    return this.inNamespace.get(`${kindOf(group, kind)} ${namespace ?? ''}`) ?? [];
  }
}

const made = new WeakMap<readonly LiveObject[], Among>();

/** Made once for each list, however many objects in it refer to others. */
export function among(objects: readonly LiveObject[]): Among {
  const known = made.get(objects);
  if (known) return known;
  const fresh = new Among(objects);
  made.set(objects, fresh);
  return fresh;
}

function kindOf(group: string, kind: string): string {
  return `${group}/${kind}`;
}
