import type { Repository } from '../../git/repository';
import type { Values } from '../../manifest/merge/travelling';
import type { Sha } from '../../support/sha';
import type { Ladder } from '../baseline/ladder';
import type { Chain, PathHistory, Run } from '../history/chain';
import type { ContentReader, FileRef, KeyId } from '../content/content';

export type Granularity = 'keys' | 'opaque';

/** One key of one file, at the granularity of the merge. */
export interface Spot {
  readonly path: string;
  readonly key: KeyId;
  readonly granularity: Granularity;
}

/** A value as comparable text; undefined: the key was not there. */
export type Held = string | undefined;

/**
 * What the histories of both branches know about a value. Asked only where base, target and source alone leave a doubt.
 * @see docs/promotion.md, "The baseline"
 */
export class Witness {
  private readonly columns = new Map<string, Columns>();

  constructor(
    private readonly reader: ContentReader,
    private readonly history: PathHistory,
    private readonly source: { readonly branch: string; readonly chain: Chain },
    private readonly target: { readonly branch: string; readonly chain: Chain },
    private readonly ladder: Ladder,
  ) {}

  /**
   * These keys of a file will be asked about. Each version of it is then read once for all of them: read key by key, a
   * large file with some history would be parsed over and over, since no cache holds all of its versions.
   */
  concerns(path: string, keys: readonly KeyId[]): void {
    this.columns.set(path, new Columns(keys));
  }

  /** Whether the source held the value at or after a commit. */
  async heldSince(spot: Spot, value: Held, since: Sha): Promise<boolean> {
    const { index } = this.source.chain;
    const runs = await this.sourceRuns(spot);
    const limit = index.get(since);
    if (limit !== undefined)
      return this.anyHolds(
        spot,
        value,
        runs.filter(({ newest }) => newest <= limit),
      );
    const repository: Repository = this.reader.repository;
    const older = repository.graph.ancestors(since);
    const end = this.source.chain.commits.findIndex((commit) => older.has(commit));
    const young = runs.filter(({ newest }) => end < 0 || newest < end);
    if (await this.anyHolds(spot, value, young)) return true;
    const file = await this.history.fileAt(repository.graph.tree(since), spot.path);
    return (await this.valueIn(spot, file)) === value;
  }

  /** Whether the source held the value at any time that its history tells of. */
  async everHeld(spot: Spot, value: Held): Promise<boolean> {
    return this.anyHolds(spot, value, await this.sourceRuns(spot));
  }

  /** Whether a rollback took the value from the target, and it has not been in force there since. */
  async taken(spot: Spot, value: Held): Promise<boolean> {
    return (await this.takenBy(spot, value, 0)) !== undefined;
  }

  /**
   * Whether a rollback took the value from the target, and what the target holds in its place was set after that. What the
   * rollback itself brought back stands as it stood at the deployment that it went back to.
   * @param at position of the deployment that is asked about
   */
  async overruled(spot: Spot, value: Held, at = 0): Promise<boolean> {
    const by = await this.takenBy(spot, value, at);
    if (by === undefined) return false;
    const since = (await this.targetRuns(spot)).filter(({ newest, oldest }) => newest <= by && oldest >= at);
    const held = new Set(await Promise.all(since.map(({ file }) => this.valueIn(spot, file))));
    const back = await this.ladder.wentBackTo(by);
    return held.size > 1 || (back !== undefined && this.overruled(spot, value, back));
  }

  /** The deployment that gave the target the value that it holds; nothing where it always held it. */
  async setBy(spot: Spot, value: Held): Promise<Sha | undefined> {
    let oldest = -1;
    for (const run of await this.targetRuns(spot)) {
      if ((await this.valueIn(spot, run.file)) !== value) return this.target.chain.commits[oldest];
      oldest = run.oldest;
    }
    return undefined;
  }

  /**
   * Positions in the source chain of the commits that changed a key since the source last held the target's value;
   * where it never did, since `since`, or else the last one.
   */
  async changesSince(spot: Spot, value: Held, since: Sha | undefined): Promise<readonly number[]> {
    const limit = since === undefined ? undefined : this.source.chain.index.get(since);
    const runs = await this.sourceRuns(spot);
    const known = await this.everHeld(spot, value);
    const positions: number[] = [];
    for (const [at, run] of runs.entries()) {
      const held = await this.valueIn(spot, run.file);
      const isOld = !known && limit !== undefined && run.oldest >= limit;
      if (known ? held === value : isOld && positions.length > 0) break;
      const before = runs[at + 1];
      if (!before || (await this.valueIn(spot, before.file)) === held) continue;
      positions.push(run.oldest);
      if (isOld) break;
    }
    return positions;
  }

  /** The rollback that took a value, as it was once the deployment at this position was. */
  private async takenBy(spot: Spot, value: Held, at: number): Promise<number | undefined> {
    for (const run of await this.takenRuns(spot, at)) {
      if ((await this.valueIn(spot, run.file)) !== value) continue;
      const after = run.newest - 1;
      return after >= at && (await this.ladder.isRollback(after)) ? after : undefined;
    }
    return undefined;
  }

  /** The target's runs down to the oldest that something may have taken: what lies below need not be read. */
  private async takenRuns(spot: Spot, at: number): Promise<readonly Run[]> {
    const runs = (await this.targetRuns(spot)).filter(({ oldest }) => oldest >= at);
    // What the two have in common was made on the source: nothing there is a rollback of the target, and so on down.
    const shared = runs.findIndex(({ newest }) => newest > 0 && this.isShared(newest - 1));
    const own = shared < 0 ? runs : runs.slice(0, shared);
    for (let last = own.length - 1; last >= 0; last -= 1) {
      const after = (own[last]?.newest ?? 0) - 1;
      if (after >= at && (await this.ladder.mayBeRollback(after))) return own.slice(0, last + 1);
    }
    return [];
  }

  async valueIn(spot: Spot, file: FileRef | undefined): Promise<Held> {
    const { path, key, granularity } = spot;
    const read = () => this.reader.values(path, file, granularity);
    const columns = this.columns.get(path);
    if (!file || !columns?.has(key)) return (await read()).get(key);
    return columns.valueOf(key, `${granularity} ${file.mode} ${file.sha}`, read);
  }

  private isShared(position: number): boolean {
    return this.source.chain.index.has(this.target.chain.commits[position] ?? '');
  }

  private sourceRuns({ path }: Spot): Promise<readonly Run[]> {
    return this.history.runs(this.source.branch, this.source.chain, path);
  }

  private targetRuns({ path }: Spot): Promise<readonly Run[]> {
    return this.history.runs(this.target.branch, this.target.chain, path);
  }

  private async anyHolds(spot: Spot, value: Held, runs: readonly Run[]): Promise<boolean> {
    for (const run of runs) if ((await this.valueIn(spot, run.file)) === value) return true;
    return false;
  }
}

/** What some keys of one file hold in each of its versions: little, where the versions themselves are much. */
export class Columns {
  private readonly places: ReadonlyMap<KeyId, number>;
  private readonly versions = new Map<string, Promise<readonly (string | undefined)[]>>();
  /** Most keys are the same in most versions: each value is kept once. */
  private readonly known = new Map<string, string>();

  constructor(private readonly keys: readonly KeyId[]) {
    this.places = new Map(keys.map((key, place) => [key, place]));
  }

  has(key: KeyId): boolean {
    return this.places.has(key);
  }

  /** @param read the version as a whole; asked once */
  async valueOf(key: KeyId, version: string, read: () => Promise<Values>): Promise<string | undefined> {
    const kept =
      this.versions.get(version) ?? read().then((values) => this.keys.map((one) => this.once(values.get(one))));
    this.versions.set(version, kept);
    const place = this.places.get(key);
    return place === undefined ? undefined : (await kept)[place];
  }

  private once(value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    const known = this.known.get(value);
    if (known === undefined) this.known.set(value, value);
    return known ?? value;
  }
}
