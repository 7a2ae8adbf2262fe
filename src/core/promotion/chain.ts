import { Lru } from '../git/lru';
import type { Repository } from '../git/repository';
import type { Sha } from '../support/sha';
import type { FileRef } from './content';

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

interface KeptRuns {
  readonly tip: Sha;
  readonly runs: readonly { readonly file: FileRef | undefined; readonly newest: Sha; readonly oldest: Sha }[];
}

/** How far back a path is followed. Beyond it, history counts as not known. */
const longestChain = 20_000;
const readAtOnce = 256;

/**
 * What a path held over the time of a branch. A walk is done once; when the branch advances, only its new part is.
 */
export class PathHistory {
  private readonly chains = new Lru<Sha, Chain>(60_000);
  private readonly kept = new Lru<string, KeptRuns>(5_000);

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
    const tip = chain.commits[0];
    if (tip === undefined) return [];
    const key = `${branch}\0${path}`;
    const kept = this.kept.get(key);
    const known = kept ? (chain.index.get(kept.tip) ?? -1) : -1;
    const young = await this.walk(chain, path, known < 0 ? chain.commits.length : known);
    const old =
      known < 0 || !kept
        ? []
        : kept.runs.map(({ file, newest, oldest }) => ({
            file,
            newest: chain.index.get(newest) ?? 0,
            oldest: chain.index.get(oldest) ?? chain.commits.length - 1,
          }));
    const runs = joined([...young, ...old]);
    const named = runs.map(({ file, newest, oldest }) => ({
      file,
      newest: chain.commits[newest] ?? tip,
      oldest: chain.commits[oldest] ?? tip,
    }));
    this.kept.set(key, { tip, runs: named }, runs.length + 1);
    return runs;
  }

  private async walk(chain: Chain, path: string, count: number): Promise<readonly Run[]> {
    const runs: Run[] = [];
    for (let start = 0; start < count; start += readAtOnce) {
      const part = chain.commits.slice(start, Math.min(start + readAtOnce, count));
      const files = await Promise.all(part.map((commit) => this.fileAt(this.repository.graph.tree(commit), path)));
      files.forEach((file, offset) => runs.push({ file, newest: start + offset, oldest: start + offset }));
    }
    return joined(runs);
  }

  async fileAt(tree: Sha, path: string): Promise<FileRef | undefined> {
    const entry = await this.repository.entryAt(tree, path);
    return entry && entry.mode !== '40000' ? { mode: entry.mode, sha: entry.sha } : undefined;
  }
}

function joined(runs: readonly Run[]): readonly Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last && last.file?.sha === run.file?.sha && last.file?.mode === run.file?.mode) {
      result[result.length - 1] = { ...last, oldest: run.oldest };
    } else {
      result.push(run);
    }
  }
  return result;
}
