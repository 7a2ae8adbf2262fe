import { searchedSince } from '../measures/measure';
import { sharedWith } from '../measures/histories';
import type { OpenPast } from '../measures/openPast';
import { isWithin, type Period } from '../measures/period';
import type { TreeImages } from '../images/treeImages';
import type { PlanMemory } from '../promotion/edge';
import type { Seen } from '../measures/seen';
import type { Came } from '../measures/standing';
import type { Instant } from '../support/clock';
import type { Place } from '../where/change';
import type { PastDeployment } from './deployment';
import { Kinds } from './kind';
import { Spans } from './stood';

export interface EnvironmentSources {
  readonly memory: PlanMemory;
  readonly past: Pick<OpenPast, 'histories'>;
  readonly images: TreeImages;
  readonly service: string;
  /** Whether what merged pull requests say of themselves is known of an environment: else what looks like a hotfix may be a promotion. */
  readonly isTold: (environment: string) => boolean;
}

/** The deployments of one environment as people look at them, newest first, read as far as somebody asks. */
export class EnvironmentPast {
  private constructor(
    private readonly sources: EnvironmentSources,
    readonly place: Place,
    private readonly came: readonly Came[],
    private readonly kinds: Kinds,
    private readonly spans: Spans,
  ) {}

  /** @throws GitError where history is missing */
  static async open(sources: EnvironmentSources, place: Place, seen: Seen): Promise<EnvironmentPast> {
    const { histories } = sources.past;
    const came = await histories.cameOf(place);
    const searched = sources.isTold(place.environment) ? await searchedSince(histories, place) : Infinity;
    const kinds = new Kinds(sources.memory, place, sources.images, searched);
    return new EnvironmentPast(sources, place, came, kinds, new Spans(came, seen));
  }

  /** How many there are, as far as the branch is followed. */
  get count(): number {
    return this.came.length;
  }

  /** The branch is longer than it is followed. */
  get isCut(): boolean {
    const { graph } = this.sources.memory.reader.repository;
    return graph.parents(this.place.chain.commits.at(-1) ?? '').length > 0;
  }

  /** When the oldest that is followed was committed. */
  get oldest(): Instant | undefined {
    return this.came.at(-1)?.at;
  }

  /** When the deployment at a position was committed. */
  timeAt(position: number): Instant {
    return this.came[position]?.at ?? NaN;
  }

  /** How many say a time that has not come yet. */
  after(seen: Instant): number {
    return this.came.filter(({ at }) => at > seen).length;
  }

  /** The positions of the deployments of a period. */
  within(period: Period): readonly number[] {
    return this.came.flatMap(({ at }, position) => (isWithin(at, period) ? [position] : []));
  }

  /** The deployment at a position: 0 is the head. @throws GitError where history is missing */
  async at(position: number): Promise<PastDeployment> {
    const { sources, place, came } = this;
    const { histories } = sources.past;
    const record = await histories.at(place, position);
    const next = position > 0 ? await histories.at(place, position - 1) : undefined;
    const at = came[position]?.at ?? NaN;
    const endsOf = (one: number, { offBranch }: typeof record) => ({
      isUndated: came[one]?.isUndated === true,
      isOnRewritten: offBranch !== undefined,
    });
    const own = endsOf(position, record);
    const { commit, subject, author, origin, offBranch } = record;
    return {
      ...{ service: sources.service, environment: place.environment, commit, subject, author: author.name, at, origin },
      before: place.chain.commits[position + 1],
      kind: await this.kinds.kindOf(record, position, at),
      isUndated: own.isUndated,
      isJudgedEarlier: sharedWith(histories.environments, place, commit) !== undefined,
      ...(offBranch === undefined ? {} : { madeOn: offBranch }),
      stood: this.spans.stood(position, own, next && endsOf(position - 1, next)),
    };
  }
}
