import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { foundOr } from '../http/found';
import type { NewPullRequest, PullRequest, PullRequestUpdate, RepositoryRef } from '../types';
import * as answers from './answers';
import type { GitLabMergeRequest } from './answers';
import { isOfFork, pullRequestFrom } from './convert';
import { at, paged, part } from './project';

type State = 'opened' | 'merged' | 'closed';

/** Merge requests of a project, by their number in it. Source: GitLab REST API, "Merge requests". */
export class GitLabMergeRequests {
  constructor(private readonly api: Api) {}

  async open(repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
    return this.told(repository, await this.listed(this.api, repository, { target_branch: base }, signal), signal);
  }

  /** A closed one counts where it is from a branch of the project itself. */
  async ended(repository: RepositoryRef, base: string, state: Exclude<State, 'opened'>, signal: AbortSignal) {
    const query = { state, target_branch: base, order_by: 'updated_at', sort: 'desc', per_page: 100 };
    const read = this.api.get(answers.mergeRequests, { ...at(repository, '/merge_requests'), query }, signal);
    const found = (await this.orSwitchedOff(repository, read, signal)).filter(
      (one) => one.state === state && one.target_branch === base && (state === 'merged' || !isOfFork(one)),
    );
    return this.told(repository, found, signal);
  }

  /** A fork's branch of the same name is another branch. */
  async find(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const query = { source_branch: head, target_branch: base };
    const found = await this.listed(this.api.now, repository, query, signal);
    const [first] = found
      .filter((one) => one.source_branch === head && !isOfFork(one))
      .sort((one, other) => one.iid - other.iid);
    return first && (await this.told(repository, [first], signal))[0];
  }

  async one(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    const where = at(repository, `/merge_requests/${number}`);
    return this.whole(repository, await this.api.now.get(answers.mergeRequest, where, signal), signal);
  }

  /** GitLab makes one of branches that are not there, or that do not differ, as well: both are looked at first. */
  async create(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest> {
    const { title, body: description, head, base } = request;
    await this.demandSomething(repository, head, base, signal);
    const creation = {
      ...at(repository, '/merge_requests'),
      method: 'POST',
      body: { source_branch: head, target_branch: base, title, description },
      intent: 'createPullRequest',
    } as const;
    return this.whole(repository, await this.api.write(answers.mergeRequest, creation, signal), signal);
  }

  async update(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    const { title, body: description, state } = update;
    const body = {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(state === undefined ? {} : { state_event: state === 'open' ? 'reopen' : 'close' }),
    };
    const change = { ...at(repository, `/merge_requests/${number}`), method: 'PUT', body } as const;
    return this.whole(repository, await this.api.write(answers.mergeRequest, change, signal), signal);
  }

  private async listed(
    api: Api,
    repository: RepositoryRef,
    query: { readonly source_branch?: string; readonly target_branch?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly GitLabMergeRequest[]> {
    const all = { ...at(repository, '/merge_requests'), query: { state: 'opened', ...query }, ...paged };
    const read = api.pages(answers.mergeRequests, (page) => page, all, signal);
    const base = query.target_branch;
    return (await this.orSwitchedOff(repository, read, signal)).filter(
      ({ state, target_branch: target }) => state === 'opened' && (base === undefined || target === base),
    );
  }

  /** Where the branches are now that each is towards: the merge request itself names where that was once. */
  private async told(
    repository: RepositoryRef,
    found: readonly GitLabMergeRequest[],
    signal: AbortSignal,
  ): Promise<readonly PullRequest[]> {
    const branches = [...new Set(found.map(({ target_branch: base }) => base))];
    const heads = new Map(
      await Promise.all(
        branches.map(async (branch) => [branch, (await this.headOf(repository, branch, signal)) ?? ''] as const),
      ),
    );
    return found.map((one) => pullRequestFrom(one, heads.get(one.target_branch) ?? ''));
  }

  private async whole(repository: RepositoryRef, answer: GitLabMergeRequest, signal: AbortSignal) {
    return pullRequestFrom(answer, (await this.headOf(repository, answer.target_branch, signal)) ?? '');
  }

  private async headOf(repository: RepositoryRef, branch: string, signal: AbortSignal) {
    const where = at(repository, `/repository/branches/${part(branch)}`);
    return (await foundOr(this.api.now.get(answers.branch, where, signal)))?.commit.id;
  }

  private async demandSomething(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const where = at(repository);
    const [from, to] = await Promise.all([head, base].map((branch) => this.headOf(repository, branch, signal)));
    if (from === undefined || to === undefined) {
      await this.api.now.get(answers.project, where, signal); // hidden, or without the branch
      throw ForgeError.branchMissing(where.subject);
    }
    const range = { ref_name: `${to}..${from}`, per_page: 1 };
    const read = { ...at(repository, '/repository/commits'), query: range };
    const commits = from === to ? [] : await this.api.now.get(answers.commits, read, signal);
    if (commits.length === 0) throw ForgeError.nothingToPromote(where.subject);
  }

  /** Where merge requests are switched off, asking for them is answered like asking for what one may not see. The project tells. */
  private async orSwitchedOff<T>(repository: RepositoryRef, read: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await read;
    } catch (error) {
      if (!ForgeError.is(error, 'notFound', 'forbidden')) throw error;
      const where = at(repository);
      const found = await this.api.get(answers.project, where, signal).catch(() => undefined);
      throw found?.merge_requests_enabled === false ? ForgeError.pullRequestsOff(where.subject) : error;
    }
  }
}
