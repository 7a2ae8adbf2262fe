import { diffPairs } from '../../git/diffPairs';
import { Lru } from '../../support/lru';
import type { Repository } from '../../git/repository';
import type { Sha } from '../../support/sha';
import type { FileRef } from '../content/content';

/** A branch's deployments (or, for a source, its states): the first-parent chain, newest first. */
export interface Chain {
  readonly commits: readonly Sha[];
  /** Position by commit: 0 is the head. */
  readonly index: ReadonlyMap<Sha, number>;
}

/** A stretch of a chain over which a path held the same file. */
export interface Run {
  readonly file: FileRef | undefined;
  /** Positions in the chain; `newest` ≤ `oldest`. */
  readonly newest: number;
  readonly oldest: number;
}

/** A commit of a chain that changed a path; `file`: what the path holds from then on. */
interface PathChange {
  /** Counted from the root, so that it stays when the branch advances. */
  readonly ordinal: number;
  readonly file: FileRef | undefined;
}

/** All changes of all paths along a chain, newest first. */
interface ChainIndex {
  readonly tip: Sha;
  readonly changes: Map<string, readonly PathChange[]>;
}

/** How far back a branch is followed. Beyond it, history counts as not known. */
const longestChain = 20_000;
const comparedAtOnce = 8_192;

/**
 * What every path held over the time of a branch. A chain is walked once, tree against tree, for all paths together;
 * when the branch advances, only its new part is.
 */
export class PathHistory {
  private readonly chains = new Lru<Sha, Chain>(60_000);
  /** By branch. */
  private readonly indexes = new Map<string, Promise<ChainIndex>>();

  constructor(private readonly repository: Repository) {}

  /** The chain of a commit whose ancestors are loaded. */
  chain(tip: Sha): Chain {
    const kept = this.chains.get(tip);
    if (kept) return kept;
    const commits: Sha[] = [];
    for (const commit of this.repository.graph.firstParents(tip)) {
      if (commits.length === longestChain) break;
      commits.push(commit);
    }
    const chain = { commits, index: new Map(commits.map((commit, position) => [commit, position])) };
    this.chains.set(tip, chain, commits.length);
    return chain;
  }

  /** @param branch keeps the walks of a repository's branches apart */
  async runs(branch: string, chain: Chain, path: string): Promise<readonly Run[]> {
    const { changes } = await this.indexFor(branch, chain);
    const last = chain.commits.length - 1;
    const runs: Run[] = [];
    let newest = 0;
    for (const { ordinal, file } of changes.get(path) ?? []) {
      const oldest = last - ordinal;
      runs.push({ file, newest, oldest });
      newest = oldest + 1;
    }
    if (newest <= last) runs.push({ file: undefined, newest, oldest: last });
    return runs;
  }

  async fileAt(tree: Sha, path: string): Promise<FileRef | undefined> {
    const entry = await this.repository.entryAt(tree, path);
    return entry && entry.mode !== '40000' ? { mode: entry.mode, sha: entry.sha } : undefined;
  }

  private indexFor(branch: string, chain: Chain): Promise<ChainIndex> {
    const before = this.indexes.get(branch);
    const index = this.advanced(before, chain);
    this.indexes.set(branch, index);
    index.catch(() => {
      if (this.indexes.get(branch) === index) this.indexes.delete(branch);
    });
    return index;
  }

  /** The index of a chain, from that of an older one where the branch only advanced. */
  private async advanced(before: Promise<ChainIndex> | undefined, chain: Chain): Promise<ChainIndex> {
    const tip = chain.commits[0] ?? '';
    const kept = await before?.catch(() => undefined);
    if (kept?.tip === tip) return kept;
    const known = kept ? chain.index.get(kept.tip) : undefined;
    const young = await this.changesOf(chain, known ?? chain.commits.length);
    if (kept === undefined || known === undefined) return { tip, changes: young };
    const changes = new Map(kept.changes);
    for (const [path, list] of young) changes.set(path, [...list, ...(kept.changes.get(path) ?? [])]);
    return { tip, changes };
  }

  /** The changes of the newest `count` commits. */
  private async changesOf(chain: Chain, count: number): Promise<Map<string, readonly PathChange[]>> {
    const { graph } = this.repository;
    const changes = new Map<string, PathChange[]>();
    const treeAt = (position: number) => {
      const commit = chain.commits[position];
      return commit === undefined ? null : graph.tree(commit);
    };
    for (let start = 0; start < count; start += comparedAtOnce) {
      const positions = Array.from({ length: Math.min(comparedAtOnce, count - start) }, (_, offset) => start + offset);
      const pairs = positions.map((position) => ({ before: treeAt(position + 1), after: treeAt(position) }));
      const differences = await diffPairs(this.repository, pairs);
      positions.forEach((position, offset) => {
        for (const { path, after } of differences[offset] ?? []) {
          const list = changes.get(path) ?? [];
          list.push({ ordinal: chain.commits.length - 1 - position, file: after });
          changes.set(path, list);
        }
      });
    }
    return changes;
  }
}
