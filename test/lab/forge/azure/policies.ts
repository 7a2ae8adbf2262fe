import type { PolicyConfiguration } from 'azure-devops-node-api/interfaces/PolicyInterfaces';
import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type Call, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { mayMerge, mayPush, protect, protectionOf } from '../protection';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type AccountRecord, type ProtectionRecord, type RepositoryRecord } from '../state';
import { continued, guid, listed, route } from './call';
import type { Wire } from './published';

/** Source: Azure DevOps REST API, "Policy types". */
const types = {
  approvals: ['fa4e907d-c16b-4a4c-9dfa-4906e5d171dd', 'Minimum number of reviewers'],
  status: ['cbdc66da-9728-4af8-aada-9a5a32e4a226', 'Status'],
  comments: ['c6a1889d-b943-4856-b76f-9e46bb6b0df2', 'Comment requirements'],
  strategy: ['fa4e907d-c16b-4a4c-9dfa-4916e5d171ab', 'Require a merge strategy'],
} as const;

/** Policies, which protections are here, and what whoever asks may do. */
export const policyRoutes: readonly Route[] = [
  route('GET', '/:project/_apis/policy/configurations', (call) => {
    const [shown, headers] = continued(call, configurations(call), 100);
    return listed(shown, headers);
  }),
  route('POST', '/:project/_apis/policy/configurations', addPolicy),
  route('GET', '/:project/_apis/policy/evaluations', () => listed([])),
  route('POST', '/_apis/security/permissionevaluationbatch', evaluate),
];

function ofProject(call: Call): readonly RepositoryRecord[] {
  const owner = call.forge.accounts.find(param(call, 'project'));
  if (!owner) throw Refusal.notFound(`TF200016: The following project does not exist: ${param(call, 'project')}.`);
  return readable(call).filter((repository) => repository.owner.id === owner.id);
}

function configurations(call: Call): readonly Wire<PolicyConfiguration>[] {
  return ofProject(call).flatMap((repository) => [
    ...repository.protections.flatMap((rule) => policiesOf(repository, rule)),
    ...strategyOf(repository),
  ]);
}

function policy(kind: keyof typeof types, settings: object): Wire<PolicyConfiguration> {
  const [id, displayName] = types[kind];
  return { id: 1, isEnabled: true, isBlocking: true, isDeleted: false, type: { id, displayName }, settings };
}

/** A pattern is a name, or the beginning of one. */
function scopeOf(repository: RepositoryRecord, pattern: string): object {
  const star = pattern.indexOf('*');
  const refName = `refs/heads/${star < 0 ? pattern : pattern.slice(0, star)}`;
  return { repositoryId: guid('repository', repository.id), refName, matchKind: star < 0 ? 'Exact' : 'Prefix' };
}

function policiesOf(repository: RepositoryRecord, rule: ProtectionRecord): readonly Wire<PolicyConfiguration>[] {
  const scope = [scopeOf(repository, rule.pattern)];
  const demands = [
    ...rule.requiredContexts.map((context) => {
      const slash = context.lastIndexOf('/');
      const statusGenre = slash < 0 ? null : context.slice(0, slash);
      return policy('status', { statusGenre, statusName: context.slice(slash + 1), scope });
    }),
    ...(rule.requiredApprovals > 0
      ? [policy('approvals', { minimumApproverCount: rule.requiredApprovals, creatorVoteCounts: false, scope })]
      : []),
  ];
  return demands.length > 0 ? demands : [policy('comments', { scope })];
}

/** Of the whole repository. */
function strategyOf(repository: RepositoryRecord): readonly Wire<PolicyConfiguration>[] {
  const { landing } = repository;
  if (landing.size === 3) return [];
  const scope = [{ repositoryId: guid('repository', repository.id), refName: null, matchKind: 'Prefix' }];
  const settings = {
    allowNoFastForward: landing.has('merge'),
    allowSquash: landing.has('squash'),
    allowRebase: landing.has('rebase'),
    allowRebaseMerge: false,
    scope,
  };
  return [policy('strategy', settings)];
}

const newPolicy = z.object({
  type: z.object({ id: z.string() }),
  settings: z.object({
    minimumApproverCount: z.number().optional(),
    statusGenre: z.string().optional(),
    statusName: z.string().optional(),
    scope: z.tuple([z.object({ repositoryId: z.string(), refName: z.string() })]),
  }),
});

/** Each adds its demand to what the branch has already. */
async function addPolicy(call: Call) {
  const by = signedIn(call);
  const { type, settings } = await bodyOf(call, newPolicy);
  const [{ repositoryId, refName }] = settings.scope;
  const repository = ofProject(call).find(({ id }) => guid('repository', id) === repositoryId);
  if (!repository) throw Refusal.notFound('TF401019: The Git repository does not exist.');
  if (!atLeast(accessOf(by, repository), 'admin'))
    throw new Refusal(403, 'TF402457: You need the permission "Edit policies".');
  const branch = refName.replace('refs/heads/', '');
  const held = repository.protections.find(({ pattern }) => pattern === branch);
  const { statusGenre: genre = '', statusName: name = '', minimumApproverCount: approvals } = settings;
  const isStatus = type.id === types.status[0];
  protect(repository, branch, call.forge.now(), {
    requiredContexts: [
      ...(held?.requiredContexts ?? []),
      ...(isStatus ? [genre === '' ? name : `${genre}/${name}`] : []),
    ],
    requiredApprovals: approvals ?? held?.requiredApprovals ?? 0,
  });
  return json(200, { id: 1, isEnabled: true, isBlocking: true, type, settings });
}

const asked = z.object({
  evaluations: z.array(z.object({ securityNamespaceId: z.string(), token: z.string(), permissions: z.number() })),
});

async function evaluate(call: Call) {
  const { evaluations } = await bodyOf(call, asked);
  const by = signedIn(call);
  return json(200, {
    evaluations: evaluations.map((one) => ({ ...one, value: mayDo(call, by, one.token, one.permissions) })),
  });
}

const bits = { contribute: 4, bypass: 128 } as const;

/** Source: Azure DevOps docs, "Security namespace and permission reference", "Tokens". */
function mayDo({ forge }: Call, by: AccountRecord, token: string, permission: number): boolean {
  const [, , id = '', , , ...encoded] = token.split('/').filter(Boolean);
  const repository = forge.repositories.all().find((one) => guid('repository', one.id) === id);
  if (!repository || repository.archived) return false;
  const branch = encoded.map((part) => Buffer.from(part, 'hex').toString('utf16le')).join('/');
  if (permission === bits.contribute) {
    return branch === '' ? atLeast(accessOf(by, repository), 'write') : mayMerge(by, repository, branch);
  }
  if (permission === bits.bypass)
    return protectionOf(repository, branch) !== undefined && mayPush(by, repository, branch);
  return atLeast(accessOf(by, repository), 'admin');
}
