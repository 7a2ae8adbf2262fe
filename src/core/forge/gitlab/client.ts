import * as z from 'zod';
import { systemClock } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { readDefaultBranches, type RepositoryReads } from '../defaultBranches';
import { ForgeError } from '../errors';
import type { ForgeClient } from '../forgeClient';
import { Api, type ReadPage } from '../http/api';
import { foundOr } from '../http/found';
import { statusText } from '../http/statusBody';
import type { ClientOptions, Transport } from '../http/transport';
import { HeadsSweep } from '../sweep';
import { GitLabRuns } from './runs';
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
import { GitLabAutomerge } from './automerge';
import { readChecks } from './checks';
import { compareCommits } from './compare';
import { commentFrom, judgedFrom, repositoryFrom, reviewsFrom } from './convert';
import { listedHeads } from './listed';
import { GitLabMergeRequests } from './mergeRequests';
import { at, paged, part } from './project';
import { headFrom, mergersFrom, readRules } from './rules';
import { gitlabTransport } from './transport';

const states: Readonly<Record<NewStatus['state'], string>> = {
  pending: 'pending',
  success: 'success',
  failure: 'failed',
  error: 'failed',
};

/** gitlab.com and self-managed servers, `/api/v4`. Source: docs/forges.md, "GitLab". */
export class GitLabClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  readonly runs: ForgeRuns;
  private readonly transport: Transport;
  private readonly api: Api;
  private readonly sweep: HeadsSweep;
  private readonly mergeRequests: GitLabMergeRequests;
  private readonly automerge: GitLabAutomerge;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    this.transport = gitlabTransport(options);
    this.api = new Api(this.transport);
    this.runs = new GitLabRuns(this.api.now);
    this.mergeRequests = new GitLabMergeRequests(this.api);
    this.automerge = new GitLabAutomerge(this.api, this.identity.host);
    this.sweep = new HeadsSweep(
      this.api,
      options.clock ?? systemClock,
      (requests, signal) => listedHeads(this.transport, requests, signal),
      this.heads.bind(this),
    );
  }

  get budget() {
    return this.transport.budget;
  }

  async repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository> {
    return repositoryFrom(await this.api.get(answers.project, at(repository), signal));
  }

  async repositories(
    owner: string,
    topic: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly ForgeRepository[]> {
    const all = await this.ownedBy(owner, Infinity, signal);
    return all.map(repositoryFrom).filter(({ topics }) => topic === undefined || topics.includes(topic));
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

  /** Branch by branch: the list of them may be half a minute old. */
  async heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    const [rules, found] = await Promise.all([
      readRules(this.api, repository, signal),
      Promise.all(branches.map((branch) => this.branch(repository, branch, signal))),
    ]);
    return found.flatMap((answer) => (answer ? [headFrom(answer, rules)] : []));
  }

  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    return Promise.all(this.headsEach(requests, signal));
  }

  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[] {
    return this.sweep.headsEach(requests, signal);
  }

  checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    return readChecks(this.api, repository, commit, signal);
  }

  /** No request of this forge tells of several. */
  checksOf(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[] {
    return requests.map(({ repository, commit }) => this.checks(repository, commit, signal));
  }

  compare(repository: RepositoryRef, from: Sha, to: Sha, signal: AbortSignal): Promise<Comparison> {
    return compareCommits(this.api, repository, from, to, signal);
  }

  /** A status that is pending may not become pending: GitLab takes the rest of it, and says so as an error. */
  async postStatus(repository: RepositoryRef, commit: Sha, status: NewStatus, signal: AbortSignal): Promise<void> {
    const { context: name, state, description, url } = status;
    const body = {
      state: states[state],
      name,
      description: statusText(description),
      ...(url === undefined ? {} : { target_url: url }),
    };
    const where = at(repository, `/statuses/${part(commit)}`);
    try {
      await this.api.write(z.unknown(), { ...where, method: 'POST', body }, signal);
    } catch (error) {
      const isThere = ForgeError.is(error, 'refused') && /Cannot transition status/i.test(error.said.text);
      if (!isThere || state !== 'pending') throw error;
    }
  }

  openPullRequests(repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
    return this.mergeRequests.open(repository, base, signal);
  }

  mergedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    return this.mergeRequests.ended(repository, base, 'merged', signal);
  }

  closedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    return this.mergeRequests.ended(repository, base, 'closed', signal);
  }

  findOpenPullRequest(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    return this.mergeRequests.find(repository, head, base, signal);
  }

  pullRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    return this.mergeRequests.one(repository, number, signal);
  }

  async reviews(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<Reviews> {
    const { now: api } = this.api;
    const about = (what: string) => at(repository, `/merge_requests/${number}/${what}`);
    return reviewsFrom(
      ...(await Promise.all([
        api.get(answers.approvals, about('approvals'), signal),
        api.get(answers.reviewers, about('reviewers'), signal),
      ])),
    );
  }

  async judged(repository: RepositoryRef, { number }: Pick<PullRequest, 'number'>, signal: AbortSignal) {
    const where = at(repository, `/merge_requests/${number}`);
    return judgedFrom(await this.api.now.get(answers.mergeRequest, where, signal));
  }

  async mergers(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Mergers> {
    const where = at(repository, `/repository/branches/${part(branch)}`);
    const found = await this.api.now.get(answers.branch, where, signal);
    return found.protected ? mergersFrom(this.api.now, repository, branch, signal) : { kind: 'writers' };
  }

  createPullRequest(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest> {
    return this.mergeRequests.create(repository, request, signal);
  }

  updatePullRequest(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    return this.mergeRequests.update(repository, number, update, signal);
  }

  mergeRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    return this.automerge.standing(repository, number, signal);
  }

  requestMerge(repository: RepositoryRef, number: number, wanted: PinnedMerge, signal: AbortSignal): Promise<void> {
    return this.automerge.request(repository, number, wanted, signal);
  }

  /** The token of a job has no user: the job tells whose it is. */
  async account(signal: AbortSignal): Promise<string> {
    const subject = this.identity.host;
    try {
      return (await this.api.get(answers.account, { path: '/user', subject }, signal)).username;
    } catch (error) {
      if (!ForgeError.is(error, 'forbidden', 'notFound', 'unauthorised')) throw error;
      const found = await this.api.get(answers.job, { path: '/job', subject }, signal).catch(() => undefined);
      if (!found) throw error;
      return found.user.username;
    }
  }

  /** Without what GitLab itself notes there. */
  async comments(
    repository: RepositoryRef,
    number: number,
    signal: AbortSignal,
  ): Promise<readonly PullRequestComment[]> {
    const all = { ...notesOf(repository, number), query: { activity_filter: 'only_comments' }, ...paged };
    const said = await this.api.now.pages(answers.notes, (page) => page, all, signal);
    return said
      .filter(({ system }) => !system)
      .map(commentFrom)
      .sort((one, other) => one.id - other.id);
  }

  async comment(repository: RepositoryRef, number: number, body: string, signal: AbortSignal) {
    const comment = { ...notesOf(repository, number), method: 'POST', body: { body } } as const;
    return commentFrom(await this.api.write(answers.note, comment, signal));
  }

  async updateComment(repository: RepositoryRef, { number, id }: CommentRef, body: string, signal: AbortSignal) {
    const change = { ...notesOf(repository, number, `/${id}`), method: 'PUT', body: { body } } as const;
    await this.api.write(z.unknown(), change, signal);
  }

  async deleteComment(repository: RepositoryRef, { number, id }: CommentRef, signal: AbortSignal): Promise<void> {
    await foundOr(this.api.write(z.unknown(), { ...notesOf(repository, number, `/${id}`), method: 'DELETE' }, signal));
  }

  private branch(repository: RepositoryRef, branch: string, signal: AbortSignal) {
    const where = at(repository, `/repository/branches/${part(branch)}`);
    return foundOr(this.api.get(answers.branch, where, signal));
  }

  /** An owner is a group, with all that lies below it, or a person; only asking tells. */
  private ownedBy(owner: string, maxPages: number, signal: AbortSignal) {
    const isLast: ReadPage['isLast'] = (page) => page >= maxPages;
    const list = (where: string, query?: ReadPage['query']) =>
      this.api.pages(
        answers.projects,
        (page) => page,
        { path: where, subject: owner, ...paged, isLast, query },
        signal,
      );
    const below = { include_subgroups: 'true', with_shared: 'false' };
    return list(`/groups/${part(owner)}/projects`, below).catch((error: unknown) => {
      if (ForgeError.is(error, 'notFound')) return list(`/users/${part(owner)}/projects`);
      throw error;
    });
  }
}

function notesOf(repository: RepositoryRef, number: number, below = '') {
  return at(repository, `/merge_requests/${number}/notes${below}`);
}
