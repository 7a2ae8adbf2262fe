import pLimit from 'p-limit';
import * as z from 'zod';
import { systemClock } from '../../support/clock';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import type { Sha } from '../../support/sha';
import { readDefaultBranches, type RepositoryReads } from '../defaultBranches';
import type { ForgeClient } from '../forgeClient';
import type { HeadsByGit } from '../headsByGit';
import { Api } from '../http/api';
import { foundOr } from '../http/found';
import { path } from '../http/path';
import { statusText } from '../http/statusBody';
import type { ClientOptions } from '../http/transport';
import { mostCommits } from '../listedCommits';
import { settled } from '../settled';
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
  PullRequest,
  PullRequestComment,
  PullRequestUpdate,
  RepositoryRef,
  Reviews,
} from '../types';
import { ForgeError } from '../errors';
import { at, isText, listAt, pagelen, part } from './address';
import * as answers from './answers';
import { branchesNamed } from './branches';
import { checksFrom, commentFrom, commitFrom, keyOf, personOf, repositoryFrom, reviewsFrom } from './convert';
import { HourlyCount } from './hourly';
import { BitbucketPullRequests } from './pullRequests';
import { headFrom, mergersFrom, readRole, RuleBook, type Rules } from './rules';
import { bitbucketTransport } from './transport';

const states: Readonly<Record<NewStatus['state'], string>> = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  error: 'FAILED',
};

const gitsAtATime = 4;
/** How many commits there are is told by nothing but all of them, a hundred a request of a thousand in an hour. */
const mostCommitPages = 20;

const cannot = {
  landByItself: message('Bitbucket Cloud offers programs no way to have a pull request land by itself.'),
} as const;

/** Bitbucket Cloud, `/2.0`. Source: docs/forges.md, "Bitbucket Cloud". */
export class BitbucketClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  readonly cannot = cannot;
  readonly runs = noRuns(
    message('Branchline reads no logs of Bitbucket Pipelines and runs none again: open the pipeline on its page.'),
  );
  private readonly count: HourlyCount;
  private readonly headsByGit: HeadsByGit | undefined;
  private readonly gitLimit = pLimit(gitsAtATime);
  private readonly api: Api;
  private readonly rules: RuleBook;
  private readonly pulls: BitbucketPullRequests;

  constructor(options: ClientOptions & { readonly headsByGit?: HeadsByGit }) {
    const { clock = systemClock, fetch: ask = (...request: Parameters<typeof fetch>) => fetch(...request) } = options;
    this.identity = options.identity;
    this.headsByGit = options.headsByGit;
    this.count = new HourlyCount(clock, ask);
    this.api = new Api(bitbucketTransport({ ...options, fetch: this.count.fetch }));
    this.rules = new RuleBook(this.api, clock);
    this.pulls = new BitbucketPullRequests(this.api);
  }

  get budget() {
    return this.count.budget;
  }

  /** How pull requests may land is told of a branch: of the main one, here. */
  async repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository> {
    const found = await this.api.get(answers.repository, at(repository), signal);
    const main = found.mainbranch?.name;
    const [mayPush, branch] = await Promise.all([
      readRole(this.api, repository, 'contributor', signal),
      main ? foundOr(this.api.get(answers.branch, at(repository, path`/refs/branches/${main}`), signal)) : undefined,
    ]);
    return repositoryFrom(found, branch?.merge_strategies, mayPush);
  }

  /** What other forges call a topic is a project here, by its key. */
  async repositories(
    owner: string,
    topic: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly ForgeRepository[]> {
    const q = topic === undefined ? undefined : isText('project.key', topic);
    const all = await this.ownedBy(owner, q, undefined, signal);
    return all.filter(({ topics }) => topic === undefined || topics.includes(topic));
  }

  defaultBranches(repositories: readonly RepositoryRef[], signal: AbortSignal) {
    return readDefaultBranches(repositories, this.reads(signal));
  }

  reads(signal: AbortSignal): RepositoryReads {
    return {
      list: (owner, maxPages) => this.ownedBy(owner, undefined, maxPages, signal),
      one: async (repository) =>
        repositoryFrom(await this.api.get(answers.repository, at(repository), signal), undefined, undefined),
    };
  }

  async heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    return this.headsBy(repository, branches, this.rules.read(repository, signal), signal);
  }

  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    return Promise.all(this.headsEach(requests, signal));
  }

  /** By git where it can be asked, which may be asked sixty times as often; where it does not get through, the API may. */
  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[] {
    return requests.map(({ repository, branches }) =>
      settled(repository, this.sweptHeads(repository, branches, signal)),
    );
  }

  /** Bitbucket Pipelines posts what it came to as everybody else does. */
  async checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    const all = listAt(repository, path`/commit/${commit}/statuses`);
    return checksFrom(await this.api.linked(answers.status, all, signal));
  }

  /** No request of this forge tells of several. */
  checksOf(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[] {
    return requests.map(({ repository, commit }) => this.checks(repository, commit, signal));
  }

  async compare(repository: RepositoryRef, from: Sha, to: Sha, signal: AbortSignal): Promise<Comparison> {
    const beyond = async (commit: Sha, exclude: Sha): Promise<CommitList> => {
      const where = listAt(repository, path`/commits/${commit}`, { exclude });
      const commits = await this.api.linkedUpTo(answers.commit, where, signal, { mostPages: mostCommitPages });
      return { commits: commits.slice(0, mostCommits).map(commitFrom), total: commits.length };
    };
    const [ahead, behind] = await Promise.all([beyond(to, from), beyond(from, to)]);
    return { ahead, behind };
  }

  /** An address is demanded: where there is none, that of the commit's page. */
  async postStatus(repository: RepositoryRef, commit: Sha, status: NewStatus, signal: AbortSignal): Promise<void> {
    const { context: name, state, description, url } = status;
    const body = {
      key: keyOf(name),
      name,
      state: states[state],
      description: statusText(description),
      url: url ?? this.pageOf(repository, commit),
    };
    const where = at(repository, path`/commit/${commit}/statuses/build`);
    await this.api.write(z.unknown(), { ...where, method: 'POST', body }, signal);
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

  mergers(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Mergers> {
    return mergersFrom(this.api.now, repository, branch, signal);
  }

  createPullRequest(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest> {
    return this.pulls.create(repository, request, signal);
  }

  updatePullRequest(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    return this.pulls.update(repository, number, update, signal);
  }

  mergeRequest(): Promise<MergeRequest> {
    return Promise.resolve('none');
  }

  requestMerge(): Promise<void> {
    return Promise.reject(ForgeError.cannot(cannot.landByItself));
  }

  async account(signal: AbortSignal): Promise<string> {
    const found = await this.api.get(answers.account, { path: '/user', subject: this.identity.host }, signal);
    return personOf(found);
  }

  async comments(
    repository: RepositoryRef,
    number: number,
    signal: AbortSignal,
  ): Promise<readonly PullRequestComment[]> {
    const all = listAt(repository, `/pullrequests/${number}/comments`);
    const said = await this.api.now.linked(answers.comment, all, signal);
    return said
      .filter(({ inline, deleted }) => !inline && !deleted)
      .map(commentFrom)
      .sort((one, other) => one.id - other.id);
  }

  async comment(repository: RepositoryRef, number: number, body: string, signal: AbortSignal) {
    const comment = { ...commentsAt(repository, number), method: 'POST', body: { content: { raw: body } } } as const;
    return commentFrom(await this.api.write(answers.comment, comment, signal));
  }

  async updateComment(repository: RepositoryRef, { number, id }: CommentRef, body: string, signal: AbortSignal) {
    const change = { ...commentsAt(repository, number, `/${id}`), body: { content: { raw: body } } };
    await this.api.write(z.unknown(), { ...change, method: 'PUT' }, signal);
  }

  async deleteComment(repository: RepositoryRef, { number, id }: CommentRef, signal: AbortSignal): Promise<void> {
    const where = commentsAt(repository, number, `/${id}`);
    await foundOr(this.api.write(z.unknown(), { ...where, method: 'DELETE' }, signal));
  }

  private async sweptHeads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal) {
    const [listed, rules] = await Promise.all([
      this.listedByGit(repository, branches, signal),
      this.rules.kept(repository, signal),
    ]);
    const heads = listed
      ? [...listed].map(([name, hash]) => headFrom({ name, target: { hash } }, rules.value))
      : await this.headsBy(repository, branches, Promise.resolve(rules.value), signal);
    return heads.map((head) => ({ ...head, asOf: rules.at }));
  }

  private async listedByGit({ owner, name }: RepositoryRef, branches: readonly string[], signal: AbortSignal) {
    const { headsByGit } = this;
    if (!headsByGit) return undefined;
    const url = `${this.webBase}${path`/${owner}/${name}`}.git`;
    return this.gitLimit(() => headsByGit(url, branches, signal)).catch((error: unknown) => {
      if (signal.aborted || !(error instanceof BranchlineError)) throw error;
      return undefined;
    });
  }

  private async headsBy(
    repository: RepositoryRef,
    branches: readonly string[],
    reading: Promise<Rules>,
    signal: AbortSignal,
  ): Promise<readonly Head[]> {
    const [found, rules] = await Promise.all([branchesNamed(this.api, repository, branches, signal), reading]);
    return found.map((branch) => headFrom(branch, rules));
  }

  private async ownedBy(owner: string, q: string | undefined, maxPages: number | undefined, signal: AbortSignal) {
    const where = { path: `/repositories/${part(owner)}`, subject: owner, query: { pagelen, q } };
    const all = await this.api.linked(answers.repository, where, signal, maxPages);
    return all.map((one) => repositoryFrom(one, undefined, undefined));
  }

  private pageOf({ owner, name }: RepositoryRef, commit: Sha): string {
    return `${this.webBase}${path`/${owner}/${name}/commits/${commit}`}`;
  }

  private get webBase(): string {
    return `${new URL(this.identity.apiBase).protocol}//${this.identity.host}`;
  }
}

function commentsAt(repository: RepositoryRef, number: number, below = '') {
  return at(repository, `/pullrequests/${number}/comments${below}`);
}
