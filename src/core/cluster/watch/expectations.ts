import type { Disposable } from '../../support/disposable';

const none: ReadonlySet<string> = new Set();

/** In which namespaces of which cluster somebody is about to watch something. */
export class Expectations {
  private readonly said = new Map<string, Set<ReadonlySet<string>>>();
  /** Asked for with every hold, and changed with the catalog alone. */
  private readonly joined = new Map<string, ReadonlySet<string>>();

  add(cluster: string, namespaces: Iterable<string>): Disposable {
    const here = this.said.get(cluster) ?? new Set();
    const expected = new Set(namespaces);
    this.said.set(cluster, here.add(expected));
    this.joined.delete(cluster);
    return {
      dispose: () => {
        here.delete(expected);
        this.joined.delete(cluster);
      },
    };
  }

  in(cluster: string): ReadonlySet<string> {
    const said = this.said.get(cluster);
    if (!said) return none;
    const joined = this.joined.get(cluster) ?? new Set([...said].flatMap((namespaces) => [...namespaces]));
    this.joined.set(cluster, joined);
    return joined;
  }
}
