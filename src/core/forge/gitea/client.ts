import pLimit from 'p-limit';
import * as z from 'zod';
import { isOfFork } from '../forks';
import { systemClock } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { readDefaultBranches, type RepositoryReads } from '../defaultBranches';
import { ForgeError } from '../errors';
import type { ForgeClient } from '../forgeClient';
import { Api, at } from '../http/api';
import { foundOr, unlessHidden } from '../http/found';
import { HeadsSweep } from '../sweep';
import { hasMore } from '../http/pages';
import { path } from '../http/path';
import { statusBody } from '../http/statusBody';
import { authorization, Transport, type ClientOptions } from '../http/transport';
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
import { compareCommits } from './compare';
import { checksFrom, commentFrom, headBranch, headFrom, pullRequestFrom, repositoryFrom, reviewsFrom } from './convert';
import { listedHeads } from './listed';
import { repositoriesOf } from './owner';
import { paged, pageSize } from './paging';

/** Source: Gitea's `models/issues/comment.go`, "commentStrings". */
const mergeEvents: Readonly<Record<string, MergeRequest>> = {
  pull_scheduled_merge: 'asked',
  pull_cancel_scheduled_merge: 'withdrawn',
};

/** Gitea and Forgejo, `/api/v1`. Source: docs/forges.md, "Gitea and Forgejo". */
export class GiteaClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  readonly runs: ForgeRuns;
  private readonly transport: Transport;
  private readonly api: Api;
  private readonly sweep: HeadsSweep;

  constructor(options: Omit<ClientOptions, 'writeGapMs'>) {
    this.identity = options.identity;
    this.transport = new Transport({ ...options, authorise: authorization('token') });
    this.api = new Api(this.transport);
    this.runs = new ActionsRuns(this.api.now, paged, { readLogs: 'read:repository', runAgain: 'write:repository' });
    this.sweep = new HeadsSweep(
      this.api,
      options.clock ?? systemClock,
      (requests, signal) => listedHeads(this.api, requests, signal),
      this.heads.bind(this),
    );
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
    const all = await repositoriesOf(this.api, owner, signal);
    if (topic === undefined) return all.map(repositoryFrom);
    const limit = pLimit(4);
    const withTopics = await Promise.all(
      all.map((repository) => limit(async () => ({ ...repository, topics: await this.topics(repository, signal) }))),
    );
    return withTopics.filter(({ topics }) => topics.includes(topic)).map(repositoryFrom);
  }

  defaultBranches(repositories: readonly RepositoryRef[], signal: AbortSignal) {
    return readDefaultBranches(repositories, this.reads(signal));
  }

  reads(signal: AbortSignal): RepositoryReads {
    return {
      list: async (owner, maxPages) =>
        (await repositoriesOf(this.api, owner, signal, { maxPages })).map(repositoryFrom),
      one: (repository) => this.repository(repository, signal),
    };
  }

  async heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    const firstPage = { ...at(repository, '/branches'), query: { page: 1, limit: pageSize } };
    const { value, answer } = await this.api.read(answers.branches, firstPage, signal);
    const listed = value.filter(({ name }) => branches.includes(name));
    const isWhole = !hasMore(answer.headers, value.length) || value.length === 0;
    const beyond = isWhole ? [] : branches.filter((branch) => !value.some(({ name }) => name === branch));
    const single = await Promise.all(beyond.map((branch) => this.branch(repository, branch, signal)));
    const found = [...listed, ...single.flatMap((one) => one ?? [])];
    const rules = await this.rulesOf(repository, found, signal);
    return found.flatMap((one) => headFrom(one, rules));
  }

  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    return Promise.all(this.headsEach(requests, signal));
  }

  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[] {
    return this.sweep.headsEach(requests, signal);
  }

  async checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    const statuses = { ...at(repository, path`/commits/${commit}/statuses`), ...paged };
    return checksFrom(await this.api.pages(answers.statuses, (list) => list, statuses, signal));
  }

  /** No request of this forge tells of several. */
  checksOf(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[] {
    return requests.map(({ repository, commit }) => this.checks(repository, commit, signal));
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
    return (await openPulls(this.api, repository, base, signal)).map(pullRequestFrom);
  }

  async mergedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    const pulls = await this.endedPulls(repository, base, signal);
    return pulls.filter((pull) => pull.merged).map(pullRequestFrom);
  }

  async closedPullRequests(repository: RepositoryRef, base: string, signal: AbortSignal) {
    const pulls = await this.endedPulls(repository, base, signal);
    return pulls.filter((pull) => !pull.merged && !isOfFork(pull)).map(pullRequestFrom);
  }

  private async endedPulls(repository: RepositoryRef, base: string, signal: AbortSignal) {
    const query = { state: 'closed', base_branch: base, sort: 'recentupdate', page: 1, limit: pageSize };
    const read = this.api.get(answers.pulls, { ...at(repository, '/pulls'), query }, signal);
    const pulls = await orSwitchedOff(this.api, repository, read, signal);
    return pulls.filter((pull) => pull.base.ref === base);
  }

  /**
   * By the list: the address that takes base and head answers closed pull requests too, and takes no slash in the base.
   * A fork's branch of the same name is another branch.
   */
  async findOpenPullRequest(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const pulls = await openPulls(this.api.now, repository, base, signal);
    const [first] = pulls
      .filter((pull) => headBranch(pull) === head && !isOfFork(pull))
      .sort((a, b) => a.number - b.number);
    return first && pullRequestFrom(first);
  }

  async pullRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    return pullRequestFrom(await this.api.now.get(answers.pull, at(repository, path`/pulls/${number}`), signal));
  }

  async reviews(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<Reviews> {
    const all = { ...at(repository, path`/pulls/${number}/reviews`), ...paged };
    return reviewsFrom(await this.api.now.pages(answers.reviews, (list) => list, all, signal));
  }

  async mergers(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Mergers> {
    const { now: api } = this.api;
    const answer = await api.get(answers.branch, at(repository, path`/branches/${branch}`), signal);
    const rule = answer.effective_branch_protection_name;
    if (!answer.protected) return { kind: 'writers' };
    // Whoever is not told the name of the rule is not told the rule either.
    if (rule === '') throw ForgeError.forbidden(this.identity.host, `${repository.owner}/${repository.name}`, '');
    const where = at(repository, `/branch_protections/${encodeURIComponent(rule)}`);
    const protection = await api.get(answers.protection, where, signal);
    if (!protection.enable_merge_whitelist) return { kind: 'writers' };
    const { merge_whitelist_usernames: people = [], merge_whitelist_teams: teams = [] } = protection;
    return { kind: 'named', people, teams };
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

  /** The list tells what happened in its order. */
  async mergeRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    const all = { ...at(repository, path`/issues/${number}/timeline`), ...paged };
    const happened = await this.api.now.pages(answers.timeline, (page) => page, all, signal);
    const last = happened.findLast(({ type }) => type in mergeEvents)?.type;
    return last === undefined ? 'none' : (mergeEvents[last] ?? 'none');
  }

  async requestMerge(
    repository: RepositoryRef,
    number: number,
    { head, style }: PinnedMerge,
    signal: AbortSignal,
  ): Promise<void> {
    const body = { Do: style, merge_when_checks_succeed: true, head_commit_id: head };
    const asking = { ...at(repository, path`/pulls/${number}/merge`), method: 'POST', body, intent: 'merge' } as const;
    try {
      await this.api.write(z.unknown(), asking, signal);
    } catch (error) {
      // 409: also where it was asked before.
      if (!ForgeError.is(error, 'headMoved') || (await this.mergeRequest(repository, number, signal)) !== 'asked') {
        throw error;
      }
    }
  }

  async account(signal: AbortSignal): Promise<string> {
    return (await this.api.get(answers.account, { path: '/user', subject: this.identity.host }, signal)).login;
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
    const where = at(repository, path`/issues/comments/${id}`);
    await foundOr(this.api.write(z.unknown(), { ...where, method: 'DELETE' }, signal));
  }

  private branch(repository: RepositoryRef, branch: string, signal: AbortSignal) {
    return foundOr(this.api.get(answers.branch, at(repository, path`/branches/${branch}`), signal));
  }

  /** Who is told the name of a rule may read it. */
  private async rulesOf(repository: RepositoryRef, found: readonly answers.GiteaBranch[], signal: AbortSignal) {
    if (found.every(({ effective_branch_protection_name: name }) => name === '')) return undefined;
    return unlessHidden(this.api.get(answers.rules, at(repository, '/branch_protections'), signal));
  }

  private async topics(repository: answers.GiteaRepository, signal: AbortSignal): Promise<string[]> {
    if (repository.topics) return repository.topics;
    const ref = { owner: repository.owner.login, name: repository.name };
    return (await this.api.get(answers.topics, at(ref, '/topics'), signal)).topics ?? [];
  }
}

async function openPulls(api: Api, repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
  const query = { state: 'open', ...(base === undefined ? {} : { base_branch: base }) };
  const open = { ...at(repository, '/pulls'), query, ...paged };
  const read = api.pages(answers.pulls, (list) => list, open, signal);
  const pulls = await orSwitchedOff(api, repository, read, signal);
  return pulls.filter((pull) => (base === undefined || pull.base.ref === base) && pull.state === 'open');
}

/** Where pull requests are switched off, asking for them is answered like asking for what is hidden: 404. The repository tells. */
async function orSwitchedOff<T>(
  api: Api,
  repository: RepositoryRef,
  read: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!ForgeError.is(error, 'notFound')) throw error;
    const where = at(repository);
    const found = await api.get(answers.repository, where, signal).catch(() => undefined);
    throw found?.has_pull_requests === false ? ForgeError.pullRequestsOff(where.subject) : error;
  }
}
