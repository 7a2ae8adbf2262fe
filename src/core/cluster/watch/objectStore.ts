import type { LiveObject } from '../live';

/** The objects of one kind by namespace and name, and the list of them, the same until one changes. */
export class ObjectStore {
  private byName = new Map<string, LiveObject>();
  private list: readonly LiveObject[] | undefined;

  objects(): readonly LiveObject[] {
    this.list ??= [...this.byName.values()];
    return this.list;
  }

  /** Returns whether anything changed. */
  set(object: LiveObject): boolean {
    const key = keyOf(object);
    if (isSame(this.byName.get(key), object)) return false;
    this.byName.set(key, object);
    this.list = undefined;
    return true;
  }

  remove(object: LiveObject): boolean {
    const removed = this.byName.delete(keyOf(object));
    if (removed) this.list = undefined;
    return removed;
  }

  /** Objects that did not change stay the very same values. */
  replaceAll(objects: readonly LiveObject[]): boolean {
    const before = this.byName;
    let changed = objects.length !== before.size;
    this.byName = new Map(
      objects.map((object) => {
        const key = keyOf(object);
        const known = before.get(key);
        if (known && isSame(known, object)) return [key, known];
        changed = true;
        return [key, object];
      }),
    );
    if (changed) this.list = undefined;
    return changed;
  }
}

function keyOf({ metadata }: LiveObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** A server gives a new version with every change; an object that is made anew has another uid. */
function isSame(known: LiveObject | undefined, object: LiveObject): boolean {
  const version = object.metadata.resourceVersion;
  return (
    version !== undefined && known?.metadata.resourceVersion === version && known.metadata.uid === object.metadata.uid
  );
}
