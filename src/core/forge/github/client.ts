import * as z from 'zod';
import type { Sha } from '../../support/sha';
import { isOfFork } from '../forks';
import { readDefaultBranches, type RepositoryReads } from '../defaultBranches';
import { ForgeError } from '../errors';
import type { ForgeClient } from '../forgeClient';
import { Api, at, type ReadPage } from '../http/api';
import { path } from '../http/path';
import { statusBody } from '../http/statusBody';
import type { ClientOptions, Transport } from '../http/transport';
import { ActionsRuns } from '../runs/actions';
import type { ForgeRuns } from '../runs/types';
import type {
  Check,
  ChecksRequest,
  CommentRef,
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
import * as answers from './answers';
import { GitHubAutomerge } from './automerge';
import { readManyChecks } from './checks';
import { compareCommits } from './compare';
import { checksFrom, commentFrom, judgedFrom, pullRequestFrom, repositoryFrom } from './convert';
import { GitHubGraphql, graphqlUrl } from './graphql';
import { readHeads } from './heads';
import { paged } from './paging';
import { readReviews } from './reviews';
import { githubTransport } from './transport';

/** github.com, GitHub Enterprise Cloud (`*.ghe.com`) and Server. Heads by GraphQL, the rest by REST. Source: docs/forges.md, "GitHub". */
export class GitHubClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  readonly runs: ForgeRuns;
  private readonly transport: Transport;
  private readonly api: Api;
  private readonly graphql: GitHubGraphql;
  private readonly automerge: GitHubAutomerge;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    this.transport = githubTransport(options);
    this.api = new Api(this.transport);
    this.runs = new ActionsRuns(this.api.now, paged, { readLogs: 'actions:read', runAgain: 'actions:write' }, {});
    this.graphql = new GitHubGraphql(this.transport, graphqlUrl(this.identity));
    this.automerge = new GitHubAutomerge(this.graphql);
  }

  get budget() {
    return this.transport.budget;
  }

  async repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository> {
    return repositoryFrom(await this.api.get(answers.repository, at(repository), signal));
  }

  async repositories(
    owner: string,
    topic: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly ForgeRepository[]> {
    const all = await this.ownedBy(owner, Infinity, signal);
    return all.filter(({ topics }) => topic === undefined || topics?.includes(topic)).map(repositoryFrom);
  }

  defaultBranches(repositories: readonly RepositoryRef[], signal: AbortSignal) {
    return readDefaultBranches(repositories, this.reads(signal));
  }

  reads(signal: AbortSignal): RepositoryReads {
    return {
      list: async (owner, maxPages) => (await this.ownedBy(owner, maxPages, signal)).map(repositoryFrom),
      one: (repository) => this.repository(repository, signal),
    };
  }

  async heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    const [answer] = await this.headsOf([{ repository, branches }], signal);
    if (answer?.kind === 'failed') throw answer.error;
    return answer?.heads ?? [];
  }

  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    return Promise.all(this.headsEach(requests, signal));
  }

  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[] {
    return readHeads(this.transport, graphqlUrl(this.identity), requests, signal);
  }

  async checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    const combined = { ...at(repository, path`/commits/${commit}/status`), ...paged };
    const latest = { ...at(repository, path`/commits/${commit}/check-runs`), query: { filter: 'latest' }, ...paged };
    const [statuses, runs] = await Promise.all([
      this.api.pages(answers.combinedStatus, (page) => page.statuses, combined, signal),
      this.api.pages(answers.checkRuns, (page) => page.check_runs, latest, signal),
    ]);
    return checksFrom(statuses, runs);
  }

  checksOf(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[] {
    const many = readManyChecks(this.transport, graphqlUrl(this.identity), requests, signal);
    return requests.map(async ({ repository, commit }, index) => {
      return (await many[index]) ?? this.checks(repository, commit, signal);
    });
  }

  compare(repository: RepositoryRef, from: Sha, to: Sha, signal: AbortSignal): Promise<Comparison> {
    return compareCommits(this.api, repository, from, to, signal);
  }

  async postStatus(repository: RepositoryRef, commit: Sha, status: NewStatus, signal: AbortSignal): Promise<void> {
    const where = at(repository, path`/statuses/${commit}`);
    await this.api.write(z.unknown(), { ...where, method: 'POST', body: statusBody(status) }, signal);
  }

  async openPullRequests(
    repository: RepositoryRef,
    base: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly PullRequest[]> {
    const query = base === undefined ? {} : { base };
    return (await openPulls(this.api, repository, query, signal)).map(pullRequestFrom);
  }

  async mergedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    const pulls = await this.endedPulls(repository, base, signal);
    return pulls.map(pullRequestFrom).filter((pull) => pull.state === 'merged');
  }

  async closedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    const pulls = await this.endedPulls(repository, base, signal);
    return pulls
      .filter((pull) => !isOfFork(pull))
      .map(pullRequestFrom)
      .filter((pull) => pull.state === 'closed');
  }

  private async endedPulls(repository: RepositoryRef, base: string, signal: AbortSignal) {
    const query = { state: 'closed', base, sort: 'updated', direction: 'desc', per_page: 100 };
    const pulls = await this.api.get(answers.pulls, { ...at(repository, '/pulls'), query }, signal);
    return pulls.filter((pull) => pull.base.ref === base);
  }

  /** A `head` that is not understood is ignored by GitHub in silence, so the answer is looked through as well. */
  async findOpenPullRequest(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const query = { base, head: `${repository.owner}:${head}` };
    const pulls = await openPulls(this.api.now, repository, query, signal);
    const [first] = pulls
      .filter((pull) => pull.head.ref === head && !isOfFork(pull))
      .sort((a, b) => a.number - b.number);
    return first && pullRequestFrom(first);
  }

  async pullRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    return pullRequestFrom(await this.api.now.get(answers.pull, at(repository, path`/pulls/${number}`), signal));
  }

  reviews(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<Reviews> {
    return readReviews(this.graphql, repository, number, signal);
  }

  async judged(repository: RepositoryRef, { number }: Pick<PullRequest, 'number'>, signal: AbortSignal) {
    return judgedFrom(await this.api.now.get(answers.pull, at(repository, path`/pulls/${number}`), signal));
  }

  /** 404 stands for “nobody is named” and for “not for you” alike, so it is passed on: unknown. */
  async mergers(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Mergers> {
    const where = at(repository, path`/branches/${branch}/protection/restrictions`);
    const { users, teams } = await this.api.now.get(answers.restrictions, where, signal);
    return {
      kind: 'named',
      people: (users ?? []).map(({ login }) => login),
      teams: (teams ?? []).map(({ slug }) => slug),
    };
  }

  async createPullRequest(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal) {
    const { title, body, head, base } = request;
    const creation = {
      ...at(repository, '/pulls'),
      method: 'POST',
      body: { title, body, head, base },
      intent: 'createPullRequest',
    } as const;
    return pullRequestFrom(await this.api.write(answers.pull, creation, signal));
  }

  async updatePullRequest(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    const change = { ...at(repository, path`/pulls/${number}`), method: 'PATCH', body: update } as const;
    return pullRequestFrom(await this.api.write(answers.pull, change, signal));
  }

  mergeRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    return this.automerge.standing(repository, number, signal);
  }

  requestMerge(repository: RepositoryRef, number: number, wanted: PinnedMerge, signal: AbortSignal): Promise<void> {
    return this.automerge.request(repository, number, wanted, signal);
  }

  /** The token of an app, such as that of a run of Actions, has no user: GraphQL tells whose it is all the same. */
  async account(signal: AbortSignal): Promise<string> {
    const subject = this.identity.host;
    try {
      return (await this.api.get(answers.account, { path: '/user', subject }, signal)).login;
    } catch (error) {
      if (!ForgeError.is(error, 'forbidden')) throw error;
      const asked = { method: 'POST', path: graphqlUrl(this.identity), subject, intent: 'read' } as const;
      const query = { ...asked, body: { query: '{ viewer { login } }' } };
      return (await this.api.write(answers.viewer, query, signal)).data.viewer.login;
    }
  }

  async comments(
    repository: RepositoryRef,
    number: number,
    signal: AbortSignal,
  ): Promise<readonly PullRequestComment[]> {
    const all = { ...at(repository, path`/issues/${number}/comments`), ...paged };
    const said = await this.api.now.pages(answers.comments, (page) => page, all, signal);
    return said.map(commentFrom).sort((one, other) => one.id - other.id);
  }

  async comment(repository: RepositoryRef, number: number, body: string, signal: AbortSignal) {
    const comment = { ...at(repository, path`/issues/${number}/comments`), method: 'POST', body: { body } } as const;
    return commentFrom(await this.api.write(answers.comment, comment, signal));
  }

  async updateComment(repository: RepositoryRef, { id }: CommentRef, body: string, signal: AbortSignal): Promise<void> {
    const where = at(repository, path`/issues/comments/${id}`);
    await this.api.write(z.unknown(), { ...where, method: 'PATCH', body: { body } }, signal);
  }

  async deleteComment(repository: RepositoryRef, { id }: CommentRef, signal: AbortSignal): Promise<void> {
    try {
      await this.api.write(z.unknown(), { ...at(repository, path`/issues/comments/${id}`), method: 'DELETE' }, signal);
    } catch (error) {
      if (!ForgeError.is(error, 'notFound')) throw error;
    }
  }

  /** An owner is an organisation or a person; only asking tells. */
  private ownedBy(owner: string, maxPages: number, signal: AbortSignal) {
    const isLast: ReadPage['isLast'] = (page, entries) => page >= maxPages || entries < 100;
    const list = (where: string) =>
      this.api.pages(answers.repositories, (page) => page, { path: where, subject: owner, ...paged, isLast }, signal);
    return list(path`/orgs/${owner}/repos`).catch((error: unknown) => {
      if (ForgeError.is(error, 'notFound')) return list(path`/users/${owner}/repos`);
      throw error;
    });
  }
}

async function openPulls(
  api: Api,
  repository: RepositoryRef,
  query: { readonly base?: string; readonly head?: string },
  signal: AbortSignal,
) {
  const open = { ...at(repository, '/pulls'), query: { state: 'open', ...query }, ...paged };
  const pulls = await api.pages(answers.pulls, (page) => page, open, signal);
  return pulls.filter(({ base, state }) => (query.base === undefined || base.ref === query.base) && state === 'open');
}
