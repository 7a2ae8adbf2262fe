import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type {
  Account,
  AccountOptions,
  AnyForge,
  CommitOptions,
  Doing,
  NewHook,
  NewPullRequest,
  NewStatus,
  PastStatus,
  ProtectionOptions,
  PullRequestSummary,
  RepositoryName,
  RepositoryOptions,
  Seed,
} from '../../forge';
import type { FileEdits, LandingStyle } from '../../lab';
import { OperatorApi } from './api';
import { accessLogOf, databaseOf, logsOf, repositoriesOf } from './configuration';
import { Pages } from './page';
import { writePastStatuses } from './pastStatuses';
import { People } from './people';
import { PullRequests } from './pullRequests';
import { Repositories } from './repositories';
import { operator, runServer, type GiteaOptions } from './server';

export type { GiteaOptions } from './server';

const identified = z.object({ id: z.number() });

/** Starts a Gitea with nothing in it. It ends with `ending`. */
export async function startGitea(options: GiteaOptions): Promise<Gitea> {
  const { url, token } = await runServer(options);
  const gitea = new Gitea(new OperatorApi(url, token, options.ending.signal), options.folder, options.ending.signal);
  await options.ending.add(() => gitea.ended());
  return gitea;
}

/** A real Gitea. Where it does things a moment later, each call waits until they are done. */
export class Gitea implements AnyForge {
  /** One line a request, with the account that made it. */
  readonly accessLog: string;
  private readonly people: People;
  private readonly repositories: Repositories;
  private readonly pulls: PullRequests;

  constructor(
    private readonly api: OperatorApi,
    private readonly folder: string,
    signal: AbortSignal,
  ) {
    this.accessLog = accessLogOf(folder);
    this.people = new People(api);
    const folders = { served: repositoriesOf(folder), scratch: join(folder, 'scratch') };
    this.repositories = new Repositories(api, this.people, folders, signal);
    this.pulls = new PullRequests(api, new Pages(api.url, signal), signal);
  }

  get url(): string {
    return this.api.url;
  }

  createOrganisation(name: string): Promise<void> {
    return this.people.createOrganisation(name);
  }

  createAccount(name: string, options: AccountOptions = {}): Promise<Account> {
    return this.people.createAccount(name, options);
  }

  /** Another token of an account, with Gitea's own names of scopes. */
  createToken(account: string, scopes: readonly string[]): Promise<string> {
    return this.people.createToken(account, scopes);
  }

  createRepository(name: RepositoryName, options: RepositoryOptions = {}): Promise<void> {
    return this.repositories.create(name, options);
  }

  /** Takes up a repository that lies at {@link repositoryPath} already. */
  adopt(name: RepositoryName): Promise<void> {
    return this.repositories.adopt(name);
  }

  seed(name: RepositoryName, seed: Seed): Promise<void> {
    return this.repositories.seed(name, seed);
  }

  async seedStatuses(name: RepositoryName, statuses: readonly PastStatus[]): Promise<void> {
    const idOf = async (path: string): Promise<number> => identified.parse(await this.api.call('GET', path)).id;
    const repository = await idOf(`/repos/${name}`);
    const names = [...new Set(statuses.map(({ as }) => this.people.actor(as)))];
    const ids = new Map(await Promise.all(names.map(async (as) => [as, await idOf(`/users/${as}`)] as const)));
    const rows = statuses.map(({ as, at = new Date(), description = '', targetUrl = '', ...status }) => {
      return { ...status, description, targetUrl, at, repository, creator: ids.get(this.people.actor(as)) ?? 0 };
    });
    writePastStatuses(databaseOf(this.folder), rows);
  }

  repositoryPath(name: RepositoryName): string {
    return this.repositories.path(name);
  }

  heads(name: RepositoryName): Promise<ReadonlyMap<string, string>> {
    return this.repositories.heads(name);
  }

  /** Made by `as`, pushed by the operator: protected branches take nobody else's pushes. */
  commit(
    name: RepositoryName,
    branch: string,
    message: string,
    edits: FileEdits,
    { as, at = new Date(), from }: CommitOptions = {},
  ): Promise<string> {
    const by = { ...this.people.signature(this.people.actor(as)), at };
    return this.repositories.commit(name, { branch, message, edits, by, from });
  }

  deleteBranch(name: RepositoryName, branch: string): Promise<void> {
    return this.repositories.deleteBranch(name, branch);
  }

  openPullRequest(name: RepositoryName, wanted: NewPullRequest): Promise<number> {
    return this.pulls.open(name, wanted, this.people.actor(wanted.as));
  }

  async merge(name: RepositoryName, number: number, style: LandingStyle, { as }: Doing = {}): Promise<string> {
    return this.landed(name, await this.pulls.merge(name, number, style, this.people.actor(as), 'button'));
  }

  /** As a program lands it that sends nothing but the style: the title is the message. */
  async mergeWithoutMessage(name: RepositoryName, number: number, style: LandingStyle, doing: Doing): Promise<string> {
    return this.landed(name, await this.pulls.merge(name, number, style, this.people.actor(doing.as), 'API'));
  }

  async review(
    name: RepositoryName,
    number: number,
    person: string,
    state: 'APPROVED' | 'REQUEST_CHANGES' | 'COMMENT' | 'REQUEST_REVIEW',
  ): Promise<void> {
    const pull = `/repos/${name}/pulls/${number}`;
    if (state === 'REQUEST_REVIEW') {
      await this.api.call('POST', `${pull}/requested_reviewers`, { body: { reviewers: [person] } });
      return;
    }
    const body = { event: state, body: state === 'APPROVED' ? '' : 'A word' };
    await this.api.call('POST', `${pull}/reviews`, { as: person, body });
  }

  closePullRequest(name: RepositoryName, number: number, { as }: Doing = {}): Promise<void> {
    return this.pulls.close(name, number, this.people.actor(as));
  }

  pullRequests(name: RepositoryName): Promise<readonly PullRequestSummary[]> {
    return this.pulls.all(name);
  }

  async postStatus(name: RepositoryName, commit: string, status: NewStatus): Promise<void> {
    const { context, state, description = '', targetUrl = '' } = status;
    const body = { context, state, description, target_url: targetUrl };
    await this.api.call('POST', `/repos/${name}/statuses/${commit}`, { as: this.people.actor(status.as), body });
  }

  async protect(name: RepositoryName, pattern: string, options: ProtectionOptions = {}): Promise<void> {
    const { pushers = [], requiredContexts = [], requiredApprovals = 0, mergers, demandsMore = false } = options;
    const rule = {
      rule_name: pattern,
      enable_push: true,
      enable_push_whitelist: true,
      push_whitelist_usernames: [operator.name, ...pushers],
      enable_status_check: requiredContexts.length > 0,
      status_check_contexts: requiredContexts,
      required_approvals: requiredApprovals,
      enable_merge_whitelist: mergers !== undefined,
      merge_whitelist_usernames: mergers ?? [],
      block_on_outdated_branch: demandsMore,
    };
    const known = await this.api.find(`/repos/${name}/branch_protections/${encodeURIComponent(pattern)}`);
    if (known === undefined) await this.api.call('POST', `/repos/${name}/branch_protections`, { body: rule });
    else
      await this.api.call('PATCH', `/repos/${name}/branch_protections/${encodeURIComponent(pattern)}`, { body: rule });
  }

  async addHook(target: RepositoryName | { owner: string }, { url, secret = '', events }: NewHook): Promise<void> {
    const where = typeof target === 'string' ? `/repos/${target}` : `/orgs/${target.owner}`;
    const body = { type: 'gitea', active: true, events, config: { url, secret, content_type: 'json' } };
    await this.api.call('POST', `${where}/hooks`, { body });
  }

  /** The new head of a base branch, once the API knows it. */
  private async landed(name: RepositoryName, base: string): Promise<string> {
    const head = (await this.heads(name)).get(base) ?? '';
    await this.repositories.known(name, base, head);
    return head;
  }

  /** Copies the logs to where they outlast the lab. */
  async keepLogs(): Promise<string> {
    const kept = resolve('out/real', `${new Date().toISOString().replaceAll(':', '-')}-${process.pid}-gitea`);
    await cp(logsOf(this.folder), kept, { recursive: true });
    return kept;
  }

  ended(): Promise<void> {
    return this.repositories.ended();
  }
}
