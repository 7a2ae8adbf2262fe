import { diffTrees, type FileDifference } from '../../git/diff';
import type { Values } from '../../manifest/merge/travelling';
import type { Sha } from '../../support/sha';
import type { Chain, PathHistory } from './chain';
import type { ContentReader, FileRef } from '../content/content';
import { changedKeys, ContentKeySet } from '../content/keySet';
import {
  namedBy,
  recordsIn,
  revertsIn,
  type PromotionRecord,
  type Record,
  type RollbackRecord,
} from '../record/trailers';

/** What a deployment was, as far as somebody wrote it down. */
export type Origin =
  /** `isHeard`: it names a commit that is not there, and nobody looked whether the deployment did what it says. */
  | { readonly kind: 'promotion'; readonly record: PromotionRecord; readonly by: Told; readonly isHeard?: true }
  /** Back to the state of an older deployment, by its position in the chain. */
  | { readonly kind: 'restore'; readonly to: number; readonly by: Told }
  /** The changes of older deployments taken back, by their positions. */
  | { readonly kind: 'undo'; readonly deployments: readonly number[]; readonly by: Told | 'revert' }
  /** A rollback that names what is none of the deployments (any more): what it went back to is not known. */
  | { readonly kind: 'lostRollback'; readonly record: RollbackRecord; readonly missing: Sha; readonly by: Told }
  | { readonly kind: 'direct' };

/** Where a record was read: in the commits, or in the pull request that landed them (its message was edited). */
type Told = 'trailer' | 'pullRequest';

/** By deployment: what the pull request that made it says of itself, as trailers. Source: docs/promotion.md, "The baseline". */
export type PullRequestTexts = ReadonlyMap<Sha, string>;

const direct: Origin = { kind: 'direct' };
/** How many merges are searched for a commit that a revert names. */
const searchedMerges = 300;

/** Reads what the deployments of one branch say of themselves: trailers, and the reverts that git and forges write. */
export class Deployments {
  private readonly origins = new Map<number, Promise<Origin>>();
  private readonly changes = new Map<number, Promise<ContentKeySet>>();

  constructor(
    private readonly reader: ContentReader,
    private readonly history: PathHistory,
    /** The branch that is the target. */
    readonly branch: string,
    readonly chain: Chain,
    private readonly pullRequests: PullRequestTexts = new Map(),
  ) {}

  commit(position: number): Sha {
    const sha = this.chain.commits[position];
    if (sha === undefined) throw new RangeError(`no deployment at ${position}`);
    return sha;
  }

  tree(position: number): Sha {
    return this.reader.repository.graph.tree(this.commit(position));
  }

  originAt(position: number): Promise<Origin> {
    const kept = this.origins.get(position) ?? this.readOrigin(position);
    this.origins.set(position, kept);
    return kept;
  }

  /** The promotable places that a deployment changed. */
  changesAt(position: number): Promise<ContentKeySet> {
    const before = position + 1 < this.chain.commits.length ? this.tree(position + 1) : null;
    const kept = this.changes.get(position) ?? changedKeys(this.reader, before, this.tree(position));
    this.changes.set(position, kept);
    return kept;
  }

  /** Those of them that came as a commit has them. A file that is one value may have been merged by line: it counts. */
  async broughtAt(position: number, from: Sha): Promise<ContentKeySet> {
    const changes = await this.changesAt(position);
    const tree = this.reader.repository.graph.tree(from);
    const brought = new ContentKeySet();
    for (const path of changes.paths) {
      const keys = changes.keysOf(path);
      if (keys.size === 0) brought.addFile(path);
      const [now, then] = await Promise.all([this.valuesAt(this.tree(position), path), this.valuesAt(tree, path)]);
      for (const key of keys) if (now.get(key) === then.get(key)) brought.addKey(path, key);
    }
    return brought;
  }

  private async valuesAt(tree: Sha, path: string): Promise<Values> {
    return this.reader.values(path, await this.history.fileAt(tree, path), 'keys');
  }

  /** The commits that a merge brought in and that were made on top of the target itself: candidates, hand-made branches. */
  sideCommits(position: number): readonly Sha[] {
    const { graph } = this.reader.repository;
    const side = graph.mergedBy(this.commit(position), this.commit(0));
    // The side of a merge that comes from upstream carries the trailers of other edges, and whatever people wrote into
    // their messages; what was made on top of the target speaks for the target (docs/promotion.md, "The baseline").
    return side.filter((commit) => {
      const base = graph.parents(commit)[0];
      const at = base === undefined ? undefined : this.chain.index.get(base);
      return at !== undefined && at > position;
    });
  }

  private async readOrigin(position: number): Promise<Origin> {
    const { repository } = this.reader;
    const commits = [...this.sideCommits(position).toReversed(), this.commit(position)];
    const messages = (await Promise.all(commits.map((commit) => repository.commit(commit)))).map(
      ({ message }) => message,
    );
    const said = await this.recorded(messages, position, 'trailer');
    if (said) return said;
    const landed = this.pullRequests.get(this.commit(position));
    const told = landed === undefined ? undefined : await this.recorded([landed], position, 'pullRequest');
    if (told) return told;
    const reverted = messages.flatMap(revertsIn).flatMap((sha) => this.deploymentOf(sha, position) ?? []);
    return reverted.length > 0 ? { kind: 'undo', deployments: reverted, by: 'revert' } : direct;
  }

  private async recorded(texts: readonly string[], position: number, by: Told): Promise<Origin | undefined> {
    const origins: Origin[] = [];
    for (const record of texts.flatMap(recordsIn)) {
      const origin = await this.checked(record, position, by);
      if (origin) origins.push(origin);
    }
    const last = origins.at(-1);
    return last?.kind === 'promotion' ? this.newest(origins) : last;
  }

  /** Of several promotions that a squash joined, the one whose source commit descends from the others' counts. */
  private newest(origins: readonly Origin[]): Origin {
    const { graph } = this.reader.repository;
    const promotions = origins.filter((origin) => origin.kind === 'promotion');
    return promotions.reduce((best, next) =>
      best.record.from.branch === next.record.from.branch &&
      graph.has(best.record.from.commit) &&
      graph.isAncestor(next.record.from.commit, best.record.from.commit)
        ? best
        : next,
    );
  }

  /** A record counts only for this branch, only of what lies before it, and only if the deployment did what it says. */
  private async checked(record: Record, position: number, by: Told): Promise<Origin | undefined> {
    return record.kind === 'promotion'
      ? this.checkedPromotion(record, position, by)
      : this.checkedRollback(record, position, by);
  }

  private async checkedPromotion(record: PromotionRecord, position: number, by: Told): Promise<Origin | undefined> {
    if (record.target.branch !== this.branch) return undefined;
    const target = this.chain.index.get(record.target.commit);
    if (target !== undefined && target <= position) return undefined;
    if (!(await this.reader.repository.hasCommit(record.from.commit))) {
      return { kind: 'promotion', record, by, isHeard: true };
    }
    return (await this.bears(position, record)) ? { kind: 'promotion', record, by } : undefined;
  }

  /** Whether a deployment did what a record says of it. The commit that it names has to be there. */
  async bears(position: number, { from, ofSource }: PromotionRecord): Promise<boolean> {
    const { graph } = this.reader.repository;
    await graph.load([from.commit]);
    const carried = await this.carries(position, graph.tree(from.commit));
    // A squash may quote the text of a pull request from the source branch, which says what that held when it was opened.
    return carried === 'all' || (carried === 'part' && !ofSource);
  }

  private async checkedRollback(record: RollbackRecord, position: number, by: Told): Promise<Origin | undefined> {
    if (record.target !== this.branch) return undefined;
    const missing = namedBy(record).find((commit) => !this.chain.index.has(commit));
    if (missing !== undefined) return { kind: 'lostRollback', record, missing, by };
    if (record.restored !== undefined) {
      const to = this.chain.index.get(record.restored);
      if (to === undefined || to <= position || (await this.carries(position, this.tree(to))) === 'nothing')
        return undefined;
      return { kind: 'restore', to, by };
    }
    const deployments = record.undone.flatMap(({ first, last }) => {
      const [oldest, newest] = [this.chain.index.get(first), this.chain.index.get(last)];
      if (oldest === undefined || newest === undefined || newest <= position || newest > oldest) return [];
      return Array.from({ length: oldest - newest + 1 }, (_, offset) => newest + offset);
    });
    return deployments.length > 0 ? { kind: 'undo', deployments, by } : undefined;
  }

  /**
   * How much of what the deployment brought is as that tree has it. A message can be written by anybody and arrives by
   * many ways; content cannot pretend. Files that are one value may have been merged by line, and prove nothing.
   */
  private async carries(position: number, tree: Sha): Promise<'all' | 'part' | 'nothing'> {
    if (await this.hasSameFiles(position, tree)) return 'all';
    const changes = await this.changesAt(position);
    const verdicts = await Promise.all(
      [...changes.paths].map(async (path) => {
        const [now, then] = await Promise.all([
          this.history.fileAt(this.tree(position), path),
          this.history.fileAt(tree, path),
        ]);
        return this.agree(path, now, then, changes);
      }),
    );
    const all = verdicts.flat();
    if (!all.includes(false)) return 'all';
    return all.includes(true) ? 'part' : 'nothing';
  }

  /** Whether that tree has each promotable file that the deployment changed as it left it: told by names, nothing is read. */
  private async hasSameFiles(position: number, tree: Sha): Promise<boolean> {
    const now = this.tree(position);
    if (now === tree) return true;
    const before = position + 1 < this.chain.commits.length ? this.tree(position + 1) : null;
    const changed = await diffTrees(this.reader.repository, before, now);
    const isSame = async ({ path }: FileDifference) =>
      this.reader.rules.ownsPath(path) ||
      (await this.history.fileAt(now, path))?.sha === (await this.history.fileAt(tree, path))?.sha;
    return (await Promise.all(changed.map(isSame))).every(Boolean);
  }

  /** For each place that was changed, whether it is the same on both; none for a file of which that cannot be said. */
  private async agree(
    path: string,
    now: FileRef | undefined,
    then: FileRef | undefined,
    changes: ContentKeySet,
  ): Promise<readonly boolean[]> {
    if (now?.sha === then?.sha) return [true];
    if (!now || !then) return [false];
    const [is, was] = await Promise.all([this.reader.read(path, now), this.reader.read(path, then)]);
    if (is.kind === 'opaque' || was.kind === 'opaque') return [];
    // A key that is gone from both is the same, too.
    const touched = changes.keysOf(path);
    const keys = touched.size > 0 ? [...touched] : [...is.values.keys(), ...was.values.keys()];
    return keys.map((key) => is.values.get(key) === was.values.get(key));
  }

  /** The deployment that brought a commit, older than `position`. */
  private deploymentOf(sha: string, position: number): number | undefined {
    const isNamed = (commit: Sha) => commit.startsWith(sha);
    const onChain = this.chain.commits.findIndex((commit, at) => at > position && isNamed(commit));
    if (onChain >= 0) return onChain;
    const { graph } = this.reader.repository;
    let searched = 0;
    for (let at = position + 1; at < this.chain.commits.length && searched < searchedMerges; at += 1) {
      if (graph.parents(this.commit(at)).length < 2) continue;
      searched += 1;
      if (graph.mergedBy(this.commit(at), this.commit(0)).some(isNamed)) return at;
    }
    return undefined;
  }
}
