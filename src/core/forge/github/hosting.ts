import * as z from 'zod';
import type {
  ForgeHosting,
  FoundWebhook,
  HostedRepository,
  NewRepository,
  OwnerKind,
  Protection,
  Webhook,
  WebhookEvent,
} from '../hosting';
import { ForgeError } from '../errors';
import { Api, at } from '../http/api';
import { foundOr } from '../http/found';
import { createHosted, findHosted, selfOrPerson } from '../http/hosted';
import { path } from '../http/path';
import type { ClientOptions } from '../http/transport';
import { nameOf } from '../repositoryName';
import type { ForgeIdentity, RepositoryRef } from '../types';
import * as answers from './hostingAnswers';
import { paged } from './paging';
import { githubTransport } from './transport';

const allEvents: readonly WebhookEvent[] = ['push', 'pull_request', 'status'];

/** Setting up on GitHub. Source: its REST API, "Repositories", "Webhooks", "Protected branches". */
export class GitHubHosting implements ForgeHosting {
  readonly identity: ForgeIdentity;
  private readonly api: Api;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    this.api = new Api(githubTransport(options), 'action');
  }

  async owner(name: string, signal: AbortSignal): Promise<OwnerKind | undefined> {
    const where = { path: path`/users/${name}`, subject: name };
    const found = await foundOr(this.api.get(answers.owner, where, signal));
    if (!found) return undefined;
    if (found.type === 'Organization') return 'organisation';
    return selfOrPerson(this.api, name, this.identity.host, signal);
  }

  find(repository: RepositoryRef, signal: AbortSignal): Promise<HostedRepository | undefined> {
    return findHosted(this.api, repository, signal);
  }

  /**
   * Its default branch is the first that is pushed.
   * @throws ForgeError `headMoved` where there is one of that name
   */
  create(owner: OwnerKind, repository: RepositoryRef, wanted: NewRepository, signal: AbortSignal) {
    const settings = {
      description: wanted.description,
      private: wanted.private,
    };
    return createHosted(this.api, owner, repository, settings, signal);
  }

  hasTakenUp(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async setDefaultBranch(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<void> {
    const change = { ...at(repository), method: 'PATCH', body: { default_branch: branch } } as const;
    await this.api.write(z.unknown(), change, signal);
  }

  async webhooks(repository: RepositoryRef, signal: AbortSignal): Promise<readonly FoundWebhook[]> {
    const found = await this.api.pages(
      answers.hooks,
      (page) => page,
      { ...at(repository, '/hooks'), ...paged },
      signal,
    );
    return found.map(({ config, events, active }) => ({
      url: config.url,
      events: events.includes('*') ? allEvents : (events as WebhookEvent[]),
      active,
      isUsual: config.content_type === 'json' && config.insecure_ssl !== '1',
    }));
  }

  async addWebhook(
    repository: RepositoryRef,
    { url, events, active }: Webhook,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const config = { url, content_type: 'json', insecure_ssl: '0', ...(secret === undefined ? {} : { secret }) };
    const body = { name: 'web', config, events, active };
    await this.api.write(z.unknown(), { ...at(repository, '/hooks'), method: 'POST', body }, signal);
  }

  /** To an administrator, 404 says that it is not protected; nobody else asks. */
  async protection(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Protection | undefined> {
    const where = at(repository, path`/branches/${branch}/protection`);
    const found = await foundOr(this.api.get(answers.protection, where, signal));
    return found && protectionFrom(found);
  }

  /**
   * Whatever is there would be written over, so it is looked for first.
   * @throws ForgeError `headMoved` where the branch is protected already
   */
  async protect(repository: RepositoryRef, branch: string, wanted: Protection, signal: AbortSignal): Promise<void> {
    if (await this.protection(repository, branch, signal)) throw ForgeError.headMoved(nameOf(repository));
    const { requiredChecks: contexts, requiredApprovals, needsCodeOwner = false } = wanted;
    const body = {
      required_status_checks: contexts.length === 0 ? null : { strict: false, contexts },
      enforce_admins: true,
      required_pull_request_reviews: wanted.pullRequestsOnly
        ? { required_approving_review_count: requiredApprovals, require_code_owner_reviews: needsCodeOwner }
        : null,
      restrictions: null,
      allow_force_pushes: wanted.mayForcePush,
      allow_deletions: wanted.mayDelete,
    };
    const where = at(repository, path`/branches/${branch}/protection`);
    await this.api.write(z.unknown(), { ...where, method: 'PUT', body }, signal);
  }
}

/** Without `enforce_admins` it does not hold for whoever administers the repository, nor for whoever is let past it. */
function protectionFrom(answer: answers.GitHubProtection): Protection {
  const reviews = answer.required_pull_request_reviews ?? undefined;
  const { users = [], teams = [], apps = [] } = reviews?.bypass_pull_request_allowances ?? {};
  const isForAll = answer.enforce_admins?.enabled === true && [...users, ...teams, ...apps].length === 0;
  return {
    pullRequestsOnly: reviews !== undefined && isForAll,
    mayForcePush: answer.allow_force_pushes?.enabled ?? false,
    mayDelete: answer.allow_deletions?.enabled ?? false,
    requiredChecks: answer.required_status_checks?.contexts ?? [],
    requiredApprovals: reviews?.required_approving_review_count ?? 0,
    needsCodeOwner: reviews?.require_code_owner_reviews ?? false,
  };
}
