import { commitPage } from '../../forge/commitPage';
import { TreeImages } from '../../images/treeImages';
import { between } from '../../measures/between';
import { openPast } from '../../measures/openPast';
import type { Period } from '../../measures/period';
import { treeItems, type TreeItem } from '../../promotion/merge/treeItems';
import { nobodyAsked, verdictSource, type DownHosts, type VerdictSource } from '../../measures/verdictSource';
import { broughtBy, type BroughtBy } from '../../forge/broughtBy';
import { EnvironmentPast, type EnvironmentSources } from '../../past/environmentPast';
import { versionsOf } from '../../past/versions';
import { Pager } from '../../past/pager';
import { pastOfService, type PastOfService } from '../../past/servicePast';
import { serviceThen, type ServiceThen, type ThenSources } from '../../past/then';
import type { Seen } from '../../measures/seen';
import { freshness } from '../../support/observation';
import { lookedAtEveryMs } from '../state/lookedAt';
import type { Clock, Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { contentOf, type RepositoryState } from '../observe/repositoryState';
import type { PullRequestTexts } from '../../promotion/history/deployments';
import type { BetweenThen, Past, PastLanded, PastPages, PastVerdicts } from '../past';
import type { ServiceObserver } from '../observe/serviceObserver';

/** Reads the past of services from our mirrors. */
export class FleetPast implements Past {
  constructor(
    private readonly observerOf: (service: string) => ServiceObserver,
    private readonly clock: Clock,
  ) {}

  async pages(service: string, environment: string, signal: AbortSignal, texts?: PullRequestTexts): Promise<PastPages> {
    const { observer, state } = await this.state(service, signal);
    const told = texts && new Map([[environment, texts]]);
    const sources = await sourcesOf(observer, state, signal, told);
    const place = sources.past.places.find((one) => one.environment === environment);
    if (!place) return { head: undefined, count: 0, isCut: false, next: () => Promise.resolve([]) };
    const past = await EnvironmentPast.open(sources, place, this.seen(observer)(environment));
    const pager = new Pager(past, signal);
    return {
      ...{ head: place.chain.commits[0], count: past.count, isCut: past.isCut },
      next: (count) => pager.next(count),
    };
  }

  async deployments(
    service: string,
    period: Period,
    signal: AbortSignal,
    texts?: ReadonlyMap<string, PullRequestTexts>,
  ): Promise<PastOfService> {
    const { observer, state } = await this.state(service, signal);
    return pastOfService(await sourcesOf(observer, state, signal, texts), period, this.seen(observer));
  }

  async landed(service: string, environment: string, signal: AbortSignal, down?: DownHosts): Promise<PastLanded> {
    const { observer, state } = await this.state(service, signal);
    const { environments, edges } = observer.service;
    const branchOf = (name: string) => environments.find((one) => one.name === name)?.branch;
    const to = branchOf(environment);
    if (to === undefined) return { texts: new Map(), failure: undefined };
    const source = await this.asking(state, signal, down);
    const from = edges.flatMap((edge) => (edge.to === environment ? (branchOf(edge.from) ?? []) : []));
    return { texts: await source.landed(from, to), failure: source.failure() };
  }

  async versions(service: string, commits: readonly Sha[], signal: AbortSignal): Promise<ReadonlyMap<Sha, string>> {
    const { observer, state } = await this.state(service, signal);
    const sources = { memory: observer.plans.memoryOf(state), images: imagesOf(observer, state), service };
    return versionsOf(sources, commits, signal);
  }

  async verdicts(
    service: string,
    commits: readonly Sha[],
    signal: AbortSignal,
    down?: DownHosts,
  ): Promise<PastVerdicts> {
    const { state } = await this.state(service, signal);
    const source = await this.asking(state, signal, down);
    return { verdicts: await source.ask(commits), failure: source.failure() };
  }

  async then(service: string, at: Instant, signal: AbortSignal): Promise<ServiceThen> {
    const { observer, state } = await this.state(service, signal);
    return serviceThen(await sourcesOf(observer, state, signal), at, this.seen(observer));
  }

  async between(service: string, period: Period, signal: AbortSignal): Promise<readonly BetweenThen[]> {
    const { observer, state } = await this.state(service, signal);
    const { memory, past, images } = await sourcesOf(observer, state, signal);
    const seen = this.seen(observer);
    const found: BetweenThen[] = [];
    for (const place of past.places) {
      const { environment } = place;
      const held = await between(memory, past.histories, place, period, seen(environment).at);
      const ends = Object.values(held.commits).filter((commit) => commit !== undefined);
      const versions = await versionsOf({ memory, images, service }, [...new Set(ends)], signal);
      found.push({ environment, between: held, versions });
    }
    return found;
  }

  async changed(service: string, commit: Sha, signal: AbortSignal): Promise<readonly TreeItem[]> {
    const { observer, state } = await this.state(service, signal);
    const { reader } = observer.plans.memoryOf(state);
    const { graph } = reader.repository;
    await graph.load([commit], signal);
    const [before] = graph.parents(commit);
    return treeItems(reader, before === undefined ? null : graph.tree(before), graph.tree(commit));
  }

  async broughtBy(service: string, environment: string, commit: Sha, signal: AbortSignal): Promise<BroughtBy> {
    const observer = this.observerOf(service);
    const branch = observer.service.environments.find(({ name }) => name === environment)?.branch;
    const { forge } = await observer.whereabouts(signal);
    if (forge.kind === 'unknown' || branch === undefined) return { kind: 'noForge' };
    const merged = await forge.client.mergedPullRequests(forge.repository, branch, signal);
    return broughtBy(merged, commit);
  }

  async commitPage(service: string, commit: Sha, signal: AbortSignal): Promise<string | undefined> {
    const { forge } = await this.observerOf(service).whereabouts(signal);
    if (forge.kind === 'unknown') return undefined;
    const { webUrl } = await forge.client.repository(forge.repository, signal);
    return commitPage(forge.client.identity, webUrl, commit);
  }

  private async state(service: string, signal: AbortSignal) {
    const observer = this.observerOf(service);
    const held = await observer.heldState(signal);
    // What the mirror still has of a branch that is gone is not the branch.
    const gone = new Set(
      observer.service.environments.flatMap(({ name, branch }) => {
        const head = observer.headOf(name);
        return head?.kind === 'unknown' && head.reason === 'missing' ? [branch] : [];
      }),
    );
    const heads = new Map([...held.heads].filter(([branch]) => !gone.has(branch)));
    return { observer, state: { ...held, heads } };
  }

  /** When the branches of a service were last looked at. */
  private seen(observer: ServiceObserver): (environment: string) => Seen {
    const now = this.clock.now();
    return (environment) => {
      const head = observer.headOf(environment);
      const isStale = head?.kind === 'known' && freshness(head.observed, now, lookedAtEveryMs) === 'stale';
      return isStale ? { at: head.observed.at, isNow: false } : { at: now, isNow: true };
    };
  }

  private asking(
    { location: { forge } }: RepositoryState,
    signal: AbortSignal,
    down?: DownHosts,
  ): Promise<VerdictSource> {
    return verdictSource(() => Promise.resolve(forge.kind === 'known' ? forge : undefined), this.clock, signal, down);
  }
}

/** @param texts what merged pull requests say, by environment, as far as the forge was asked */
async function sourcesOf(
  observer: ServiceObserver,
  state: RepositoryState,
  signal: AbortSignal,
  texts: ReadonlyMap<string, PullRequestTexts> = new Map(),
): Promise<EnvironmentSources & ThenSources> {
  const { service, plans } = observer;
  const memory = plans.memoryOf(state);
  const past = await openPast(memory, service, state.heads, toldBefore(service, texts), signal);
  const isTold = (environment: string) => state.location.forge.kind === 'unknown' || texts.has(environment);
  return { memory, past, images: imagesOf(observer, state), service: service.name, isTold };
}

/** Asks nobody, and says what was told before. */
function toldBefore(
  { environments }: ServiceObserver['service'],
  texts: ReadonlyMap<string, PullRequestTexts>,
): VerdictSource {
  const landed = (_: readonly string[], to: string) => {
    const names = environments.filter(({ branch }) => branch === to).map(({ name }) => name);
    return Promise.resolve(names.flatMap((name) => texts.get(name) ?? [])[0] ?? new Map());
  };
  return { ...nobodyAsked, landed };
}

function imagesOf({ service }: ServiceObserver, state: RepositoryState): TreeImages {
  return new TreeImages(state.repository, contentOf(state), service.updates ?? []);
}
