import { commitPage } from '../../forge/commitPage';
import { TreeImages } from '../../images/treeImages';
import { between, type Between } from '../../measures/between';
import { openPast } from '../../measures/openPast';
import type { Period } from '../../measures/period';
import { treeItems, type TreeItem } from '../../promotion/merge/treeItems';
import { nobodyAsked, verdictSource, type VerdictSource } from '../../measures/verdictSource';
import { broughtBy, type BroughtBy } from '../../forge/broughtBy';
import { EnvironmentPast, type EnvironmentSources } from '../../past/environmentPast';
import { versionsOf } from '../../past/versions';
import type { PastDeployment } from '../../past/deployment';
import { pastOfService, type PastOfService } from '../../past/servicePast';
import { serviceThen, type ServiceThen, type ThenSources } from '../../past/then';
import type { Clock, Instant } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { contentOf, type RepositoryState } from '../observe/repositoryState';
import type { Past, PastPages, PastVerdicts } from '../past';
import type { ServiceObserver } from '../observe/serviceObserver';

/** Reads the past of services from our mirrors. */
export class FleetPast implements Past {
  constructor(
    private readonly observerOf: (service: string) => ServiceObserver,
    private readonly clock: Clock,
  ) {}

  async pages(service: string, environment: string, signal: AbortSignal): Promise<PastPages> {
    const { observer, state } = await this.state(service, signal);
    const asking = await this.asking(state, signal);
    const branch = observer.service.environments.find(({ name }) => name === environment)?.branch;
    // Of the others nobody looks at the deployments.
    const landed: VerdictSource['landed'] = (from, to) =>
      to === branch ? asking.landed(from, to) : nobodyAsked.landed(from, to);
    const sources = await sourcesOf(observer, state, { ...asking, landed }, signal);
    const place = sources.past.places.find((one) => one.environment === environment);
    if (!place) return { head: undefined, count: 0, isCut: false, next: () => Promise.resolve([]) };
    const past = await EnvironmentPast.open(sources, place, this.clock.now());
    let read = 0;
    const next = async (count: number) => {
      const rows: PastDeployment[] = [];
      for (; rows.length < count && read < past.count; read += 1) {
        signal.throwIfAborted();
        rows.push(await past.at(read));
      }
      return rows;
    };
    return { head: place.chain.commits[0], count: past.count, isCut: past.isCut, next };
  }

  async deployments(service: string, period: Period, signal: AbortSignal): Promise<PastOfService> {
    const { observer, state } = await this.state(service, signal);
    const sources = await sourcesOf(observer, state, await this.asking(state, signal), signal);
    return pastOfService(sources, period, this.clock.now());
  }

  async versions(service: string, commits: readonly Sha[], signal: AbortSignal): Promise<ReadonlyMap<Sha, string>> {
    const { observer, state } = await this.state(service, signal);
    const sources = { memory: observer.plans.memoryOf(state), images: imagesOf(observer, state), service };
    return versionsOf(sources, commits, signal);
  }

  async verdicts(service: string, commits: readonly Sha[], signal: AbortSignal): Promise<PastVerdicts> {
    const { state } = await this.state(service, signal);
    const source = await this.asking(state, signal);
    return { verdicts: await source.ask(commits), failure: source.failure() };
  }

  async then(service: string, at: Instant, signal: AbortSignal): Promise<ServiceThen> {
    const { observer, state } = await this.state(service, signal);
    return serviceThen(await sourcesOf(observer, state, nobodyAsked, signal), at, this.clock.now());
  }

  async between(
    service: string,
    environment: string,
    period: Period,
    signal: AbortSignal,
  ): Promise<Between | undefined> {
    const { observer, state } = await this.state(service, signal);
    const { memory, past } = await sourcesOf(observer, state, nobodyAsked, signal);
    const place = past.places.find((one) => one.environment === environment);
    return place && between(memory, past.histories, place, period, this.clock.now());
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
    return { observer, state: await observer.heldState(signal) };
  }

  private asking({ location: { forge } }: RepositoryState, signal: AbortSignal): Promise<VerdictSource> {
    return verdictSource(() => Promise.resolve(forge.kind === 'known' ? forge : undefined), this.clock, signal);
  }
}

async function sourcesOf(
  observer: ServiceObserver,
  state: RepositoryState,
  verdicts: VerdictSource,
  signal: AbortSignal,
): Promise<EnvironmentSources & ThenSources> {
  const { service, plans } = observer;
  const memory = plans.memoryOf(state);
  const past = await openPast(memory, service, state.heads, verdicts, signal);
  return { memory, past, images: imagesOf(observer, state), service: service.name };
}

function imagesOf({ service }: ServiceObserver, state: RepositoryState): TreeImages {
  return new TreeImages(state.repository, contentOf(state), service.updates ?? []);
}
