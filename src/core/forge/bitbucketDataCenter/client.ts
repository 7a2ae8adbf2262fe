import pLimit from 'p-limit';
import { systemClock } from '../../support/clock';
import { BranchlineError } from '../../support/errors';
import type { Sha } from '../../support/sha';
import { readDefaultBranches, type RepositoryReads } from '../defaultBranches';
import type { ForgeClient } from '../forgeClient';
import type { HeadsByGit } from '../headsByGit';
import { Api } from '../http/api';
import { foundOr, unlessHidden } from '../http/found';
import { path } from '../http/path';
import type { ClientOptions, Transport } from '../http/transport';
import { mostCommits } from '../listedCommits';
import { settled } from '../settled';
import { message } from '../../support/message';
import { noRuns } from '../runs/noRuns';
import type {
  Check,
  ChecksRequest,
  CommentRef,
  CommitList,
  Comparison,
  ForgeIdentity,
  ForgeRepository,
  Head,
  HeadsAnswer,
  HeadsRequest,
  MergeRequest,
  Mergers,
  NewPullRequest,
  NewStatus,
  PinnedMerge,
  PullRequest,
  PullRequestComment,
  PullRequestUpdate,
  RepositoryRef,
  Reviews,
} from '../types';
import { at, branchPrefix, part } from './address';
import * as answers from './answers';
import { DataCenterAutomerge } from './automerge';
import { branchesNamed } from './branches';
import { Builds } from './builds';
import { commitFrom, enabledStrategies, judgedFrom, repositoryFrom, reviewsFrom } from './convert';
import { allOf } from './pages';
import { Comments, DataCenterPullRequests, longestBody } from './pullRequests';
import { headFrom, mergersFrom, readMay, readSettings, RuleBook } from './rules';
import { dataCenterTransport } from './transport';
import { readSelf } from './self';

const gitsAtATime = 4;

/** Bitbucket Data Center, `/rest`. Source: docs/forges.md, "Bitbucket Data Center". */
export class DataCenterClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  readonly longestBody = longestBody;
  readonly runs = noRuns(
    message('Bitbucket Data Center runs nothing itself: what others ran has its log, and is run again, where it ran.'),
  );
  private readonly transport: Transport;
  private readonly headsByGit: HeadsByGit | undefined;
  private readonly gitLimit = pLimit(gitsAtATime);
  private readonly api: Api;
  private readonly rules: RuleBook;
  private readonly builds: Builds;
  private readonly pulls: DataCenterPullRequests;
  private readonly automerge: DataCenterAutomerge;
  private readonly said: Comments;

  constructor(options: ClientOptions & { readonly headsByGit?: HeadsByGit }) {
    this.identity = options.identity;
    this.headsByGit = options.headsByGit;
    this.transport = dataCenterTransport(options);
    this.api = new Api(this.transport);
    this.rules = new RuleBook(this.api, options.clock ?? systemClock, (signal) => this.account(signal));
    this.builds = new Builds(this.api, this.identity.host);
    this.pulls = new DataCenterPullRequests(this.api);
    this.automerge = new DataCenterAutomerge(this.api, this.pulls);
    this.said = new Comments(this.api);
  }

  get budget() {
    return this.transport.budget;
  }

  async repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository> {
    const found = await this.api.get(answers.repository, at(repository), signal);
    const [labels, settings, writable, defaultBranch] = await Promise.all([
      unlessHidden(allOf(this.api, answers.label, at(repository, '/labels'), signal)),
      unlessHidden(readSettings(this.api, repository, signal)),
      unlessHidden(readMay(this.api, repository.owner, 'REPO_WRITE', signal)),
      this.defaultBranchOf(repository, found, signal),
    ]);
    return repositoryFrom(
      { ...found, defaultBranch },
      {
        topics: (labels ?? []).map(({ name }) => name),
        strategies: enabledStrategies(settings),
        mayPush: writable?.has(`${found.project.key}/${found.slug}`.toLowerCase()),
      },
    );
  }

  /** What other forges call a topic is a label here: what bears one is told of all projects at once. */
  async repositories(
    owner: string,
    topic: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly ForgeRepository[]> {
    const [all, labelled] = await Promise.all([
      this.ownedBy(owner, signal),
      topic === undefined ? undefined : this.labelled(topic, signal),
    ]);
    if (topic === undefined || !labelled) return all;
    return all
      .filter((one) => labelled.has(`${one.owner}/${one.name}`.toLowerCase()))
      .map((one) => ({ ...one, topics: [topic] }));
  }

  defaultBranches(repositories: readonly RepositoryRef[], signal: AbortSignal) {
    return readDefaultBranches(repositories, this.reads(signal));
  }

  reads(signal: AbortSignal): RepositoryReads {
    return {
      list: (owner) => this.ownedBy(owner, signal),
      one: async (repository) => {
        const found = await this.api.get(answers.repository, at(repository), signal);
        return repositoryFrom({ ...found, defaultBranch: await this.defaultBranchOf(repository, found, signal) });
      },
    };
  }

  async heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    const [found, rules] = await Promise.all([
      branchesNamed(this.api, repository, branches, signal),
      this.rules.read(repository, signal),
    ]);
    return found.map((branch) => headFrom(branch, rules));
  }

  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    return Promise.all(this.headsEach(requests, signal));
  }

  /** By git where it can be asked, which is not counted against the limit; where it does not get through, the API may. */
  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[] {
    return requests.map(({ repository, branches }) =>
      settled(repository, this.sweptHeads(repository, branches, signal)),
    );
  }

  checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    return this.builds.one(repository, commit, signal);
  }

  checksOf(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[] {
    return this.builds.many(requests, signal);
  }

  async compare(repository: RepositoryRef, from: Sha, to: Sha, signal: AbortSignal): Promise<Comparison> {
    const beyond = async (until: Sha, since: Sha): Promise<CommitList> => {
      const query = { since, until, withCounts: 'true', limit: mostCommits };
      const where = { ...at(repository, '/commits'), query };
      const { values, totalCount } = await this.api.get(answers.commits, where, signal);
      const commits = values.slice(0, mostCommits).map(commitFrom);
      const total = totalCount ?? (await allOf(this.api, answers.commit, where, signal)).length;
      return { commits, total };
    };
    const [ahead, behind] = await Promise.all([beyond(to, from), beyond(from, to)]);
    return { ahead, behind };
  }

  postStatus(repository: RepositoryRef, commit: Sha, status: NewStatus, signal: AbortSignal): Promise<void> {
    const { owner, name } = repository;
    const page = `${this.webBase}${path`/projects/${part(owner)}/repos/${part(name)}/commits/${commit}`}`;
    return this.builds.post(repository, commit, status, page, signal);
  }

  openPullRequests(repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
    return this.pulls.open(repository, base, signal);
  }

  mergedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    return this.pulls.ended(repository, base, 'merged', signal);
  }

  closedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    return this.pulls.ended(repository, base, 'closed', signal);
  }

  findOpenPullRequest(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    return this.pulls.find(repository, head, base, signal);
  }

  pullRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    return this.pulls.one(repository, number, signal);
  }

  async reviews(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<Reviews> {
    return reviewsFrom(await this.pulls.raw(repository, number, signal));
  }

  async judged(repository: RepositoryRef, { number }: Pick<PullRequest, 'number'>, signal: AbortSignal) {
    return judgedFrom(await this.pulls.mergeability(repository, number, signal));
  }

  mergers(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Mergers> {
    return mergersFrom(this.api.now, repository, branch, signal);
  }

  createPullRequest(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest> {
    return this.pulls.create(repository, request, signal);
  }

  updatePullRequest(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    return this.pulls.update(repository, number, update, signal);
  }

  mergeRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    return this.automerge.standing(repository, number, signal);
  }

  requestMerge(repository: RepositoryRef, number: number, wanted: PinnedMerge, signal: AbortSignal): Promise<void> {
    return this.automerge.request(repository, number, wanted, signal);
  }

  account(signal: AbortSignal): Promise<string> {
    return readSelf(this.api, this.transport, signal);
  }

  comments(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<readonly PullRequestComment[]> {
    return this.said.all(repository, number, signal);
  }

  comment(repository: RepositoryRef, number: number, body: string, signal: AbortSignal) {
    return this.said.add(repository, number, body, signal);
  }

  updateComment(repository: RepositoryRef, { number, id }: CommentRef, body: string, signal: AbortSignal) {
    return this.said.update(repository, number, id, body, signal);
  }

  async deleteComment(repository: RepositoryRef, { number, id }: CommentRef, signal: AbortSignal): Promise<void> {
    await foundOr(this.said.delete(repository, number, id, signal));
  }

  private async sweptHeads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal) {
    const [listed, rules] = await Promise.all([
      this.listedByGit(repository, branches, signal),
      this.rules.kept(repository, signal),
    ]);
    const found = listed
      ? [...listed].map(([name, latestCommit]) => ({ id: branchPrefix + name, latestCommit }))
      : await branchesNamed(this.api, repository, branches, signal);
    return found.map((branch) => ({ ...headFrom(branch, rules.value), asOf: rules.at }));
  }

  private async listedByGit({ owner, name }: RepositoryRef, branches: readonly string[], signal: AbortSignal) {
    const { headsByGit } = this;
    if (!headsByGit) return undefined;
    const url = `${this.webBase}${path`/scm/${part(owner)}/${part(name)}`}.git`;
    return this.gitLimit(() => headsByGit(url, branches, signal)).catch((error: unknown) => {
      if (signal.aborted || !(error instanceof BranchlineError)) throw error;
      return undefined;
    });
  }

  private async ownedBy(owner: string, signal: AbortSignal): Promise<readonly ForgeRepository[]> {
    const where = { path: `/api/latest/projects/${part(owner)}/repos`, subject: owner, query: { limit: 1_000 } };
    return (await allOf(this.api, answers.repository, where, signal)).map((one) => repositoryFrom(one));
  }

  /** Nothing bears a label that is not there. */
  private async labelled(topic: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const where = { path: `/api/latest/labels/${part(topic)}/labeled`, subject: topic, query: { limit: 1_000 } };
    const found = (await foundOr(allOf(this.api, answers.labelled, where, signal))) ?? [];
    return new Set(found.map(({ slug, project }) => `${project?.key ?? ''}/${slug}`.toLowerCase()));
  }

  /** Of one with nothing in it the branch that will be it may not be told. */
  private async defaultBranchOf(
    repository: RepositoryRef,
    { defaultBranch }: { readonly defaultBranch: string },
    signal: AbortSignal,
  ): Promise<string> {
    if (defaultBranch !== '') return defaultBranch;
    const found = await foundOr(this.api.get(answers.defaultBranch, at(repository, '/default-branch'), signal));
    return found?.id ?? '';
  }

  private get webBase(): string {
    return this.identity.apiBase.replace(/\/rest$/, '');
  }
}
