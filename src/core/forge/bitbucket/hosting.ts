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
import { Api } from '../http/api';
import { foundOr } from '../http/found';
import type { ClientOptions } from '../http/transport';
import type { ForgeIdentity, RepositoryRef } from '../types';
import * as answers from './answers';
import { at, listAt, part } from './address';
import { refOf } from './convert';
import {
  isEnforced,
  isMergeCheck,
  readMeaning,
  readRestrictions,
  readRole,
  requiredApprovals,
  requiredChecks,
} from './rules';
import { bitbucketTransport } from './transport';

/** Bitbucket's events by ours. Source: its docs, "Event payloads". */
const eventsOf: Readonly<Record<WebhookEvent, readonly string[]>> = {
  push: ['repo:push'],
  pull_request: ['pullrequest:created', 'pullrequest:updated', 'pullrequest:fulfilled', 'pullrequest:rejected'],
  status: ['repo:commit_status_created', 'repo:commit_status_updated'],
};

/** Setting up on Bitbucket Cloud. Source: its REST API, "Repositories", "Webhooks", "Branch restrictions". */
export class BitbucketHosting implements ForgeHosting {
  readonly identity: ForgeIdentity;
  private readonly api: Api;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    this.api = new Api(bitbucketTransport(options), 'action');
  }

  /** Whoever they belong to, repositories lie in a workspace. */
  async owner(name: string, signal: AbortSignal): Promise<OwnerKind | undefined> {
    const where = { path: `/workspaces/${part(name)}`, subject: name };
    return (await foundOr(this.api.get(z.object({}), where, signal))) ? 'organisation' : undefined;
  }

  async find(repository: RepositoryRef, signal: AbortSignal): Promise<HostedRepository | undefined> {
    const found = await foundOr(this.api.get(answers.repository, at(repository), signal));
    return found && hostedFrom(found, (await readRole(this.api, repository, 'admin', signal)) === true);
  }

  async create(
    _owner: OwnerKind,
    repository: RepositoryRef,
    { description, defaultBranch: name, private: isPrivate }: NewRepository,
    signal: AbortSignal,
  ): Promise<HostedRepository> {
    const body = { scm: 'git', description, is_private: isPrivate, mainbranch: { type: 'branch', name } };
    const creation = { ...at(repository), method: 'POST', body } as const;
    try {
      return hostedFrom(await this.api.write(answers.repository, creation, signal), true);
    } catch (error) {
      // That there is one already is said in words alone.
      const isThere = ForgeError.is(error, 'refused') && (await this.find(repository, signal)) !== undefined;
      throw isThere ? ForgeError.headMoved(creation.subject) : error;
    }
  }

  async hasTakenUp(repository: RepositoryRef, signal: AbortSignal): Promise<boolean> {
    const first = listAt(repository, '/refs/branches', { pagelen: 1 });
    return (await this.api.linked(answers.branch, first, signal, 1)).length > 0;
  }

  async setDefaultBranch(repository: RepositoryRef, name: string, signal: AbortSignal): Promise<void> {
    const body = { mainbranch: { type: 'branch', name } };
    await this.api.write(z.unknown(), { ...at(repository), method: 'PUT', body }, signal);
  }

  async webhooks(repository: RepositoryRef, signal: AbortSignal): Promise<readonly FoundWebhook[]> {
    const found = await this.api.linked(answers.hook, listAt(repository, '/hooks'), signal);
    return found.map(({ url, events, active, skip_cert_verification: skips }) => ({
      url,
      events: (['push', 'pull_request', 'status'] as const).filter((event) =>
        eventsOf[event].every((one) => events?.includes(one)),
      ),
      active,
      isUsual: !skips,
    }));
  }

  async addWebhook(
    repository: RepositoryRef,
    { url, events, active }: Webhook,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const told = events.flatMap((event) => eventsOf[event]);
    const body = { description: 'Branchline', url, active, events: told, ...(secret === undefined ? {} : { secret }) };
    await this.api.write(z.unknown(), { ...at(repository, '/hooks'), method: 'POST', body }, signal);
  }

  async protection(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Protection | undefined> {
    const restrictions = await readRestrictions(this.api, repository, signal);
    const isMeant = await readMeaning(this.api, repository, restrictions, signal);
    const meant = restrictions.filter((one) => isMeant(one, branch));
    if (meant.length === 0) return undefined;
    const isNobody = ({ kind, users, groups }: answers.BitbucketRestriction) =>
      kind === 'push' && (users ?? []).length === 0 && (groups ?? []).length === 0;
    return {
      pullRequestsOnly: meant.some(isNobody),
      mayForcePush: !meant.some(({ kind }) => kind === 'force'),
      mayDelete: !meant.some(({ kind }) => kind === 'delete'),
      requiredChecks: requiredChecks(meant),
      requiredApprovals: requiredApprovals(meant),
      ...(meant.some(isMergeCheck) && !meant.some(isEnforced) && { onlyWarns: true }),
    };
  }

  /**
   * Each is a rule of its own, that of pushes the last, so that a branch that is closed is protected as a whole. A check cannot
   * be required by its name: one build has to be there, and none may fail.
   */
  async protect(repository: RepositoryRef, branch: string, wanted: Protection, signal: AbortSignal): Promise<void> {
    const { requiredApprovals: approvals, requiredChecks: checks } = wanted;
    const rules = [
      ...(checks.length > 0 ? [{ kind: 'require_passing_builds_to_merge', value: 1 }] : []),
      ...(approvals > 0 ? [{ kind: 'require_approvals_to_merge', value: approvals }] : []),
      ...(wanted.mayForcePush ? [] : [{ kind: 'force' }]),
      ...(wanted.mayDelete ? [] : [{ kind: 'delete' }]),
      ...(wanted.pullRequestsOnly ? [{ kind: 'push', users: [], groups: [] }] : []),
    ];
    const post = (rule: object) => {
      const body = { ...rule, branch_match_kind: 'glob', pattern: branch };
      return this.api.write(z.unknown(), { ...at(repository, '/branch-restrictions'), method: 'POST', body }, signal);
    };
    if (checks.length > 0 || approvals > 0) {
      // Without it Bitbucket only warns; plans that do not have it refuse it.
      await post({ kind: 'enforce_merge_checks' }).catch((error: unknown) => {
        if (!ForgeError.is(error, 'refused', 'forbidden')) throw error;
      });
    }
    for (const rule of rules) await post(rule);
  }
}

function hostedFrom(answer: answers.BitbucketRepository, mayAdminister: boolean): HostedRepository {
  return {
    ...refOf(answer),
    description: answer.description,
    defaultBranch: answer.mainbranch?.name ?? '',
    archived: false,
    private: answer.is_private !== false,
    mayAdminister,
  };
}
