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
import { unlessHidden } from '../http/found';
import type { ClientOptions, Transport } from '../http/transport';
import type { ForgeIdentity, RepositoryRef } from '../types';
import { at, branchOf, listAt, part, refOf } from './address';
import * as answers from './answers';
import { minimumOf, refOfRepository } from './convert';
import { allOf, firstOf } from './pages';
import { isAbout } from './patterns';
import {
  isForAll,
  isOfPushes,
  readMay,
  readModel,
  readRequiredBuilds,
  readRestrictions,
  readSettings,
  requiredApprovals,
  requiredChecks,
} from './rules';
import { readSelf } from './self';
import { dataCenterTransport } from './transport';

/** Its events by ours: of what commits are said to be it tells nothing. Source: Bitbucket Data Center docs, "Event payload". */
const eventsOf: Readonly<Record<WebhookEvent, readonly string[]>> = {
  push: ['repo:refs_changed'],
  pull_request: ['pr:opened', 'pr:modified', 'pr:from_ref_updated', 'pr:merged', 'pr:declined'],
  status: [],
};

/** Setting up on Bitbucket Data Center. Source: its REST API, "Project", "Repository", "Permission Management". */
export class DataCenterHosting implements ForgeHosting {
  readonly identity: ForgeIdentity;
  private readonly transport: Transport;
  private readonly api: Api;

  constructor(options: ClientOptions) {
    this.identity = options.identity;
    this.transport = dataCenterTransport(options);
    this.api = new Api(this.transport, 'action');
  }

  /** A person's own project is called by their name, with a tilde before it, and is there with the first repository in it. */
  async owner(name: string, signal: AbortSignal): Promise<OwnerKind | undefined> {
    if (name.startsWith('~')) {
      const self = await readSelf(this.api, this.transport, signal);
      if (self.toLowerCase() === name.slice(1).toLowerCase()) return 'self';
    }
    const where = { path: `/api/latest/projects/${part(name)}`, subject: name };
    const found = await unlessHidden(this.api.get(answers.project, where, signal));
    return found && (found.type === 'PERSONAL' ? 'person' : 'organisation');
  }

  async find(repository: RepositoryRef, signal: AbortSignal): Promise<HostedRepository | undefined> {
    const found = await unlessHidden(this.api.get(answers.repository, at(repository), signal));
    if (!found) return undefined;
    const administered = await readMay(this.api, repository.owner, 'REPO_ADMIN', signal);
    const branch =
      found.defaultBranch ||
      (await unlessHidden(this.api.get(answers.defaultBranch, at(repository, '/default-branch'), signal)))?.id;
    const key = `${found.project.key}/${found.slug}`.toLowerCase();
    return hostedFrom({ ...found, defaultBranch: branch ?? '' }, administered.has(key));
  }

  /** Its address is made of its name: one that would not be the same is none. */
  async create(
    _owner: OwnerKind,
    repository: RepositoryRef,
    { description, defaultBranch, private: isPrivate }: NewRepository,
    signal: AbortSignal,
  ): Promise<HostedRepository> {
    const { owner, name } = repository;
    if (!/^[a-z0-9][\w.-]*$/i.test(name)) throw ForgeError.badName(name);
    const where = { path: `/api/latest/projects/${part(owner)}/repos`, subject: at(repository).subject };
    const body = { name, scmId: 'git', description, defaultBranch, public: !isPrivate };
    const made = await this.api.write(answers.repository, { ...where, method: 'POST', body }, signal);
    return hostedFrom({ ...made, defaultBranch: made.defaultBranch || defaultBranch }, true);
  }

  async hasTakenUp(repository: RepositoryRef, signal: AbortSignal): Promise<boolean> {
    const first = listAt(repository, '/branches', { limit: 1 });
    return (await firstOf(this.api, answers.branch, first, signal)).entries.length > 0;
  }

  async setDefaultBranch(repository: RepositoryRef, name: string, signal: AbortSignal): Promise<void> {
    const change = { ...at(repository, '/default-branch'), method: 'PUT', body: { id: refOf(name) } } as const;
    await this.api.write(z.unknown(), change, signal);
  }

  async webhooks(repository: RepositoryRef, signal: AbortSignal): Promise<readonly FoundWebhook[]> {
    const found = await allOf(this.api, answers.hook, at(repository, '/webhooks'), signal);
    return found.map(({ url, events, active, sslVerificationRequired }) => ({
      url,
      events: (['push', 'pull_request', 'status'] as const).filter((event) =>
        eventsOf[event].every((one) => events?.includes(one)),
      ),
      active,
      isUsual: sslVerificationRequired !== false,
    }));
  }

  async addWebhook(
    repository: RepositoryRef,
    { url, events, active }: Webhook,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const configuration = secret === undefined ? {} : { secret };
    const said = { name: 'Branchline', url, active, configuration, sslVerificationRequired: true };
    const body = { ...said, events: events.flatMap((event) => eventsOf[event]) };
    await this.api.write(z.unknown(), { ...at(repository, '/webhooks'), method: 'POST', body }, signal);
  }

  async protection(repository: RepositoryRef, branch: string, signal: AbortSignal): Promise<Protection | undefined> {
    const [restrictions, builds, settings] = await Promise.all([
      readRestrictions(this.api, repository, signal),
      readRequiredBuilds(this.api, repository, signal),
      readSettings(this.api, repository, signal),
    ]);
    const model = await readModel(this.api, repository, [restrictions, builds, []], signal);
    const meant = restrictions.filter(({ matcher }) => isAbout(matcher, branch, model));
    const checks = requiredChecks({ builds, settings, model }, branch);
    if (meant.length === 0 && checks.length === 0) return undefined;
    const ofAll = meant.filter(isForAll);
    const has = (type: string) => ofAll.some((one) => one.type === type || one.type === 'read-only');
    return {
      pullRequestsOnly: ofAll.some(isOfPushes),
      mayForcePush: !has('fast-forward-only'),
      mayDelete: !has('no-deletes'),
      requiredChecks: checks,
      requiredApprovals: requiredApprovals({ settings }, branch),
    };
  }

  /**
   * Approvals are asked for in the repository as a whole, and never fewer than before; all rules of the branch come at once and
   * last, so that one that is closed is protected as a whole.
   */
  async protect(repository: RepositoryRef, branch: string, wanted: Protection, signal: AbortSignal): Promise<void> {
    if (await this.protection(repository, branch, signal)) throw ForgeError.headMoved(at(repository).subject);
    const matcher = { id: refOf(branch), type: { id: 'BRANCH' } };
    if (wanted.requiredChecks.length > 0) {
      const where = at(repository, '/condition', 'required-builds');
      const body = { buildParentKeys: wanted.requiredChecks, refMatcher: matcher };
      await this.api.write(z.unknown(), { ...where, method: 'POST', body }, signal);
    }
    const { requiredApprovers } = await readSettings(this.api, repository, signal);
    if (wanted.requiredApprovals > minimumOf(requiredApprovers)) {
      const body = { requiredApprovers: { enabled: true, count: String(wanted.requiredApprovals) } };
      const where = at(repository, '/settings/pull-requests');
      await this.api.write(z.unknown(), { ...where, method: 'POST', body }, signal);
    }
    const types = [
      ...(wanted.mayForcePush ? [] : ['fast-forward-only']),
      ...(wanted.mayDelete ? [] : ['no-deletes']),
      ...(wanted.pullRequestsOnly ? ['pull-request-only'] : []),
    ];
    if (types.length === 0) return;
    const body = types.map((type) => ({ type, matcher, userSlugs: [], groupNames: [] }));
    const contentType = 'application/vnd.atl.bitbucket.bulk+json';
    const where = at(repository, '/restrictions', 'branch-permissions');
    await this.api.write(z.unknown(), { ...where, method: 'POST', body, contentType }, signal);
  }
}

function hostedFrom(answer: answers.DataCenterRepository, mayAdminister: boolean): HostedRepository {
  return {
    ...refOfRepository(answer),
    description: answer.description,
    defaultBranch: branchOf(answer.defaultBranch) ?? answer.defaultBranch,
    archived: answer.archived,
    private: !answer.public,
    mayAdminister,
  };
}
