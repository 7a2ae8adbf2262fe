import pLimit from 'p-limit';
import type { z } from 'zod';
import { systemClock } from '../../support/clock';
import type { Sha } from '../../support/sha';
import { ForgeError } from '../errors';
import type { ForgeClient } from '../forgeClient';
import { allPages, hasMore } from '../http/pages';
import { parseAnswer } from '../http/parse';
import { path } from '../http/path';
import { Transport, type Answer, type Request, type TransportOptions } from '../http/transport';
import { settled } from '../settled';
import type {
  Check,
  ForgeIdentity,
  ForgeRepository,
  Head,
  HeadsAnswer,
  HeadsRequest,
  NewPullRequest,
  PullRequest,
  PullRequestUpdate,
  RepositoryRef,
} from '../types';
import * as answers from './answers';
import { UnmovedHeads, type Listed } from './unmoved';
import { checksFrom, headBranch, headFrom, pullRequestFrom, repositoryFrom } from './convert';

/** As many entries a page as Gitea gives by default; a server may give fewer. */
const pageSize = 50;
/** Below this, reading each repository is as cheap as the list. */
const fewRepositories = 4;

/** Gitea and Forgejo, `/api/v1`. Source: forges.md §1.4. */
export class GiteaClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  private readonly transport: Transport;
  private readonly unmoved: UnmovedHeads;

  constructor(options: Omit<TransportOptions, 'scheme' | 'headers' | 'writeGapMs'>) {
    this.identity = options.identity;
    this.transport = new Transport({ ...options, scheme: 'token' });
    this.unmoved = new UnmovedHeads(options.clock ?? systemClock);
  }

  get budget() {
    return this.transport.budget;
  }

  async repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository> {
    return repositoryFrom(await this.get(answers.repository, repository, '', signal));
  }

  async repositories(
    owner: string,
    topic: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly ForgeRepository[]> {
    const all = await this.repositoriesOf(owner, signal);
    if (topic === undefined) return all.map(repositoryFrom);
    const limit = pLimit(4);
    const withTopics = await Promise.all(
      all.map((repository) => limit(async () => ({ ...repository, topics: await this.topics(repository, signal) }))),
    );
    return withTopics.filter(({ topics }) => topics.includes(topic)).map(repositoryFrom);
  }

  async heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    const { value, answer } = await this.read(answers.branches, repository, '/branches', signal, {
      page: 1,
      limit: pageSize,
    });
    const listed = value.filter(({ name }) => branches.includes(name)).flatMap(headFrom);
    if (!hasMore(answer.headers, value.length) || value.length === 0) return listed;
    const beyond = branches.filter((branch) => !value.some(({ name }) => name === branch));
    const single = await Promise.all(beyond.map((branch) => this.head(repository, branch, signal)));
    return [...listed, ...single.flat()];
  }

  /**
   * Gitea has no bulk read of branches, but the list of an owner's repositories says which were pushed to: only those
   * are read, one request each.
   */
  async headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    const listed = await this.listed(requests, signal);
    const read = async (request: HeadsRequest): Promise<readonly Head[]> => {
      const state = listed.get(nameOf(request.repository).toLowerCase());
      const unmoved = this.unmoved.get(request, state);
      if (unmoved) return unmoved;
      const heads = await this.heads(request.repository, request.branches, signal);
      this.unmoved.remember(request, state, heads);
      return heads;
    };
    return Promise.all(requests.map((request) => settled(request.repository, read(request))));
  }

  async checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    return checksFrom(await this.list(answers.statuses, repository, path`/commits/${commit}/statuses`, signal));
  }

  async openPullRequests(
    repository: RepositoryRef,
    base: string,
    signal: AbortSignal,
  ): Promise<readonly PullRequest[]> {
    return (await this.openPulls(repository, base, signal)).map(pullRequestFrom);
  }

  /**
   * By the list: the address that takes base and head answers closed pull requests too, and takes no slash in the base.
   * A fork's branch of the same name is another branch.
   */
  async findOpenPullRequest(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const pulls = await this.openPulls(repository, base, signal);
    const found = pulls.find(
      (pull) => headBranch(pull) === head && pull.head.repo?.full_name === pull.base.repo?.full_name,
    );
    return found && pullRequestFrom(found);
  }

  async pullRequest(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    return pullRequestFrom(await this.get(answers.pull, repository, path`/pulls/${number}`, signal));
  }

  async createPullRequest(
    repository: RepositoryRef,
    request: NewPullRequest,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    const { title, body, head, base } = request;
    const created = await this.write(
      { method: 'POST', path: '/pulls', body: { title, body, head, base }, intent: 'createPullRequest' },
      repository,
      signal,
    );
    return pullRequestFrom(this.parse(answers.pull, created, '/pulls'));
  }

  async updatePullRequest(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    const where = path`/pulls/${number}`;
    const updated = await this.write(
      { method: 'PATCH', path: where, body: update, intent: 'write' },
      repository,
      signal,
    );
    return pullRequestFrom(this.parse(answers.pull, updated, where));
  }

  async comment(repository: RepositoryRef, number: number, body: string, signal: AbortSignal): Promise<void> {
    const where = path`/issues/${number}/comments`;
    await this.write({ method: 'POST', path: where, body: { body }, intent: 'write' }, repository, signal);
  }

  private async head(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Head[]> {
    try {
      return headFrom(await this.get(answers.branch, repository, path`/branches/${branch}`, signal));
    } catch (error) {
      if (ForgeError.is(error, 'notFound')) return [];
      throw error;
    }
  }

  private async openPulls(repository: RepositoryRef, base: string, signal: AbortSignal) {
    const pulls = await this.list(answers.pulls, repository, '/pulls', signal, { state: 'open', base_branch: base });
    return pulls.filter((pull) => pull.base.ref === base && pull.state === 'open');
  }

  /** By `owner/name` in lower case. A list that cannot be read tells nothing; reading the heads then says why. */
  private async listed(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, Listed>> {
    const byOwner = Object.groupBy(requests, ({ repository }) => repository.owner);
    const lists = await Promise.all(
      Object.entries(byOwner).map(async ([owner, wanted]): Promise<[string, Listed][]> => {
        if (!wanted || wanted.length < fewRepositories) return [];
        // No more pages than the reads that they can save.
        const pages = Math.ceil(wanted.length / 2);
        const found = await this.repositoriesOf(owner, signal, pages).catch((error: unknown) => {
          if (error instanceof ForgeError) return [];
          throw error;
        });
        return found.map(({ owner: { login }, name, updated_at: updatedAt, askedAt }) => [
          `${login}/${name}`.toLowerCase(),
          { updatedAt, askedAt },
        ]);
      }),
    );
    return new Map(lists.flat());
  }

  /** An owner is an organisation or a person; only asking tells. `askedAt` is the forge's clock. */
  private async repositoriesOf(owner: string, signal: AbortSignal, maxPages = Infinity) {
    const list = (where: string) =>
      allPages(async (page) => {
        const query = { page, limit: pageSize };
        const answer = await this.transport.send(
          { method: 'GET', path: where, query, intent: 'read', subject: owner },
          signal,
        );
        const askedAt = Date.parse(answer.headers.get('date') ?? '') || undefined;
        const entries = this.parse(answers.repositories, answer, where).map((entry) => ({ ...entry, askedAt }));
        return { entries, answer, last: page >= maxPages };
      });
    try {
      return await list(path`/orgs/${owner}/repos`);
    } catch (error) {
      if (!ForgeError.is(error, 'notFound')) throw error;
      return list(path`/users/${owner}/repos`);
    }
  }

  private async topics(repository: answers.GiteaRepository, signal: AbortSignal): Promise<string[]> {
    if (repository.topics) return repository.topics;
    const ref = { owner: repository.owner.login, name: repository.name };
    return (await this.get(answers.topics, ref, '/topics', signal)).topics ?? [];
  }

  private async get<T>(
    schema: z.ZodType<T>,
    repository: RepositoryRef,
    below: string,
    signal: AbortSignal,
  ): Promise<T> {
    return (await this.read(schema, repository, below, signal)).value;
  }

  private list<T>(
    schema: z.ZodType<T[]>,
    repository: RepositoryRef,
    below: string,
    signal: AbortSignal,
    query: Request['query'] = {},
  ): Promise<T[]> {
    return allPages(async (page) => {
      const { value, answer } = await this.read(schema, repository, below, signal, { ...query, page, limit: pageSize });
      return { entries: value, answer };
    });
  }

  private async read<T>(
    schema: z.ZodType<T>,
    repository: RepositoryRef,
    below: string,
    signal: AbortSignal,
    query: Request['query'] = {},
  ): Promise<{ value: T; answer: Answer }> {
    const where = base(repository) + below;
    const request: Request = { method: 'GET', path: where, query, intent: 'read', subject: nameOf(repository) };
    const answer = await this.transport.send(request, signal);
    return { value: this.parse(schema, answer, where), answer };
  }

  private write(request: Omit<Request, 'subject'>, repository: RepositoryRef, signal: AbortSignal): Promise<Answer> {
    return this.transport.send(
      { ...request, path: base(repository) + request.path, subject: nameOf(repository) },
      signal,
    );
  }

  private parse<T>(schema: z.ZodType<T>, answer: Answer, where: string): T {
    return parseAnswer(schema, answer.body, { host: this.identity.host, path: where });
  }
}

function base({ owner, name }: RepositoryRef): string {
  return path`/repos/${owner}/${name}`;
}

function nameOf({ owner, name }: RepositoryRef): string {
  return `${owner}/${name}`;
}
