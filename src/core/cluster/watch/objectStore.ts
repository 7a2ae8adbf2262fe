import type { LiveObject } from '../live';

/** The namespace of what lies in none. */
export const noNamespace = '';

/** The objects of one kind by namespace and name, and the lists of them, the same until one changes. */
export class ObjectStore {
  private places = new Map<string, Map<string, LiveObject>>();
  private readonly lists = new Map<string, readonly LiveObject[]>();

  /** Those of one namespace, and those that lie in none. */
  objects(namespace: string): readonly LiveObject[] {
    const known = this.lists.get(namespace);
    if (known) return known;
    const places = namespace === noNamespace ? [noNamespace] : [namespace, noNamespace];
    const list = places.flatMap((place) => [...(this.places.get(place)?.values() ?? [])]);
    this.lists.set(namespace, list);
    return list;
  }

  /** Those of all namespaces. */
  all(): readonly LiveObject[] {
    return [...this.places.values()].flatMap((place) => [...place.values()]);
  }

  /** Returns the namespace in which something changed; nothing where all is as it was. */
  set(object: LiveObject): string | undefined {
    const { place, name } = keyOf(object);
    const objects = this.places.get(place) ?? new Map<string, LiveObject>();
    if (isSame(objects.get(name), object)) return undefined;
    this.places.set(place, objects.set(name, object));
    this.changed(place);
    return place;
  }

  remove(object: LiveObject): string | undefined {
    const { place, name } = keyOf(object);
    if (this.places.get(place)?.delete(name) !== true) return undefined;
    this.changed(place);
    return place;
  }

  /** Objects that did not change stay the very same values. Returns the namespaces in which something did. */
  replaceAll(objects: readonly LiveObject[]): ReadonlySet<string> {
    const before = this.places;
    const places = new Map<string, Map<string, LiveObject>>();
    const changed = new Set<string>();
    for (const object of objects) {
      const { place, name } = keyOf(object);
      const known = before.get(place)?.get(name);
      const same = known && isSame(known, object);
      if (!same) changed.add(place);
      const here = places.get(place) ?? new Map<string, LiveObject>();
      places.set(place, here.set(name, same ? known : object));
    }
    for (const [place, { size }] of before) if (places.get(place)?.size !== size) changed.add(place);
    this.places = places;
    for (const place of changed) this.changed(place);
    return changed;
  }

  private changed(place: string): void {
    if (place === noNamespace) this.lists.clear();
    else this.lists.delete(place);
  }
}

function keyOf({ metadata }: LiveObject): { readonly place: string; readonly name: string } {
  return { place: metadata.namespace ?? noNamespace, name: metadata.name };
}

/** A server gives a new version with every change; an object that is made anew has another uid. */
function isSame(known: LiveObject | undefined, object: LiveObject): boolean {
  const version = object.metadata.resourceVersion;
  return (
    version !== undefined && known?.metadata.resourceVersion === version && known.metadata.uid === object.metadata.uid
  );
}
