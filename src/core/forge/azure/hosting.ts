import * as z from 'zod';
import { ForgeError } from '../errors';
import type { ForgeHosting, FoundWebhook, HostedRepository, NewRepository, OwnerKind, Protection } from '../hosting';
import { Api } from '../http/api';
import { foundOr } from '../http/found';
import type { ClientOptions, Transport } from '../http/transport';
import { nameOf } from '../repositoryName';
import type { ForgeIdentity, RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzureRepository } from './answers';
import { mayEditPolicies, tokenOf } from './permissions';
import { demandsOn, isOf, policyTypes, requiredApprovals, requiredChecks } from './policies';
import { at, branchOf, heads, inProject, part, released } from './project';
import { AzureProjects } from './projects';
import { azureTransport } from './transport';

/** That all is resolved that was said: of all demands the least that a branch can be protected by. */
const comments = 'c6a1889d-b943-4856-b76f-9e46bb6b0df2';

/** A push takes a status back: else what was said of an earlier one would land the next. */
const ofNewest = { invalidateOnSourceUpdate: true };

/**
 * Setting up on Azure DevOps: in a project that is there. A repository has no description, so that one which was made and got no
 * further is not known again. Source: its REST API, "Repositories", "Projects", "Configurations".
 */
export class AzureHosting implements ForgeHosting {
  readonly identity: ForgeIdentity;
  private readonly transport: Transport;
  private readonly api: Api;
  private readonly projects: AzureProjects;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    this.transport = azureTransport(options);
    this.api = new Api(this.transport, 'action');
    this.projects = new AzureProjects(this.api, this.identity.host, options.clock);
  }

  async owner(name: string, signal: AbortSignal): Promise<OwnerKind | undefined> {
    return (await foundOr(this.project(name, signal))) && 'organisation';
  }

  async find(repository: RepositoryRef, signal: AbortSignal): Promise<HostedRepository | undefined> {
    const found = await foundOr(this.api.get(answers.repository, at(repository), signal));
    if (!found) return undefined;
    return hostedFrom(found, await mayEditPolicies(this.transport, tokenOf(found), signal));
  }

  /** Whether it is private is the project's to say, and what its default branch is, the first push's. */
  async create(
    _: OwnerKind,
    { owner, name }: RepositoryRef,
    __: NewRepository,
    signal: AbortSignal,
  ): Promise<HostedRepository> {
    const { id } = await this.project(owner, signal);
    const { path, query } = inProject(owner, '/git/repositories');
    const creation = {
      path,
      query,
      subject: `${owner}/${name}`,
      method: 'POST',
      body: { name, project: { id } },
    } as const;
    return hostedFrom(await this.api.write(answers.repository, creation, signal), true);
  }

  async hasTakenUp(repository: RepositoryRef, signal: AbortSignal): Promise<boolean> {
    return (await this.api.get(answers.repository, at(repository), signal)).defaultBranch !== '';
  }

  async setDefaultBranch(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<void> {
    const { id } = await this.api.get(answers.repository, at(repository), signal);
    const { path, query, subject } = at({ ...repository, name: id });
    const body = { defaultBranch: heads + branch };
    await this.api.write(z.unknown(), { path, query, subject, method: 'PATCH', body }, signal);
  }

  webhooks(): Promise<readonly FoundWebhook[]> {
    return Promise.reject(ForgeError.noWebhooks(this.identity.host));
  }

  addWebhook(): Promise<void> {
    return Promise.reject(ForgeError.noWebhooks(this.identity.host));
  }

  async protection(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Protection | undefined> {
    const [found, { policies }] = await Promise.all([
      this.api.get(answers.repository, at(repository), signal),
      this.projects.read(repository.owner, signal),
    ]);
    const demands = demandsOn(branch, { repository: found, policies });
    if (demands.length === 0) return undefined;
    return {
      pullRequestsOnly: true,
      mayForcePush: false,
      mayDelete: false,
      requiredChecks: requiredChecks(demands),
      requiredApprovals: requiredApprovals(demands),
      ...(demands.some((policy) => isOf(policy, 'reviewers')) && { needsCodeOwner: true }),
    };
  }

  /** A policy for each demand: a branch that has one is pushed to by pull requests alone. */
  async protect(repository: RepositoryRef, branch: string, wanted: Protection, signal: AbortSignal): Promise<void> {
    if (await this.protection(repository, branch, signal)) throw ForgeError.headMoved(nameOf(repository));
    const { id } = await this.api.get(answers.repository, at(repository), signal);
    const scope = [{ repositoryId: id, refName: heads + branch, matchKind: 'Exact' }];
    const { requiredApprovals: minimumApproverCount } = wanted;
    const policies: readonly (readonly [type: string, settings: object])[] = [
      ...wanted.requiredChecks.map((check) => [policyTypes.status, { ...statusOf(check), ...ofNewest }] as const),
      ...(minimumApproverCount > 0
        ? [[policyTypes.approvals, { minimumApproverCount, creatorVoteCounts: false }] as const]
        : []),
    ];
    for (const [type, settings] of policies.length === 0 ? [[comments, {}] as const] : policies) {
      const body = { isEnabled: true, isBlocking: true, type: { id: type }, settings: { ...settings, scope } };
      const request = { ...inProject(repository.owner, '/policy/configurations'), method: 'POST', body } as const;
      await this.api.write(z.unknown(), request, signal);
    }
  }

  private project(name: string, signal: AbortSignal) {
    const read = { path: `/_apis/projects/${part(name)}`, subject: name, query: released };
    return this.api.get(answers.project, read, signal);
  }
}

function statusOf(check: string) {
  const slash = check.lastIndexOf('/');
  return slash > 0 ? { statusGenre: check.slice(0, slash), statusName: check.slice(slash + 1) } : { statusName: check };
}

function hostedFrom(answer: AzureRepository, mayAdminister: boolean): HostedRepository {
  return {
    owner: answer.project.name,
    name: answer.name,
    description: '',
    defaultBranch: branchOf(answer.defaultBranch),
    archived: answer.isDisabled,
    private: answer.project.visibility !== 'public',
    mayAdminister,
  };
}
