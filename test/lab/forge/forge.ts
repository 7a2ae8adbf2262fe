import { mkdir } from 'node:fs/promises';
import type { FileEdits, LandingStyle } from '../lab';
import { Accounts } from './accounts';
import type { Answer, Asked } from './answer';
import { payloadOf } from './api/payloads';
import { pullRequestPage } from './api/pullRequestView';
import { indexingKey } from './api/repositories';
import { answerApi } from './api/router';
import { Branches } from './branches';
import { Events } from './events';
import { Faults } from './faults';
import type { Dialect } from './dialect';
import { dialects } from './dialects';
import { Git, noCommit } from './git';
import { GitHttp, isGitPath } from './gitHttp';
import { answerLog, isLogPath } from './logStore';
import { Landing } from './landing';
import { PullRequestPage } from './page';
import type { ForgeParts } from './parts';
import { protect } from './protection';
import { Pulls, signature } from './pulls';
import { Refusal } from './refusal';
import { addReview, type ReviewRecord } from './reviews';
import { Repositories } from './repositories';
import { Runs } from './runs';
import { Serial } from './serial';
import { ForgeServer } from './server';
import { Unsettled } from './settle';
import { Statuses } from './statuses';
import type {
  Account,
  AccountOptions,
  CommitOptions,
  Doing,
  ForgeDouble,
  ForgeFault,
  ForgeOptions,
  NewHook,
  NewPullRequest,
  NewRun,
  NewStatus,
  OneShotFault,
  PastStatus,
  ProtectionOptions,
  PullRequestSummary,
  PushEvent,
  RepositoryName,
  RepositoryOptions,
  RequestMatch,
  RequestRecord,
  Seed,
} from './types';
import { Webhooks } from './webhooks';

/** Wires the parts of the forge and offers them to the lab. */
export class EmbeddedForge implements ForgeDouble {
  url = '';
  private readonly stopping = new AbortController();
  private readonly git = new Git(this.stopping.signal);
  private readonly serial = new Serial();
  private readonly faults = new Faults(this.stopping.signal);
  private readonly dialect: Dialect;
  private readonly parts: ForgeParts;
  private readonly server: ForgeServer;
  private readonly gitHttp: GitHttp;
  private readonly page: PullRequestPage;

  constructor(private readonly options: ForgeOptions) {
    const { signal } = this.stopping;
    const now = options.now ?? (() => new Date());
    this.dialect = dialects[options.dialect ?? 'gitea'];
    const { git, dialect } = this;
    const accounts = new Accounts();
    const events = new Events();
    const branches = new Branches(git);
    const repositories = new Repositories(git, accounts, options.folder, now);
    // Listens before the pull requests do: a push is told before what follows from it.
    const webhooks = new Webhooks(events, signal, (event) => payloadOf(this.parts, event), now);
    const url = (): string => this.url;
    const pageOf = pullRequestPage.bind(undefined, { url, dialect });
    const pulls = new Pulls(branches, new Landing(git, branches), events, this.serial, { ...dialect, pageOf });
    const statuses = new Statuses(branches, accounts, events, now);
    const indexing = new Unsettled(
      options.branchIndexing ?? (dialect === dialects.gitea ? { kind: 'looks', count: 1 } : { kind: 'immediate' }),
      now,
    );
    const checking = new Unsettled(options.mergeChecking ?? { kind: 'looks', count: 1 }, now);
    this.parts = {
      accounts,
      repositories,
      branches,
      pulls,
      statuses,
      runs: new Runs(now),
      webhooks,
      events,
      indexing,
      checking,
      dialect,
      now,
      url,
    };
    this.gitHttp = new GitHttp({
      ...this.parts,
      git,
      appeared: (repository, branch) => indexing.begin(indexingKey(repository, branch)),
    });
    this.page = new PullRequestPage(this.parts, git);
    events.listen((event) => {
      if (event.kind === 'push') event.repository.updatedAt = now(); // clients see by it where they have to look again
    });
    this.server = new ForgeServer({ accounts, faults: this.faults, signal, answer: (asked) => this.answer(asked) });
  }

  async start(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true });
    this.url = await this.server.listen(this.options.port ?? 0);
  }

  get requests(): readonly RequestRecord[] {
    return this.server.requests;
  }

  clearRequests(): void {
    this.server.requests.length = 0;
  }

  createOrganisation(name: string): void {
    this.parts.accounts.createOrganisation(name);
  }

  createAccount(name: string, options?: AccountOptions): Account {
    return this.parts.accounts.createAccount(name, options);
  }

  async createRepository(name: RepositoryName, options?: RepositoryOptions): Promise<void> {
    await this.parts.repositories.create(name, options);
    if (options?.stream !== undefined) await this.seed(name, { kind: 'stream', stream: options.stream });
  }

  seed(name: RepositoryName, seed: Seed): Promise<void> {
    return this.parts.repositories.seed(name, seed);
  }

  seedStatuses(name: RepositoryName, statuses: readonly PastStatus[]): void {
    this.parts.statuses.seed(this.parts.repositories.get(name), statuses);
  }

  repositoryPath(name: RepositoryName): string {
    return this.parts.repositories.get(name).path;
  }

  async heads(name: RepositoryName): Promise<ReadonlyMap<string, string>> {
    const refs = await this.parts.branches.refs(this.parts.repositories.get(name));
    const heads = [...refs].filter(([ref]) => ref.startsWith('refs/heads/'));
    return new Map(heads.map(([ref, commit]) => [ref.slice('refs/heads/'.length), commit]));
  }

  commit(
    name: RepositoryName,
    branch: string,
    message: string,
    edits: FileEdits,
    options: CommitOptions = {},
  ): Promise<string> {
    const { branches, events } = this.parts;
    const repository = this.parts.repositories.get(name);
    const { by, at } = this.doing(options);
    return this.serial.run(name, async () => {
      const before = (await branches.refs(repository)).get(`refs/heads/${branch}`);
      const start = options.from === undefined ? undefined : await branches.resolve(repository, options.from);
      if (options.from !== undefined && start === undefined) throw Refusal.notFound(`${name} has no ${options.from}`);
      const change = { branch, parent: before ?? start, message, edits, by: signature(by, at) };
      const after = await branches.commit(repository, change);
      await events.tell({ kind: 'push', repository, branch, before: before ?? noCommit, after, by, at });
      return after;
    });
  }

  async deleteBranch(name: RepositoryName, branch: string): Promise<void> {
    const { branches, events } = this.parts;
    const repository = this.parts.repositories.get(name);
    await this.serial.run(name, async () => {
      const before = (await branches.refs(repository)).get(`refs/heads/${branch}`);
      if (before === undefined) throw Refusal.notFound(`${name} has no branch ${branch}`);
      await branches.move(repository, branch, before, noCommit);
      await events.tell({ kind: 'push', repository, branch, before, after: noCommit, ...this.doing({}) });
    });
  }

  async openPullRequest(name: RepositoryName, wanted: NewPullRequest): Promise<number> {
    const { title, body = '', head, base } = wanted;
    const opening = { title, body, head, base, labels: [], ...this.doing(wanted) };
    return (await this.parts.pulls.open(this.parts.repositories.get(name), opening)).number;
  }

  async merge(name: RepositoryName, number: number, style: LandingStyle, doing: Doing = {}): Promise<string> {
    const repository = this.parts.repositories.get(name);
    return this.parts.pulls.merge(repository, this.parts.pulls.find(repository, number), {
      style,
      message: 'page',
      deleteBranch: repository.deleteBranchAfterMerge,
      ...this.doing(doing),
    });
  }

  async review(name: RepositoryName, number: number, person: string, state: ReviewRecord['state']): Promise<void> {
    const repository = this.parts.repositories.get(name);
    const pullRequest = this.parts.pulls.find(repository, number);
    const commit = (await this.parts.branches.refs(repository)).get(`refs/heads/${pullRequest.head}`) ?? '';
    const { by: reviewer, at } = this.doing({ as: person });
    addReview(pullRequest, { reviewer, state, commit, at });
  }

  async closePullRequest(name: RepositoryName, number: number, doing: Doing = {}): Promise<void> {
    const repository = this.parts.repositories.get(name);
    const pullRequest = this.parts.pulls.find(repository, number);
    await this.parts.pulls.edit(repository, pullRequest, { state: 'closed' }, this.doing(doing));
  }

  pullRequests(name: RepositoryName): readonly PullRequestSummary[] {
    return this.parts.repositories.get(name).pullRequests.map(({ number, title, body, head, base, state }) => ({
      ...{ number, title, body, head, base },
      state: state.kind,
      mergeCommit: state.kind === 'merged' ? state.commit : undefined,
    }));
  }

  async postStatus(name: RepositoryName, commit: string, status: NewStatus): Promise<void> {
    await this.parts.statuses.post(this.parts.repositories.get(name), commit, status);
  }

  addRun(name: RepositoryName, run: NewRun): number {
    return this.parts.runs.add(this.parts.repositories.get(name), run);
  }

  protect(name: RepositoryName, pattern: string, options?: ProtectionOptions): void {
    protect(this.parts.repositories.get(name), pattern, this.parts.now(), this.dialect.protection(options));
  }

  addHook(target: RepositoryName | { owner: string }, hook: NewHook): void {
    const scope = typeof target === 'string' ? { repository: target } : target;
    this.parts.webhooks.add(scope, { url: hook.url, secret: hook.secret ?? '', events: hook.events, active: true });
  }

  onPush(listener: (event: PushEvent) => void): () => void {
    return this.parts.events.listen((event) => {
      if (event.kind !== 'push') return;
      const { repository, branch, before, after, by } = event;
      listener({ repository: repository.fullName, branch, before, after, pusher: by.name });
    });
  }

  setFault(fault: ForgeFault): void {
    this.faults.set(fault);
  }

  failOnce(match: RequestMatch, fault: OneShotFault): void {
    this.faults.addOnce(match, fault);
  }

  async idle(): Promise<void> {
    await this.server.idle();
    await this.parts.webhooks.idle();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.server.close();
    await this.parts.webhooks.idle();
    await this.git.ended();
  }

  private async answer(asked: Asked): Promise<Answer> {
    const { pathname } = asked.url;
    if (isGitPath(pathname)) return this.gitHttp.answer(asked);
    if (isLogPath(pathname)) return answerLog(this.parts, asked);
    const { prefix, mark = '' } = this.dialect;
    if (pathname.startsWith(`${prefix}/`) && pathname.includes(mark)) return answerApi(this.dialect, this.parts, asked);
    return this.page.answer(asked);
  }

  private doing({ as, at }: Doing) {
    return { by: this.parts.accounts.actor(as), at: at ?? this.parts.now() };
  }
}
