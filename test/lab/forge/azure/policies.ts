import type { PolicyConfiguration } from 'azure-devops-node-api/interfaces/PolicyInterfaces';
import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type Call, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { mayMerge, mayPush, protect, protectionOf } from '../protection';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type AccountRecord, type RepositoryRecord } from '../state';
import { continued, guid, listed, route, skipped } from './call';
import { evaluations } from './evaluations';
import { policiesOf, policyTypes as types, strategyOf } from './policyViews';
import type { Wire } from './published';

/** Policies, which protections are here, and what whoever asks may do. */
export const policyRoutes: readonly Route[] = [
  route('GET', '/:project/_apis/policy/configurations', (call) => {
    const [shown, headers] = continued(call, configurations(call), 100);
    return listed(shown, headers);
  }),
  route('POST', '/:project/_apis/policy/configurations', addPolicy),
  route('GET', '/:project/_apis/policy/evaluations', async (call) => listed(skipped(call, await evaluations(call)))),
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

const newPolicy = z.object({
  type: z.object({ id: z.string() }),
  settings: z.object({
    minimumApproverCount: z.number().optional(),
    statusGenre: z.string().optional(),
    statusName: z.string().optional(),
    invalidateOnSourceUpdate: z.boolean().optional(),
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
    resetsStatuses: settings.invalidateOnSourceUpdate ?? held?.resetsStatuses ?? false,
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
