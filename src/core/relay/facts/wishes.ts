import type { Disposable } from '../../support/disposable';
import { mostBranches } from './fact';

/** Repositories as somebody spells them, by `repositoryKey`. */
export type Shown = ReadonlyMap<string, string>;

/** Repositories of which it is remembered what is wanted. */
const mostRemembered = 100_000;

/** Who wants facts of what. A team asks for the same: what is the same counts once. */
export class Wishes {
  private readonly counts = new Map<Shown, Map<readonly string[], number>>();
  /** What was found by looking through all of them, as long as they stay as they are. */
  private readonly texts = new Map<string, string | undefined>();
  private readonly branches = new Map<string, ReadonlySet<string>>();

  add(shown: Shown, branches: readonly string[]): Disposable {
    const byBranches = this.counts.get(shown) ?? new Map<readonly string[], number>();
    this.counts.set(shown, byBranches);
    byBranches.set(branches, (byBranches.get(branches) ?? 0) + 1);
    this.forget();
    return {
      dispose: () => {
        this.forget();
        const left = (byBranches.get(branches) ?? 1) - 1;
        if (left > 0) byBranches.set(branches, left);
        else byBranches.delete(branches);
        if (byBranches.size === 0 && this.counts.get(shown) === byBranches) this.counts.delete(shown);
      },
    };
  }

  /** Keys of all that is wanted, as somebody spells it. */
  all(): Shown {
    const [first, ...more] = this.counts.keys();
    if (!first) return new Map();
    return more.length === 0 ? first : new Map([first, ...more].flatMap((shown) => [...shown]));
  }

  /** As somebody spells a repository; nothing where nobody wants it. */
  textOf(key: string): string | undefined {
    if (this.texts.size >= mostRemembered) this.texts.clear();
    if (!this.texts.has(key)) this.texts.set(key, this.findText(key));
    return this.texts.get(key);
  }

  /** The branches that are wanted of it; what is beyond the bound is read by whoever wants it. */
  branchesOf(key: string): ReadonlySet<string> {
    const found = this.branches.get(key) ?? this.findBranches(key);
    if (this.branches.size >= mostRemembered) this.branches.clear();
    this.branches.set(key, found);
    return found;
  }

  private forget(): void {
    this.texts.clear();
    this.branches.clear();
  }

  private findText(key: string): string | undefined {
    for (const shown of this.counts.keys()) {
      const text = shown.get(key);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  private findBranches(key: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (const [shown, byBranches] of this.counts) {
      if (!shown.has(key)) continue;
      for (const branches of byBranches.keys()) for (const branch of branches) found.add(branch);
    }
    return found.size <= mostBranches ? found : new Set([...found].slice(0, mostBranches));
  }
}
