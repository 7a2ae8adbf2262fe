import type { Sha } from '../support/sha';
import { GitError } from './errors';
import { Lru } from '../support/lru';

export interface GraphCommit {
  readonly sha: Sha;
  readonly tree: Sha;
  readonly parents: readonly Sha[];
}

/** Lists `tips` and all their ancestors that are not ancestors of `known`. */
export type ListAncestry = (
  tips: readonly Sha[],
  known: readonly Sha[],
  signal: AbortSignal | undefined,
) => Promise<readonly GraphCommit[]>;

/**
 * The parents and the tree of every commit that was asked about. A new tip costs one git process, for what is new below it alone;
 * all questions after that cost none.
 */
export class CommitGraph {
  private readonly commits = new Map<Sha, GraphCommit>();
  private tips: Sha[] = [];
  private readonly ancestorSets = new Lru<Sha, ReadonlySet<Sha>>(4);
  private readonly arrivals = new Lru<Sha, ReadonlyMap<Sha, Sha>>(4);
  private loading: Promise<void> = Promise.resolve();

  constructor(private readonly list: ListAncestry) {}

  /** Makes sure that all ancestors of these commits are known. */
  load(tips: readonly Sha[], signal?: AbortSignal): Promise<void> {
    const loaded = this.loading.catch(() => undefined).then(() => this.loadNow(tips, signal));
    this.loading = loaded;
    return loaded;
  }

  private async loadNow(tips: readonly Sha[], signal: AbortSignal | undefined): Promise<void> {
    const unknown = tips.filter((tip) => !this.commits.has(tip));
    if (unknown.length === 0) return;
    for (const commit of await this.list(unknown, this.tips, signal)) this.commits.set(commit.sha, commit);
    // Two tips a branch are enough to stop the next listing early; more only make the command line longer.
    this.tips = [...unknown, ...this.tips].slice(0, 16);
  }

  has(commit: Sha): boolean {
    return this.commits.has(commit);
  }

  parents(commit: Sha): readonly Sha[] {
    return this.commits.get(commit)?.parents ?? [];
  }

  /** The tree of a loaded commit. @throws GitError for one that was not loaded */
  tree(commit: Sha): Sha {
    const known = this.commits.get(commit);
    if (!known) throw GitError.objectMissing(commit);
    return known.tree;
  }

  /** The first-parent chain from a commit to its root, newest first. */
  *firstParents(commit: Sha): Generator<Sha> {
    const seen = new Set<Sha>();
    for (let at: Sha | undefined = commit; at !== undefined && !seen.has(at); at = this.parents(at)[0]) {
      seen.add(at);
      yield at;
    }
  }

  /** The commit itself and all its ancestors. */
  ancestors(commit: Sha): ReadonlySet<Sha> {
    const kept = this.ancestorSets.get(commit);
    if (kept) return kept;
    const seen = new Set<Sha>([commit]);
    const open = [commit];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const parent of this.parents(at)) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        open.push(parent);
      }
    }
    this.ancestorSets.set(commit, seen);
    return seen;
  }

  isAncestor(ancestor: Sha, commit: Sha): boolean {
    return ancestor === commit || this.ancestors(commit).has(ancestor);
  }

  /** The best common ancestors: those that no other common ancestor descends from. */
  mergeBases(one: Sha, other: Sha): readonly Sha[] {
    const ofOther = this.ancestors(other);
    const common = [...this.ancestors(one)].filter((commit) => ofOther.has(commit));
    const inner = new Set(common.flatMap((commit) => this.parents(commit)));
    return common.filter((commit) => !inner.has(commit));
  }

  /**
   * The commits that a merge brought to the branch on whose first-parent chain it stands, the merge itself not counted: those that
   * the one before it does not reach. By each further parent, in no particular order. One walk of the branch answers for
   * all of its merges.
   */
  mergedBy(merge: Sha, head: Sha): readonly Sha[] {
    const arrivals = this.arrivalsOn(head);
    return this.parents(merge)
      .slice(1)
      .flatMap((parent) => this.reached(parent, (commit) => arrivals.get(commit) === merge));
  }

  /** By commit, which of a branch's first-parent chain reached it first. */
  private arrivalsOn(head: Sha): ReadonlyMap<Sha, Sha> {
    const kept = this.arrivals.get(head);
    if (kept) return kept;
    const arrivals = new Map<Sha, Sha>();
    for (const commit of [...this.firstParents(head)].reverse()) {
      for (const reached of this.reached(commit, (one) => !arrivals.has(one))) arrivals.set(reached, commit);
    }
    this.arrivals.set(head, arrivals);
    return arrivals;
  }

  /** What a commit reaches without leaving what is wanted. */
  private reached(tip: Sha, isWanted: (commit: Sha) => boolean): readonly Sha[] {
    const seen = new Set<Sha>();
    const open = [tip];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at) || !isWanted(at)) continue;
      seen.add(at);
      open.push(...this.parents(at));
    }
    return [...seen];
  }
}
