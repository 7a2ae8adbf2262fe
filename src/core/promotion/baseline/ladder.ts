import type { Sha } from '../../support/sha';
import {
  inferredFrom,
  lostIn,
  patchedBaseline,
  rewound,
  sourcesOf,
  type Baseline,
  type Found,
  type LostRecord,
  type PinnedBaseline,
} from './baseline';
import type { Chain } from '../history/chain';
import type { ContentReader } from '../content/content';
import type { Deployments, Origin } from '../history/deployments';
import { searchedStates, SourceStates } from './sourceStates';

export interface LadderOptions {
  readonly source: { readonly branch: string; readonly chain: Chain };
  readonly pinned?: PinnedBaseline | undefined;
  /** Tries to get a commit that the repository lacks (a source that was rewritten). */
  readonly fetch?: ((commit: Sha) => Promise<boolean>) | undefined;
}

/** How many deployments are asked before the merge base decides. */
const askedDeployments = 1_000;

/**
 * The ladder B1–B5, asked deployment by deployment, newest first: the first deployment that answers by any rung gives
 * the baseline. A deployment asks only older ones, so that no history leads it round in a circle.
 * @see docs/promotion.md, "The baseline"
 */
export class Ladder {
  private readonly answers = new Map<number, Promise<Baseline>>();
  private silent = false;
  private readonly states: SourceStates;

  constructor(
    private readonly reader: ContentReader,
    private readonly deployments: Deployments,
    private readonly options: LadderOptions,
  ) {
    this.states = new SourceStates(reader, options.source.chain);
  }

  /** Whether an answer so far went past a deployment that says nothing of itself, or only looks like a rollback. */
  get restsOnSilence(): boolean {
    return this.silent;
  }

  /** The baseline that is in force once the deployment at this position is. */
  baselineAt(position: number): Promise<Baseline> {
    const kept = this.answers.get(position) ?? this.walk(position);
    this.answers.set(position, kept);
    return kept;
  }

  /**
   * The older deployment that a rollback went back to: by its trailers, by a revert, or because its state is that one
   * again. Of an undo, the one before all that it took back: what it changed is as it was there. Nothing where the
   * deployment is no rollback.
   */
  async wentBackTo(position: number): Promise<number | undefined> {
    // What the source itself went through arrived here as it is (fast-forward): nothing was rolled back on the target.
    if (this.options.source.chain.index.has(this.deployments.commit(position))) return undefined;
    const origin = await this.deployments.originAt(position);
    switch (origin.kind) {
      case 'promotion':
        return undefined;
      case 'restore':
        return origin.to;
      case 'undo':
        return Math.max(...origin.deployments) + 1;
      case 'lostRollback':
        return this.restoredState(position);
      case 'direct':
        return this.mergedParent(position) === undefined ? this.restoredState(position) : undefined;
    }
  }

  /** The source commit that landed by this deployment, told without a trailer: by a merge, by what is the same on both. */
  async landedAt(position: number): Promise<Sha | undefined> {
    const known = this.byAncestry(position);
    if (known) return known.kind === 'commit' ? known.commit : undefined;
    if ((await this.restoredState(position)) !== undefined || !(await this.changedContent(position))) return undefined;
    return this.states.equal(await this.printAt(position), this.deployments.commit(position));
  }

  /** Whether a deployment took back what was deployed before; also one of which is not known what it went back to. */
  async isRollback(position: number): Promise<boolean> {
    if ((await this.wentBackTo(position)) !== undefined) return true;
    if (this.options.source.chain.index.has(this.deployments.commit(position))) return false;
    return (await this.deployments.originAt(position)).kind === 'lostRollback';
  }

  /** Whether `isRollback` has to be asked: told by what is written down and by merges, no content is searched. */
  async mayBeRollback(position: number): Promise<boolean> {
    if (this.options.source.chain.index.has(this.deployments.commit(position))) return false;
    const { kind } = await this.deployments.originAt(position);
    return kind === 'direct' ? this.mergedParent(position) === undefined : kind !== 'promotion';
  }

  /** The older deployment that this one went back to, where no record says so. */
  inferredRestore(position: number): Promise<number | undefined> {
    return this.restoredState(position);
  }

  private async walk(position: number): Promise<Baseline> {
    const end = Math.min(this.deployments.chain.commits.length, position + askedDeployments);
    for (let at = position; at < end; at += 1) {
      const answer = at > position ? this.answers.get(at) : undefined;
      const baseline = (await answer) ?? (await this.answerAt(at));
      if (baseline) return baseline;
    }
    return this.mergeBase();
  }

  /** What one deployment says by itself, rung by rung. */
  private async answerAt(position: number): Promise<Baseline | undefined> {
    const pinned = await this.byPin(position);
    if (pinned) return pinned;
    const origin = await this.deployments.originAt(position);
    const said = await this.byRecord(origin, position);
    if (said && !lostIn(said)) return said;
    const merged = this.byAncestry(position);
    if (merged) return merged;
    // Of a promotion, and of a rollback to a state that is known, it is written down what they went to.
    const isTold = said && (origin.kind === 'promotion' || origin.kind === 'restore');
    const looksLike = await (isTold ? this.byEqual(position) : this.byContent(position));
    if (looksLike?.kind !== 'commit' || looksLike.inferred) this.silent = true;
    // What is written down and cannot be looked up is not known: no older deployment answers for it, nor the merge base.
    return looksLike ?? said;
  }

  /** What a person pinned: they know better than what the deployment says of itself, also where it is lost. */
  private async byPin(position: number): Promise<Baseline | undefined> {
    const { pinned } = this.options;
    if (!pinned || pinned.deployment !== this.deployments.commit(position)) return undefined;
    if (!(await this.reachable(pinned.source))) return this.lost(position, pinned.source, 'pin');
    return { kind: 'commit', commit: pinned.source, ...this.found(position, 'pinned') };
  }

  /** B1, B2 and the reverts of B1b, with the rewinding of rule 3. */
  private async byRecord(origin: Origin, position: number): Promise<Baseline | undefined> {
    switch (origin.kind) {
      case 'direct':
        return undefined;
      case 'promotion': {
        const { from, partial } = origin.record;
        if (from.branch !== this.options.source.branch) return undefined;
        if (!(await this.reachable(from.commit))) return this.lost(position, from.commit, 'promotion');
        if (origin.isHeard && !(await this.deployments.bears(position, origin.record))) return undefined;
        const found = this.found(position, origin.by);
        const promoted: Baseline = { kind: 'commit', commit: from.commit, ...found };
        if (!partial) return promoted;
        const places = await this.deployments.broughtAt(position, from.commit);
        return patchedBaseline(await this.baselineAt(position + 1), promoted, places, found);
      }
      case 'restore':
        return rewound(await this.baselineAt(origin.to), this.deployments.commit(position));
      case 'undo':
        return this.byUndo(origin, position);
      case 'lostRollback':
        return this.lost(position, origin.missing, 'rollback');
    }
  }

  private async byUndo(origin: Origin & { readonly kind: 'undo' }, position: number): Promise<Baseline> {
    const found = {
      ...this.found(position, origin.by),
      inferred: origin.by === 'revert',
      rewoundBy: this.deployments.commit(position),
    };
    let baseline = await this.baselineAt(position + 1);
    for (const undone of [...origin.deployments].sort((one, other) => one - other)) {
      const before = await this.baselineAt(undone + 1);
      baseline = patchedBaseline(baseline, before, await this.deployments.changesAt(undone), found);
    }
    return baseline;
  }

  /** B3, and a deployment that is itself part of the source (fast-forward, or the target merged back into the source). */
  private byAncestry(position: number): Baseline | undefined {
    const merged = this.mergedParent(position);
    if (merged !== undefined) return { kind: 'commit', commit: merged, ...this.found(position, 'mergeParent') };
    const commit = this.deployments.commit(position);
    if (!this.isOfSource(commit)) return undefined;
    return { kind: 'commit', commit, ...this.found(position, 'mergeBase') };
  }

  private mergedParent(position: number): Sha | undefined {
    const commit = this.deployments.commit(position);
    const others = this.reader.repository.graph.parents(commit).slice(1);
    // A merge that the source has as well was made there; it says nothing about a landing here.
    if (others.length === 0 || this.isOfSource(commit)) return undefined;
    return others.findLast((parent) => this.isOfSource(parent));
  }

  private isOfSource(commit: Sha): boolean {
    const head = this.options.source.chain.commits[0];
    return head !== undefined && this.reader.repository.graph.isAncestor(commit, head);
  }

  /** B4 and the restores of B1b: only at deployments that changed promotable content. */
  private async byContent(position: number): Promise<Baseline | undefined> {
    const restored = await this.restoredState(position);
    const commit = this.deployments.commit(position);
    if (restored !== undefined) return inferredFrom(await this.baselineAt(restored), commit);
    return this.byEqual(position);
  }

  private async byEqual(position: number): Promise<Baseline | undefined> {
    if (!(await this.changedContent(position))) return undefined;
    const equal = await this.states.equal(await this.printAt(position), this.deployments.commit(position));
    return equal === undefined ? undefined : { kind: 'commit', commit: equal, ...this.found(position, 'equalTree') };
  }

  /**
   * B1b: the older deployment whose state this one went back to. Going back because the source did is a promotion:
   * where the source has this content at a commit younger than the baseline before, nothing was rolled back.
   */
  private async restoredState(position: number): Promise<number | undefined> {
    const { chain } = this.deployments;
    if (position + 2 >= chain.commits.length || !(await this.changedContent(position))) return undefined;
    const print = await this.printAt(position);
    const end = Math.min(chain.commits.length, position + 2 + searchedStates);
    for (let at = position + 2; at < end; at += 1) {
      if ((await this.printAt(at)) !== print) continue;
      const since = async () => sourcesOf(await this.baselineAt(position + 1));
      return (await this.states.isNewSince(print, this.deployments.commit(position), since)) ? undefined : at;
    }
    return undefined;
  }

  private async changedContent(position: number): Promise<boolean> {
    if (position + 1 >= this.deployments.chain.commits.length) return true;
    return (await this.printAt(position)) !== (await this.printAt(position + 1));
  }

  private printAt(position: number): Promise<string> {
    return this.reader.treePrint(this.deployments.tree(position));
  }

  /** B5. */
  private mergeBase(): Baseline {
    const [source, target] = [this.options.source.chain.commits[0], this.deployments.chain.commits[0]];
    if (source === undefined || target === undefined) return { kind: 'none' };
    const [base] = this.reader.repository.graph.mergeBases(source, target);
    return base === undefined ? { kind: 'none' } : { kind: 'commit', commit: base, rung: 'mergeBase', inferred: false };
  }

  private lost(position: number, commit: Sha, by: LostRecord['by']): Baseline {
    return { kind: 'none', lost: { commit, deployment: this.deployments.commit(position), by } };
  }

  /** A source commit whose object is missing is fetched by its name. */
  private async reachable(commit: Sha): Promise<boolean> {
    const { repository } = this.reader;
    const there = (await repository.hasCommit(commit)) || ((await this.options.fetch?.(commit)) ?? false);
    if (there) await repository.graph.load([commit]);
    return there;
  }

  private found(position: number, rung: Found['rung']): Found {
    return { rung, inferred: false, deployment: this.deployments.commit(position) };
  }
}
