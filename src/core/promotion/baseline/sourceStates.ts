import type { Sha } from '../../support/sha';
import type { Chain } from '../history/chain';
import type { ContentReader } from '../content/content';

/** How far equal content is searched on each side. Source: docs/promotion.md, "The baseline". */
export const searchedStates = 200;

/** The promotable content that the newest commits of the source had, to be found by what it is. */
export class SourceStates {
  private prints: Promise<ReadonlyMap<string, readonly number[]>> | undefined;

  constructor(
    private readonly reader: ContentReader,
    private readonly chain: Chain,
  ) {}

  /**
   * The newest source commit with this content that was there when the deployment was made. Where there was none, one
   * that came to it later (a returned hotfix): both held this content, so that what either changed since is its own.
   */
  async equal(print: string, deployment: Sha): Promise<Sha | undefined> {
    const [newest] = await this.until(print, deployment);
    const [any] = (await this.byPrint()).get(print) ?? [];
    // Nor is a clock that goes wrong a reason to find nothing.
    const found = newest ?? any;
    return found === undefined ? undefined : this.chain.commits[found];
  }

  /** Whether the source had this content at a commit younger than all of `since`. */
  async isNewSince(print: string, deployment: Sha, since: () => Promise<readonly Sha[]>): Promise<boolean> {
    const positions = await this.until(print, deployment);
    if (positions.length === 0) return false;
    const limits = (await since()).map((commit) => this.chain.index.get(commit) ?? this.chain.commits.length);
    return positions.some((position) => limits.every((limit) => position < limit));
  }

  /** Positions of the source states with this content that were there when the deployment was made, newest first. */
  private async until(print: string, deployment: Sha): Promise<readonly number[]> {
    const positions = (await this.byPrint()).get(print) ?? [];
    const timeOf = async (commit: Sha | undefined) =>
      commit === undefined ? Infinity : Date.parse((await this.reader.repository.commit(commit)).committer.time);
    const deployed = await timeOf(deployment);
    const times = await Promise.all(positions.map((position) => timeOf(this.chain.commits[position])));
    return positions.filter((_, at) => (times[at] ?? Infinity) <= deployed);
  }

  private byPrint(): Promise<ReadonlyMap<string, readonly number[]>> {
    this.prints ??= this.readPrints();
    return this.prints;
  }

  private async readPrints(): Promise<ReadonlyMap<string, readonly number[]>> {
    const prints = new Map<string, number[]>();
    const states = this.chain.commits.slice(0, searchedStates);
    const read = await Promise.all(
      states.map((commit) => this.reader.treePrint(this.reader.repository.graph.tree(commit))),
    );
    read.forEach((print, position) => prints.set(print, [...(prints.get(print) ?? []), position]));
    return prints;
  }
}
