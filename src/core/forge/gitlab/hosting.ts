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
import { Api } from '../http/api';
import { no, text } from '../http/fields';
import { foundOr } from '../http/found';
import type { ClientOptions } from '../http/transport';
import type { ForgeIdentity, RepositoryRef } from '../types';
import * as answers from './answers';
import { accessLevel, developer, maintainer, refOf } from './convert';
import { at, paged, part } from './project';
import { protectedBranches, readRules, requiredApprovals, requiredChecks, rulesOf } from './rules';
import { gitlabTransport } from './transport';

const nobody = 0;
const anyApprover = 'any_approver';

const group = z.object({ id: z.number() });

/** The token is never in an answer. */
const hooks = z.array(
  z.object({
    url: text,
    push_events: no,
    merge_requests_events: no,
    pipeline_events: no,
    enable_ssl_verification: no,
    /** `disabled` after it failed too often. */
    alert_status: text,
  }),
);

/** Setting up on GitLab. Source: its REST API, "Projects", "Groups", "Project webhooks", "Protected branches", "Merge request approvals". */
export class GitLabHosting implements ForgeHosting {
  readonly identity: ForgeIdentity;
  private readonly api: Api;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    this.api = new Api(gitlabTransport(options), 'action');
  }

  async owner(name: string, signal: AbortSignal): Promise<OwnerKind | undefined> {
    if (await foundOr(this.api.get(group, this.groupAt(name), signal))) return 'organisation';
    const query = { username: name };
    const found = await this.api.get(z.array(answers.account), { path: '/users', subject: name, query }, signal);
    if (found.length === 0) return undefined;
    const self = await this.api.get(answers.account, { path: '/user', subject: this.identity.host }, signal);
    return self.username.toLowerCase() === name.toLowerCase() ? 'self' : 'person';
  }

  async find(repository: RepositoryRef, signal: AbortSignal): Promise<HostedRepository | undefined> {
    const found = await foundOr(this.api.get(answers.project, at(repository), signal));
    return found && hostedFrom(found);
  }

  async create(
    owner: OwnerKind,
    { owner: under, name }: RepositoryRef,
    { description, defaultBranch, private: isPrivate }: NewRepository,
    signal: AbortSignal,
  ): Promise<HostedRepository> {
    const where = owner === 'self' ? {} : { namespace_id: (await this.api.get(group, this.groupAt(under), signal)).id };
    const body = {
      name,
      path: name,
      ...where,
      description,
      default_branch: defaultBranch,
      visibility: isPrivate ? 'private' : 'public',
      initialize_with_readme: false,
    };
    const creation = { path: '/projects', subject: `${under}/${name}`, method: 'POST', body } as const;
    return { ...hostedFrom(await this.api.write(answers.project, creation, signal)), mayAdminister: true };
  }

  async hasTakenUp(repository: RepositoryRef, signal: AbortSignal): Promise<boolean> {
    return !(await this.api.get(answers.project, at(repository), signal)).empty_repo;
  }

  async setDefaultBranch(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<void> {
    await this.change(repository, { default_branch: branch }, signal);
  }

  async webhooks(repository: RepositoryRef, signal: AbortSignal): Promise<readonly FoundWebhook[]> {
    const all = { ...at(repository, '/hooks'), ...paged };
    const found = await this.api.pages(hooks, (page) => page, all, signal);
    return found.map((hook) => ({
      url: hook.url,
      events: eventsOf(hook),
      active: hook.alert_status !== 'disabled',
      isUsual: hook.enable_ssl_verification,
    }));
  }

  /** Statuses are told as the pipelines that they belong to. */
  async addWebhook(
    repository: RepositoryRef,
    { url, events }: Webhook,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const body = {
      url,
      ...(secret === undefined ? {} : { token: secret }),
      push_events: events.includes('push'),
      merge_requests_events: events.includes('pull_request'),
      pipeline_events: events.includes('status'),
      enable_ssl_verification: true,
    };
    await this.api.write(z.unknown(), { ...at(repository, '/hooks'), method: 'POST', body }, signal);
  }

  async protection(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Protection | undefined> {
    const [branches, { project, approvals }] = await Promise.all([
      protectedBranches(this.api, repository, signal),
      readRules(this.api, repository, signal),
    ]);
    const rules = rulesOf(branches, branch);
    if (rules.length === 0) return undefined;
    const pushers = rules.flatMap((rule) => rule.push_access_levels ?? []);
    return {
      pullRequestsOnly: pushers.every(({ access_level: level }) => level === nobody),
      mayForcePush: rules.some((rule) => rule.allow_force_push),
      mayDelete: false,
      requiredChecks: requiredChecks(project),
      requiredApprovals: requiredApprovals(approvals, branch),
      needsCodeOwner: rules.some((rule) => rule.code_owner_approval_required),
    };
  }

  /**
   * Approvals and the pipeline are asked for by the project, for all branches: before the branch is protected, so that one that
   * is protected is so as a whole. A check cannot be required by its name: the whole pipeline is.
   */
  async protect(repository: RepositoryRef, branch: string, wanted: Protection, signal: AbortSignal): Promise<void> {
    if (wanted.requiredApprovals > 0) await this.requireApprovals(repository, wanted.requiredApprovals, signal);
    if (wanted.requiredChecks.length > 0) {
      await this.change(repository, { only_allow_merge_if_pipeline_succeeds: true }, signal);
    }
    const body = {
      name: branch,
      push_access_level: wanted.pullRequestsOnly ? nobody : developer,
      merge_access_level: developer,
      allow_force_push: wanted.mayForcePush,
      ...(wanted.needsCodeOwner === true && { code_owner_approval_required: true }),
    };
    await this.api.write(z.unknown(), { ...at(repository, '/protected_branches'), method: 'POST', body }, signal);
  }

  private async requireApprovals(repository: RepositoryRef, count: number, signal: AbortSignal): Promise<void> {
    const where = at(repository, '/approval_rules');
    const found = await this.api.get(answers.approvalRules, where, signal);
    if (found.some(({ approvals_required: required }) => required >= count)) return;
    const body = { name: 'Any approver', rule_type: anyApprover, approvals_required: count };
    await this.api.write(z.unknown(), { ...where, method: 'POST', body }, signal);
  }

  private async change(repository: RepositoryRef, body: object, signal: AbortSignal): Promise<void> {
    await this.api.write(z.unknown(), { ...at(repository), method: 'PUT', body }, signal);
  }

  private groupAt(name: string) {
    return { path: `/groups/${part(name)}`, query: { with_projects: 'false' }, subject: name };
  }
}

function eventsOf(hook: z.infer<typeof hooks>[number]): readonly WebhookEvent[] {
  const told: readonly (readonly [boolean, WebhookEvent])[] = [
    [hook.push_events, 'push'],
    [hook.merge_requests_events, 'pull_request'],
    [hook.pipeline_events, 'status'],
  ];
  return told.flatMap(([isTold, event]) => (isTold ? [event] : []));
}

function hostedFrom(answer: answers.GitLabProject): HostedRepository {
  return {
    ...refOf(answer),
    description: answer.description,
    defaultBranch: answer.default_branch,
    archived: answer.archived,
    private: answer.visibility !== 'public',
    mayAdminister: (accessLevel(answer) ?? 0) >= maintainer,
  };
}
