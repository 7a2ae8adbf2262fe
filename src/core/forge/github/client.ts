import type { z } from 'zod';
import type { Sha } from '../../support/sha';
import { ForgeError } from '../errors';
import type { ForgeClient } from '../forgeClient';
import { allPages } from '../http/pages';
import { parseAnswer } from '../http/parse';
import { path } from '../http/path';
import { Transport, type Answer, type Request, type TransportOptions } from '../http/transport';
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
import { checkFromStatus, checksFromRuns, pullRequestFrom, repositoryFrom } from './convert';
import { readHeads } from './heads';

const pageSize = 100;

/** github.com, GitHub Enterprise Cloud (`*.ghe.com`) and Server. Heads by GraphQL, the rest by REST. Source: forges.md §1.2. */
export class GitHubClient implements ForgeClient {
  readonly identity: ForgeIdentity;
  private readonly transport: Transport;

  constructor(options: Omit<TransportOptions, 'scheme' | 'headers'>) {
    this.identity = options.identity;
    this.transport = new Transport({
      writeGapMs: 1_000,
      ...options,
      scheme: 'Bearer',
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    });
  }

  get budget() {
    return this.transport.budget;
  }

  async repository(repository: RepositoryRef, signal: AbortSignal): Promise<ForgeRepository> {
    return repositoryFrom(await this.get(answers.repository, repository, '', signal));
  }

  /** An owner is an organisation or a person; only asking tells. */
  async repositories(
    owner: string,
    topic: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly ForgeRepository[]> {
    const of = (kind: 'orgs' | 'users') =>
      this.pages(
        answers.repository.array(),
        (list) => list,
        { path: `/${kind}${path`/${owner}`}/repos`, subject: owner },
        signal,
      );
    const all = await of('orgs').catch((error: unknown) => {
      if (ForgeError.is(error, 'notFound')) return of('users');
      throw error;
    });
    return all.filter(({ topics }) => topic === undefined || topics?.includes(topic)).map(repositoryFrom);
  }

  async heads(repository: RepositoryRef, branches: readonly string[], signal: AbortSignal): Promise<readonly Head[]> {
    const [answer] = await this.headsOf([{ repository, branches }], signal);
    if (answer?.kind === 'failed') throw answer.error;
    return answer?.heads ?? [];
  }

  headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    return readHeads(this.transport, graphqlUrl(this.identity), requests, signal);
  }

  async checks(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    const at = (below: string) => ({
      path: base(repository) + path`/commits/${commit}` + below,
      subject: nameOf(repository),
    });
    const [statuses, runs] = await Promise.all([
      this.pages(answers.combinedStatus, ({ statuses }) => statuses, at('/status'), signal),
      this.pages(
        answers.checkRuns,
        ({ check_runs }) => check_runs,
        { ...at('/check-runs'), query: { filter: 'latest' } },
        signal,
      ),
    ]);
    return [...statuses.map(checkFromStatus), ...checksFromRuns(runs)];
  }

  async openPullRequests(
    repository: RepositoryRef,
    base: string,
    signal: AbortSignal,
  ): Promise<readonly PullRequest[]> {
    return (await this.openPulls(repository, { base }, signal)).map(pullRequestFrom);
  }

  /** A `head` that is not understood is ignored by GitHub in silence, so the answer is looked through as well. */
  async findOpenPullRequest(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const pulls = await this.openPulls(repository, { base, head: `${repository.owner}:${head}` }, signal);
    const found = pulls.find(
      (pull) => pull.head.ref === head && pull.head.repo?.full_name === pull.base.repo?.full_name,
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

  private async openPulls(repository: RepositoryRef, query: { base: string; head?: string }, signal: AbortSignal) {
    const request = {
      path: `${base(repository)}/pulls`,
      query: { state: 'open', ...query },
      subject: nameOf(repository),
    };
    const pulls = await this.pages(answers.pulls, (list) => list, request, signal);
    return pulls.filter((pull) => pull.base.ref === query.base && pull.state === 'open');
  }

  private async get<T>(
    schema: z.ZodType<T>,
    repository: RepositoryRef,
    below: string,
    signal: AbortSignal,
  ): Promise<T> {
    const where = base(repository) + below;
    const answer = await this.transport.send(
      { method: 'GET', path: where, intent: 'read', subject: nameOf(repository) },
      signal,
    );
    return this.parse(schema, answer, where);
  }

  private pages<A, T>(
    schema: z.ZodType<A>,
    entriesOf: (answer: A) => readonly T[],
    request: Pick<Request, 'path' | 'query' | 'subject'>,
    signal: AbortSignal,
  ): Promise<T[]> {
    return allPages(async (page) => {
      const query = { ...request.query, per_page: pageSize, page };
      const answer = await this.transport.send({ ...request, method: 'GET', query, intent: 'read' }, signal);
      const entries = entriesOf(this.parse(schema, answer, request.path));
      return { entries, answer, last: entries.length < pageSize };
    });
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

/** Beside the REST base on GitHub Enterprise Server, below it elsewhere. */
function graphqlUrl({ apiBase }: ForgeIdentity): string {
  return apiBase.endsWith('/api/v3') ? apiBase.replace(/\/v3$/, '/graphql') : `${apiBase}/graphql`;
}

function base({ owner, name }: RepositoryRef): string {
  return path`/repos/${owner}/${name}`;
}

function nameOf({ owner, name }: RepositoryRef): string {
  return `${owner}/${name}`;
}
