import * as z from 'zod';
import type { Sha } from '../../support/sha';
import { readDefaultBranches, type RepositoryReads } from '../defaultBranches';
import { ForgeError } from '../errors';
import type { ForgeClient } from '../forgeClient';
import { Api } from '../http/api';
import { statusText } from '../http/statusBody';
import type { ClientOptions, Transport } from '../http/transport';
import { AzureRuns } from './runs';
import type { ForgeRuns } from '../runs/types';
import type {
  Check,
  ChecksRequest,
  CommentRef,
  ForgeIdentity,
  ForgeRepository,
  Head,
  HeadsAnswer,
  HeadsRequest,
  Judged,
  Mergers,
  NewPullRequest,
  NewStatus,
  PinnedMerge,
  PullRequest,
  PullRequestUpdate,
  RepositoryRef,
  Reviews,
} from '../types';
import * as answers from './answers';
import { AzureAutomerge } from './automerge';
import { checksOfMany, openOf, type ChecksSources } from './checks';
import { compareCommits } from './compare';
import { repositoryFrom, reviewsFrom, signInName } from './convert';
import { judgedFrom, readEvaluations } from './evaluations';
import { AzureHeads } from './heads';
import { iterationsOf, newestOf } from './iterations';
import { permissionsOf, RecentPermissions, tokenOf } from './permissions';
import { at, part, unreleased } from './project';
import { AzureProjects, type Project } from './projects';
import { AzurePullRequests, longestBody } from './pullRequests';
import { AzureThreads } from './threads';
import { azureTransport } from './transport';

const states: Readonly<Record<NewStatus['state'], string>> = {
  pending: 'pending',
  success: 'succeeded',
  failure: 'failed',
  error: 'error',
};

/** Whoever reads a public project without a token. */
const anyone = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';

/** Azure DevOps Services and Server: one collection (of Services an organisation). Source: docs/forges.md, "Azure DevOps". */
export class AzureClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  readonly longestBody = longestBody;
  readonly runs: ForgeRuns;
  private readonly transport: Transport;
  private readonly api: Api;
  private readonly projects: AzureProjects;
  private readonly allHeads: AzureHeads;
  private readonly pullRequests: AzurePullRequests;
  private readonly automerge: AzureAutomerge;
  private readonly threads: AzureThreads;
  private readonly sources: ChecksSources;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    const { host, apiBase: collection } = options.identity;
    this.transport = azureTransport(options);
    this.api = new Api(this.transport);
    this.projects = new AzureProjects(this.api, host, options.clock);
    this.allHeads = new AzureHeads(
      this.transport,
      this.api,
      this.projects,
      new RecentPermissions(this.transport, options.clock),
    );
    this.pullRequests = new AzurePullRequests(this.api, collection, options.clock);
    this.threads = new AzureThreads(this.api);
    this.runs = new AzureRuns(this.api.now, this.projects);
    this.sources = { api: this.api, projects: this.projects, collection };
    const self = async (signal: AbortSignal) => (await this.self(signal)).id;
    this.automerge = new AzureAutomerge(this.api, this.pullRequests, this.projects, self);
  }

  get budget() {
    return this.transport.budget;
  }

  async repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository> {
    const [answer, { policies }] = await Promise.all([
      this.api.get(answers.repository, at(repository), signal),
      this.projects.read(repository.owner, signal),
    ]);
    const [found] = await this.told({ repositories: [answer], policies }, signal);
    if (!found) throw ForgeError.notFound(this.identity.host, at(repository).subject, 'given');
    return found;
  }

  async repositories(
    owner: string,
    topic: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly ForgeRepository[]> {
    if (topic !== undefined) throw ForgeError.noTopics(this.identity.host);
    return this.told(await this.projects.read(owner, signal), signal);
  }

  defaultBranches(repositories: readonly RepositoryRef[], signal: AbortSignal) {
    return readDefaultBranches(repositories, this.reads(signal));
  }

  reads(signal: AbortSignal): RepositoryReads {
    return {
      list: (owner: string) => this.repositories(owner, undefined, signal),
      one: (repository) => this.repository(repository, signal),
    };
  }

  heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    return this.allHeads.of(repository, branches, signal);
  }

  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal) {
    return this.allHeads.ofMany(requests, signal);
  }

  /** All together: who may push where is asked once for all of them. */
  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[] {
    const all = this.headsOf(requests, signal);
    return requests.map(async ({ repository }, index) => {
      const answer = (await all)[index];
      if (!answer) throw new RangeError(`nothing was told of ${repository.name}`);
      return answer;
    });
  }

  async checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    return (await Promise.all(this.checksOf([{ repository, commit }], signal))).flat();
  }

  /** Builds and open pull requests of a repository are read once for all of its commits. */
  checksOf(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[] {
    return checksOfMany(this.sources, requests, signal);
  }

  compare(repository: RepositoryRef, from: Sha, to: Sha, signal: AbortSignal) {
    return compareCommits(this.api, repository, from, to, signal);
  }

  /** On the commit, where it stays; and on each open pull request of it, since that is where a policy looks. */
  async postStatus(repository: RepositoryRef, commit: Sha, status: NewStatus, signal: AbortSignal): Promise<void> {
    const body = statusBody(status);
    const post = (where: ReturnType<typeof at>, of: { readonly iterationId?: number } = {}) =>
      this.api.write(z.unknown(), { ...where, method: 'POST', body: { ...body, ...of } }, signal);
    await post(at(repository, `/commits/${part(commit)}/statuses`));
    for (const { pullRequestId: number } of await openOf(this.api, repository, commit, signal)) {
      const newest = newestOf(await iterationsOf(this.api.now, repository, number, signal), commit);
      // It was pushed to in between: whoever looks at that head says so.
      if (!newest) continue;
      await post(
        { ...at(repository, `/pullRequests/${number}/statuses`), query: unreleased },
        { iterationId: newest.id },
      );
    }
  }

  openPullRequests(repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
    return this.pullRequests.open(repository, base, signal);
  }

  mergedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    return this.pullRequests.ended(repository, base, 'completed', signal);
  }

  closedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    return this.pullRequests.ended(repository, base, 'abandoned', signal);
  }

  findOpenPullRequest(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    return this.pullRequests.find(repository, head, base, signal);
  }

  pullRequest(repository: RepositoryRef, number: number, signal: AbortSignal) {
    return this.pullRequests.one(repository, number, signal);
  }

  async reviews(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<Reviews> {
    return reviewsFrom(await this.pullRequests.read(repository, number, signal));
  }

  async judged(
    repository: RepositoryRef,
    pullRequest: Pick<PullRequest, 'number' | 'base'>,
    signal: AbortSignal,
  ): Promise<Judged> {
    const place = await this.projects.placeOf(repository, signal);
    const told = await readEvaluations(this.api.now, place, repository.owner, pullRequest.number, signal);
    return judgedFrom(told, pullRequest, place);
  }

  /** Access control lists name descriptors of groups, which nobody can read: of oneself a head says it. */
  mergers(): Promise<Mergers> {
    return Promise.reject(ForgeError.namesNobody(this.identity.host));
  }

  createPullRequest(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal) {
    return this.pullRequests.create(repository, request, signal);
  }

  updatePullRequest(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    return this.pullRequests.update(repository, number, update, signal);
  }

  mergeRequest(repository: RepositoryRef, number: number, signal: AbortSignal) {
    return this.automerge.standing(repository, number, signal);
  }

  requestMerge(repository: RepositoryRef, number: number, wanted: PinnedMerge, signal: AbortSignal) {
    return this.automerge.request(repository, number, wanted, signal);
  }

  async account(signal: AbortSignal): Promise<string> {
    const { properties, providerDisplayName } = await this.self(signal);
    return signInName(properties?.Account?.$value || providerDisplayName);
  }

  comments(repository: RepositoryRef, number: number, signal: AbortSignal) {
    return this.threads.list(repository, number, signal);
  }

  comment(repository: RepositoryRef, number: number, body: string, signal: AbortSignal) {
    return this.threads.add(repository, number, body, signal);
  }

  updateComment(repository: RepositoryRef, comment: CommentRef, body: string, signal: AbortSignal) {
    return this.threads.update(repository, comment, body, signal);
  }

  deleteComment(repository: RepositoryRef, comment: CommentRef, signal: AbortSignal) {
    return this.threads.remove(repository, comment, signal);
  }

  private async self(signal: AbortSignal) {
    const query = { 'api-version': '6.0-preview' };
    const read = { path: '/_apis/connectionData', subject: this.identity.host, query };
    const found = (await this.api.get(answers.connection, read, signal)).authenticatedUser;
    if (found.id === anyone) throw ForgeError.unauthorised(this.identity.host, 'none');
    return found;
  }

  /** What whoever asks may do is asked for all of them at once. */
  private async told({ repositories, policies }: Project, signal: AbortSignal): Promise<readonly ForgeRepository[]> {
    const may = await permissionsOf(
      this.transport,
      repositories.map((one) => tokenOf(one)),
      signal,
    );
    return repositories.map((repository) =>
      repositoryFrom(repository, { repository, policies }, may.get(tokenOf(repository))?.contribute),
    );
  }
}

/** A status is named by two words; of ours, what stands before the last slash is the first. */
function statusBody({ context, state, description, url }: NewStatus) {
  const slash = context.lastIndexOf('/');
  const isSplit = slash > 0 && slash < context.length - 1;
  return {
    state: states[state],
    description: statusText(description),
    context: isSplit ? { genre: context.slice(0, slash), name: context.slice(slash + 1) } : { name: context },
    ...(url === undefined ? {} : { targetUrl: url }),
  };
}
