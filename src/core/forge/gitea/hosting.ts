import * as z from 'zod';
import { ForgeError } from '../errors';
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
import { Api, at } from '../http/api';
import { foundOr } from '../http/found';
import { hasMore } from '../http/pages';
import { createHosted, findHosted, selfOrPerson } from '../http/hosted';
import { path } from '../http/path';
import { authorization, Transport, type ClientOptions } from '../http/transport';
import type { ForgeIdentity, RepositoryRef } from '../types';
import * as answers from './answers';
import { paged, pageSize } from './paging';

/** Setting up on Gitea and Forgejo. Source: their OpenAPI, `repository` and `organization`. */
export class GiteaHosting implements ForgeHosting {
  readonly identity: ForgeIdentity;
  private readonly api: Api;

  constructor(options: Omit<ClientOptions, 'writeGapMs'>) {
    this.identity = options.identity;
    this.api = new Api(new Transport({ ...options, authorise: authorization('token') }), 'action');
  }

  /** An organisation answers as a person, too; that it is one is asked first. */
  async owner(name: string, signal: AbortSignal): Promise<OwnerKind | undefined> {
    const asked = (where: string) => foundOr(this.api.get(z.unknown(), { path: where, subject: name }, signal));
    if ((await asked(path`/orgs/${name}`)) !== undefined) return 'organisation';
    if ((await asked(path`/users/${name}`)) === undefined) return undefined;
    return selfOrPerson(this.api, name, this.identity.host, signal);
  }

  find(repository: RepositoryRef, signal: AbortSignal): Promise<HostedRepository | undefined> {
    return findHosted(this.api, repository, signal);
  }

  create(owner: OwnerKind, repository: RepositoryRef, wanted: NewRepository, signal: AbortSignal) {
    const settings = {
      description: wanted.description,
      private: wanted.private,
      default_branch: wanted.defaultBranch,
    };
    return createHosted(this.api, owner, repository, settings, signal);
  }

  /** Until its queue has come to the first push, it takes the repository for empty, and breaks where it is asked for a branch. */
  async hasTakenUp(repository: RepositoryRef, signal: AbortSignal): Promise<boolean> {
    const { empty } = await this.api.get(answers.hosted, at(repository), signal);
    return !empty;
  }

  /** A moment after a push it is done and answered with 500, since the server looks for a licence already. */
  async setDefaultBranch(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<void> {
    const change = { ...at(repository), method: 'PATCH', body: { default_branch: branch } } as const;
    try {
      await this.api.write(z.unknown(), change, signal);
    } catch (error) {
      if (!ForgeError.is(error, 'serverError')) throw error;
      if ((await this.find(repository, signal))?.defaultBranch !== branch) throw error;
    }
  }

  async webhooks(repository: RepositoryRef, signal: AbortSignal): Promise<readonly FoundWebhook[]> {
    const found = await this.api.pages(
      answers.hooks,
      (page) => page,
      { ...at(repository, '/hooks'), ...paged },
      signal,
    );
    return found.map(({ type, config, events, active }) => ({
      url: config.url,
      events: events as WebhookEvent[],
      active,
      isUsual: config.content_type === 'json' && ['gitea', 'gogs', 'forgejo'].includes(type),
    }));
  }

  async addWebhook(
    repository: RepositoryRef,
    { url, events, active }: Webhook,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const config = { url, content_type: 'json', ...(secret === undefined ? {} : { secret }) };
    const body = { type: 'gitea', config, events, active };
    await this.api.write(z.unknown(), { ...at(repository, '/hooks'), method: 'POST', body }, signal);
  }

  /** Of a branch that is there, the rule in force; else the rule that bears its name. */
  async protection(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Protection | undefined> {
    const where = at(repository, '/branch_protections');
    const rules = await this.api.get(answers.rules, where, signal);
    const isThere = rules.length > 0 ? await this.inForce(repository, branch, signal) : undefined;
    const rule = rules.find(({ rule_name: name }) => name === (isThere || branch));
    return rule && protectionFrom(rule);
  }

  async protect(repository: RepositoryRef, branch: string, wanted: Protection, signal: AbortSignal): Promise<void> {
    const body = {
      rule_name: branch,
      enable_push: !wanted.pullRequestsOnly,
      enable_force_push: false,
      enable_status_check: wanted.requiredChecks.length > 0,
      status_check_contexts: wanted.requiredChecks,
      required_approvals: wanted.requiredApprovals,
      block_on_rejected_reviews: true,
    };
    await this.api.write(z.unknown(), { ...at(repository, '/branch_protections'), method: 'POST', body }, signal);
  }

  /**
   * The name of the rule that a branch is under, as administrators are told; empty where none is told. By the list first: of a
   * repository whose first branches were pushed a moment ago, asking for one is an error of the server.
   */
  private async inForce(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<string> {
    const firstPage = { ...at(repository, '/branches'), query: { page: 1, limit: pageSize } };
    const { value, answer } = await this.api.read(answers.branches, firstPage, signal);
    const listed = value.find(({ name }) => name === branch);
    if (listed || value.length === 0 || !hasMore(answer.headers, value.length)) {
      return listed?.effective_branch_protection_name ?? '';
    }
    const where = at(repository, path`/branches/${branch}`);
    const found = await foundOr(this.api.get(answers.branch, where, signal));
    return found?.effective_branch_protection_name ?? '';
  }
}

/**
 * A branch under a rule is never deleted. What has a name that is left unprotected may be pushed by anybody. Gitea asks
 * code owners for a review, and waits for nobody.
 */
function protectionFrom(rule: answers.GiteaRule): Protection {
  return {
    pullRequestsOnly: !rule.enable_push && rule.unprotected_file_patterns.trim() === '',
    mayForcePush: rule.enable_force_push,
    mayDelete: false,
    requiredChecks: rule.enable_status_check ? rule.status_check_contexts : [],
    requiredApprovals: rule.required_approvals,
  };
}
