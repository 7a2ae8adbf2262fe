import type { ExpandedHookSchema, ProtectedBranchSchema } from '@gitbeaker/rest';
import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { protect } from '../protection';
import { Refusal } from '../refusal';
import type { HookRecord, ProtectionRecord, RepositoryRecord } from '../state';
import { onProject, paged, route } from './call';
import type { Published } from './published';
import { projectView } from './views';

/** Setting up: projects, hooks, protected branches, approval rules. */
export const hostingRoutes: readonly Route[] = [
  route('POST', '/projects', create),
  onProject('PUT', '', 'admin', edit),
  onProject('GET', '/hooks', 'admin', (call) => paged(call, call.forge.webhooks.of(call.repository), hookView)),
  onProject('POST', '/hooks', 'admin', addHook),
  onProject('GET', '/protected_branches', 'admin', (call) =>
    paged(call, call.repository.protections, (rule) => protectedView(call, rule)),
  ),
  onProject('POST', '/protected_branches', 'admin', addProtection),
  onProject('GET', '/approval_rules', 'read', (call) =>
    json(
      200,
      call.repository.protections
        .filter(({ requiredApprovals }) => requiredApprovals > 0)
        .map((rule, index) => approvalView(call.repository, rule, index + 1)),
    ),
  ),
  onProject('POST', '/approval_rules', 'admin', addApprovals),
];

const newProject = z.object({
  name: z.string(),
  namespace_id: z.number().optional(),
  description: z.string().optional(),
  default_branch: z.string().optional(),
  visibility: z.enum(['private', 'internal', 'public']).optional(),
});

async function create(call: Call) {
  const by = signedIn(call);
  const {
    name,
    namespace_id: id,
    description,
    default_branch,
    visibility = 'private',
  } = await bodyOf(call, newProject);
  const owner = id === undefined ? by : call.forge.accounts.numbered(id);
  if (!owner) throw Refusal.notFound('404 Namespace Not Found');
  if (owner.id !== by.id && by.access !== 'admin') throw new Refusal(403, '403 Forbidden');
  const wanted = {
    private: visibility !== 'public',
    ...(description === undefined ? {} : { description }),
    ...(default_branch === undefined ? {} : { defaultBranch: default_branch }),
  };
  const created = await call.forge.repositories.create(`${owner.name}/${name}`, wanted).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    throw error.status === 409
      ? new Refusal(400, 'name has already been taken')
      : new Refusal(400, 'path can contain only letters, digits, "_", "-" and "."');
  });
  return json(201, projectView(call.forge, created, call.account));
}

const edited = z.object({
  default_branch: z.string().optional(),
  description: z.string().optional(),
  only_allow_merge_if_pipeline_succeeds: z.boolean().optional(),
});

/** That the pipeline has to succeed holds for all branches: it is kept as a rule that no branch has the name of. */
async function edit(call: RepositoryCall) {
  const { forge, repository } = call;
  const {
    default_branch: branch,
    description,
    only_allow_merge_if_pipeline_succeeds: waits,
  } = await bodyOf(call, edited);
  if (branch !== undefined) {
    if (!(await forge.branches.refs(repository)).has(`refs/heads/${branch}`)) throw new Refusal(400, '400 Bad request');
    repository.defaultBranch = branch;
  }
  if (description !== undefined) repository.description = description;
  if (waits === true) repository.waitsForPipeline = true;
  return json(200, projectView(forge, repository, call.account));
}

const newHook = z.object({
  url: z.string(),
  token: z.string().optional(),
  push_events: z.boolean().optional(),
  merge_requests_events: z.boolean().optional(),
  pipeline_events: z.boolean().optional(),
});

async function addHook(call: RepositoryCall) {
  const hook = await bodyOf(call, newHook);
  const added = call.forge.webhooks.add(
    { repository: call.repository.fullName },
    {
      url: hook.url,
      secret: hook.token ?? '',
      events: [
        ...((hook.push_events ?? true) ? (['push'] as const) : []),
        ...((hook.merge_requests_events ?? false) ? (['pull_request'] as const) : []),
        ...((hook.pipeline_events ?? false) ? (['status'] as const) : []),
      ],
      active: true,
    },
  );
  return json(201, hookView(added));
}

/** `alert_status`: GitLab 15.2. */
function hookView({ id, url, events, createdAt }: HookRecord): Published<ExpandedHookSchema, { alert_status: string }> {
  return {
    id,
    url,
    push_events: events.includes('push'),
    merge_requests_events: events.includes('pull_request'),
    pipeline_events: events.includes('status'),
    enable_ssl_verification: true,
    alert_status: 'executable',
    created_at: createdAt.toISOString(),
  };
}

/** Source: GitLab REST API, "Protected branches": levels by role, or by a person who is named. */
function protectedView(
  { forge }: Call,
  rule: ProtectionRecord,
): Published<ProtectedBranchSchema, { push_access_levels: object; merge_access_levels: object }> {
  const named = (names: readonly string[]) =>
    names.map((name) => ({
      access_level: 40,
      access_level_description: name,
      user_id: forge.accounts.find(name)?.id ?? null,
      group_id: null,
    }));
  const role = (access_level: number, access_level_description: string) => ({
    access_level,
    access_level_description,
    user_id: null,
    group_id: null,
  });
  return {
    id: 1,
    name: rule.pattern,
    push_access_levels: rule.pushers.length > 0 ? named(rule.pushers) : [role(0, 'No one')],
    merge_access_levels: rule.mergers ? named(rule.mergers) : [role(30, 'Developers + Maintainers')],
    allow_force_push: false,
    code_owner_approval_required: false,
  };
}

const newProtection = z.object({ name: z.string(), push_access_level: z.number().optional() });

async function addProtection(call: RepositoryCall) {
  const { repository, forge } = call;
  const { name } = await bodyOf(call, newProtection);
  if (repository.protections.some(({ pattern }) => pattern === name)) {
    throw new Refusal(409, `Protected branch '${name}' already exists`);
  }
  const options = {
    requiredApprovals: repository.asksForApprovals ?? 0,
    requiredContexts: repository.waitsForPipeline === true ? ['**'] : [],
  };
  return json(201, protectedView(call, protect(repository, name, forge.now(), options)));
}

const newRule = z.object({ name: z.string(), approvals_required: z.number() });

async function addApprovals(call: RepositoryCall) {
  const { approvals_required: count } = await bodyOf(call, newRule);
  call.repository.asksForApprovals = count;
  return json(201, { id: 1, name: 'Any approver', rule_type: 'any_approver', approvals_required: count });
}

function approvalView({ protections }: RepositoryRecord, rule: ProtectionRecord, id: number): object {
  return {
    id,
    name: `Rule ${id} of ${protections.length}`,
    rule_type: 'regular',
    approvals_required: rule.requiredApprovals,
    protected_branches: [{ id, name: rule.pattern }],
  };
}
