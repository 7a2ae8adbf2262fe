import type { Sha } from '../support/sha';
import type { Chain } from './chain';
import type { ContentReader, KeyId } from './content';
import type { Deployments, Origin } from './deployments';
import type { PlaceSet } from './places';
import type { BaselineRung } from './plan';

/**
 * What of the source is in force on the target: for each place, the source commit whose value counts there. That commit
 * is also the *since* of rule 2 of design §5.
 */
export type Baseline =
  | { readonly kind: 'commit'; readonly commit: Sha; readonly rung: BaselineRung; readonly inferred: boolean }
  /** `over` at some places, `under` at all others: after an undo, or after a promotion of a part. */
  | {
      readonly kind: 'patched';
      readonly under: Baseline;
      readonly over: Baseline;
      readonly places: PlaceSet;
      readonly rung: BaselineRung;
      readonly inferred: boolean;
    }
  | { readonly kind: 'none' };

/** The source commit whose value counts at a place. */
export function sourceAt(baseline: Baseline, path: string, key: KeyId): Sha | undefined {
  switch (baseline.kind) {
    case 'commit':
      return baseline.commit;
    case 'patched':
      return sourceAt(baseline.places.has(path, key) ? baseline.over : baseline.under, path, key);
    case 'none':
      return undefined;
  }
}

/** All source commits that a baseline is made of, the most general first. */
export function sourcesOf(baseline: Baseline): readonly Sha[] {
  if (baseline.kind === 'none') return [];
  if (baseline.kind === 'commit') return [baseline.commit];
  return [...new Set([...sourcesOf(baseline.over), ...sourcesOf(baseline.under)])];
}

/** A baseline that somebody else knows: the record of a merged pull request (B2), or what a person pinned. */
export interface KnownBaseline {
  readonly deployment: Sha;
  readonly source: Sha;
  readonly by: 'pullRequest' | 'pinned';
}

export interface LadderOptions {
  readonly source: { readonly branch: string; readonly chain: Chain };
  readonly known: readonly KnownBaseline[];
  /** Tries to get a commit that the repository lacks (a source that was rewritten). */
  readonly fetch?: ((commit: Sha) => Promise<boolean>) | undefined;
}

/** How many deployments are asked before the merge base decides. */
const askedDeployments = 1_000;
/** How far equal trees are searched on each side (promotion.md §3.4, B4). */
const searchedStates = 200;

/**
 * The ladder B1–B5, asked deployment by deployment, newest first: the first deployment that answers by any rung gives
 * the baseline.
 * @see research: promotion §3.4; design §5, rules 1–3
 */
export class Ladder {
  private readonly answers = new Map<number, Promise<Baseline>>();
  private sourcePrints: Promise<ReadonlyMap<string, readonly number[]>> | undefined;

  constructor(
    private readonly reader: ContentReader,
    private readonly deployments: Deployments,
    private readonly options: LadderOptions,
  ) {}

  /** The baseline that is in force once the deployment at this position is. */
  baselineAt(position: number): Promise<Baseline> {
    const kept = this.answers.get(position) ?? this.walk(position);
    this.answers.set(position, kept);
    return kept;
  }

  /** Whether a deployment is a rollback: by its trailers, by a revert, or because it went back to an older state. */
  async isRollback(position: number): Promise<boolean> {
    // What the source itself went through arrived here as it is (fast-forward): nothing was rolled back on the target.
    if (this.options.source.chain.index.has(this.deployments.commit(position))) return false;
    const origin = await this.deployments.originAt(position);
    if (origin.kind === 'promotion') return false;
    if (origin.kind !== 'direct') return true;
    if (this.knownAt(position) || this.mergedParent(position) !== undefined) return false;
    return (await this.restoredState(position)) !== undefined;
  }

  /** The source commit that landed by this deployment, told without a trailer: by a merge, by what is the same on both. */
  async landedAt(position: number): Promise<Sha | undefined> {
    const known = this.byAncestry(position);
    if (known) return known.kind === 'commit' ? known.commit : undefined;
    if ((await this.restoredState(position)) !== undefined || !(await this.changedContent(position))) return undefined;
    return this.equalSource(position);
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
    const origin = await this.deployments.originAt(position);
    return (
      (await this.byRecord(origin, position)) ??
      (await this.byKnown(position)) ??
      this.byAncestry(position) ??
      (await this.byContent(position))
    );
  }

  /** B1 and the reverts of B1b, with the rewinding of rule 3. */
  private async byRecord(origin: Origin, position: number): Promise<Baseline | undefined> {
    switch (origin.kind) {
      case 'direct':
        return undefined;
      case 'promotion': {
        const { from, partial } = origin.record;
        if (from.branch !== this.options.source.branch || !(await this.reachable(from.commit))) return undefined;
        const promoted: Baseline = { kind: 'commit', commit: from.commit, rung: 'trailer', inferred: false };
        if (!partial) return promoted;
        return this.patched(await this.baselineAt(position + 1), promoted, await this.deployments.changesAt(position), {
          rung: 'trailer',
          inferred: false,
        });
      }
      case 'restore':
        return this.baselineAt(origin.to);
      case 'undo': {
        const inferred = origin.by === 'revert';
        let baseline = await this.baselineAt(position + 1);
        for (const undone of [...origin.deployments].sort((one, other) => one - other)) {
          const before = await this.baselineAt(undone + 1);
          const places = await this.deployments.changesAt(undone);
          baseline = this.patched(baseline, before, places, { rung: inferred ? 'revert' : 'trailer', inferred });
        }
        return baseline;
      }
    }
  }

  /** B2, and what a person pinned. */
  private async byKnown(position: number): Promise<Baseline | undefined> {
    const known = this.knownAt(position);
    if (!known || !(await this.reachable(known.source))) return undefined;
    return { kind: 'commit', commit: known.source, rung: known.by, inferred: false };
  }

  private knownAt(position: number): KnownBaseline | undefined {
    const commit = this.deployments.commit(position);
    return this.options.known.findLast(({ deployment }) => deployment === commit);
  }

  /** B3, and a deployment that is itself part of the source (fast-forward, or the target merged back into the source). */
  private byAncestry(position: number): Baseline | undefined {
    const merged = this.mergedParent(position);
    if (merged !== undefined) return { kind: 'commit', commit: merged, rung: 'mergeParent', inferred: false };
    const commit = this.deployments.commit(position);
    if (!this.isOfSource(commit)) return undefined;
    return { kind: 'commit', commit, rung: 'mergeBase', inferred: false };
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
    if (restored !== undefined) return labelled(await this.baselineAt(restored));
    if (!(await this.changedContent(position))) return undefined;
    const equal = await this.equalSource(position);
    return equal === undefined ? undefined : { kind: 'commit', commit: equal, rung: 'equalTree', inferred: false };
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
      return (await this.isNewOnSource(print, position)) ? undefined : at;
    }
    return undefined;
  }

  private async isNewOnSource(print: string, deployment: number): Promise<boolean> {
    const positions = await this.statesUntil(deployment, print);
    if (positions.length === 0) return false;
    const since = sourcesOf(await this.baselineAt(deployment + 1));
    const { index, commits } = this.options.source.chain;
    const limits = since.map((commit) => index.get(commit) ?? commits.length);
    return positions.some((position) => limits.every((limit) => position < limit));
  }

  private async changedContent(position: number): Promise<boolean> {
    if (position + 1 >= this.deployments.chain.commits.length) return true;
    return (await this.printAt(position)) !== (await this.printAt(position + 1));
  }

  private printAt(position: number): Promise<string> {
    return this.reader.treePrint(this.deployments.tree(position));
  }

  private async equalSource(position: number): Promise<Sha | undefined> {
    const print = await this.printAt(position);
    const [newest] = await this.statesUntil(position, print);
    const [any] = (await this.printsOfSource()).get(print) ?? [];
    // A clock that goes wrong is no reason to find nothing.
    const found = newest ?? any;
    return found === undefined ? undefined : this.options.source.chain.commits[found];
  }

  /** Positions of the source states with this content that were there when the deployment was made, newest first. */
  private async statesUntil(deployment: number, print: string): Promise<readonly number[]> {
    const positions = (await this.printsOfSource()).get(print) ?? [];
    const { commits } = this.options.source.chain;
    const timeOf = async (commit: Sha | undefined) =>
      commit === undefined ? Infinity : Date.parse((await this.reader.repository.commit(commit)).committer.time);
    const deployed = await timeOf(this.deployments.commit(deployment));
    const times = await Promise.all(positions.map((position) => timeOf(commits[position])));
    return positions.filter((_, at) => (times[at] ?? Infinity) <= deployed);
  }

  private printsOfSource(): Promise<ReadonlyMap<string, readonly number[]>> {
    this.sourcePrints ??= this.readSourcePrints();
    return this.sourcePrints;
  }

  private async readSourcePrints(): Promise<ReadonlyMap<string, readonly number[]>> {
    const prints = new Map<string, number[]>();
    const states = this.options.source.chain.commits.slice(0, searchedStates);
    const read = await Promise.all(
      states.map((commit) => this.reader.treePrint(this.reader.repository.graph.tree(commit))),
    );
    read.forEach((print, position) => prints.set(print, [...(prints.get(print) ?? []), position]));
    return prints;
  }

  /** B5. */
  private mergeBase(): Baseline {
    const [source, target] = [this.options.source.chain.commits[0], this.deployments.chain.commits[0]];
    if (source === undefined || target === undefined) return { kind: 'none' };
    const [base] = this.reader.repository.graph.mergeBases(source, target);
    return base === undefined ? { kind: 'none' } : { kind: 'commit', commit: base, rung: 'mergeBase', inferred: false };
  }

  /** A source commit whose object is missing is fetched by its name; if that fails, the next rung is asked. */
  private async reachable(commit: Sha): Promise<boolean> {
    const { repository } = this.reader;
    const there = (await repository.hasCommit(commit)) || ((await this.options.fetch?.(commit)) ?? false);
    if (there) await repository.graph.load([commit]);
    return there;
  }

  private patched(
    under: Baseline,
    over: Baseline,
    places: PlaceSet,
    found: { readonly rung: BaselineRung; readonly inferred: boolean },
  ): Baseline {
    if (under === over || places.isEmpty) return under;
    return { kind: 'patched', under, over, places, ...found };
  }
}

function labelled(baseline: Baseline): Baseline {
  return baseline.kind === 'none' ? baseline : { ...baseline, rung: 'revert', inferred: true };
}
