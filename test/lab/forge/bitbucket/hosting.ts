import { z } from 'zod';
import { json, type Answer } from '../answer';
import { bodyOf, param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { protect } from '../protection';
import { Refusal } from '../refusal';
import type { HookRecord, ProtectionRecord } from '../state';
import type { HookEvent, ProtectionOptions } from '../types';
import { onRepository, paged, route } from './call';
import { hookView, repositoryView, userView, uuidOf } from './views';

/** Setting up: repositories, hooks, branch restrictions. */
export const hostingRoutes: readonly Route[] = [
  route('POST', '/repositories/:workspace/:repo', create),
  onRepository('PUT', '', 'admin', edit),
  onRepository('GET', '/hooks', 'admin', (call) =>
    paged(call, call.forge.webhooks.of(call.repository), (hook) => hookView(hook, toldOf(hook))),
  ),
  onRepository('POST', '/hooks', 'admin', addHook),
  onRepository('GET', '/branch-restrictions', 'admin', (call) =>
    paged(
      call,
      call.repository.protections.flatMap((rule) => restrictionsOf(call, rule)),
      (one) => one,
    ),
  ),
  onRepository('POST', '/branch-restrictions', 'admin', addRestriction),
];

const newRepository = z.object({
  description: z.string().optional(),
  is_private: z.boolean().optional(),
  mainbranch: z.object({ name: z.string() }).optional(),
});

async function create(call: Call): Promise<Answer> {
  const by = signedIn(call);
  const { description, is_private: isPrivate, mainbranch } = await bodyOf(call, newRepository);
  const owner = call.forge.accounts.find(param(call, 'workspace'));
  if (!owner) throw Refusal.notFound('No workspace with identifier');
  if (owner.id !== by.id && by.access !== 'admin') throw new Refusal(403, 'Forbidden');
  const wanted = {
    private: isPrivate ?? true,
    ...(description === undefined ? {} : { description }),
    ...(mainbranch === undefined ? {} : { defaultBranch: mainbranch.name }),
  };
  const made = await call.forge.repositories
    .create(`${owner.name}/${param(call, 'repo')}`, wanted)
    .catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal(
        400,
        error.status === 409 ? 'Repository with this Slug and Owner already exists.' : 'Invalid slug',
      );
    });
  return json(200, repositoryView(call.forge, made));
}

async function edit(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { description, mainbranch } = await bodyOf(call, newRepository);
  if (description !== undefined) repository.description = description;
  if (mainbranch) {
    const refs = await forge.branches.refs(repository);
    if (!refs.has(`refs/heads/${mainbranch.name}`)) throw new Refusal(400, 'Invalid main branch');
    repository.defaultBranch = mainbranch.name;
  }
  return json(200, repositoryView(forge, repository));
}

/** Which of theirs stand for each of ours. */
const events: Readonly<Record<HookEvent, readonly string[]>> = {
  push: ['repo:push'],
  pull_request: ['pullrequest:created', 'pullrequest:updated', 'pullrequest:fulfilled', 'pullrequest:rejected'],
  status: ['repo:commit_status_created', 'repo:commit_status_updated'],
};

function toldOf({ events: told }: HookRecord): readonly string[] {
  return told.flatMap((event) => events[event]);
}

const newHook = z.object({
  url: z.url(),
  active: z.boolean(),
  secret: z.string().optional(),
  events: z.array(z.string()),
});

async function addHook(call: RepositoryCall): Promise<Answer> {
  const { url, active, secret = '', events: told } = await bodyOf(call, newHook);
  const meant = (['push', 'pull_request', 'status'] as const).filter((event) =>
    events[event].every((one) => told.includes(one)),
  );
  const scope = { repository: call.repository.fullName };
  const added = call.forge.webhooks.add(scope, { url, secret, events: meant, active });
  return json(201, hookView(added, toldOf(added)));
}

/** Kinds of which one was said by itself; nothing: the rule was made as a whole. */
const saidKinds = new WeakMap<ProtectionRecord, ReadonlySet<string>>();

function restrictionsOf({ forge }: RepositoryCall, rule: ProtectionRecord): readonly object[] {
  const people = (names: readonly string[]) =>
    names.flatMap((name) => {
      const account = forge.accounts.find(name);
      return account ? [userView(account)] : [{ type: 'user', uuid: uuidOf(0), nickname: name, display_name: name }];
    });
  const { requiredContexts, requiredApprovals, pushers, mergers } = rule;
  const said = saidKinds.get(rule);
  const all = [
    { kind: 'enforce_merge_checks' },
    { kind: 'force' },
    { kind: 'delete' },
    { kind: 'push', users: people(pushers), groups: [] },
    ...(requiredContexts.length > 0 ? [{ kind: 'require_passing_builds_to_merge', value: 1 }] : []),
    ...(requiredApprovals > 0 ? [{ kind: 'require_approvals_to_merge', value: requiredApprovals }] : []),
    ...(rule.demandsMore ? [{ kind: 'require_tasks_to_be_completed' }] : []),
    ...(mergers ? [{ kind: 'restrict_merges', users: people(mergers), groups: [] }] : []),
  ];
  const shown = all.filter(({ kind }) => !said || said.has(kind));
  const common = { type: 'branchrestriction', branch_match_kind: 'glob', pattern: rule.pattern };
  return shown.map((one, index) => ({ ...common, id: index + 1, ...one }));
}

const newRestriction = z.object({
  kind: z.string(),
  pattern: z.string(),
  branch_match_kind: z.literal('glob'),
  value: z.number().optional(),
  users: z.array(z.unknown()).optional(),
});

async function addRestriction(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { kind, pattern, value = 1 } = await bodyOf(call, newRestriction);
  const held = repository.protections.find((rule) => rule.pattern === pattern);
  const said = held && saidKinds.get(held);
  if (held && (!said || said.has(kind))) throw new Refusal(409, 'A rule of this kind is there already.');
  const options: ProtectionOptions = {
    pushers: [],
    requiredContexts: kind === 'require_passing_builds_to_merge' ? ['**'] : (held?.requiredContexts ?? []),
    requiredApprovals: kind === 'require_approvals_to_merge' ? value : (held?.requiredApprovals ?? 0),
    ...(held?.mergers && { mergers: held.mergers }),
  };
  const rule = protect(repository, pattern, forge.now(), options);
  saidKinds.set(rule, new Set([...(said ?? []), kind]));
  const [made] = restrictionsOf(call, rule).filter((one) => 'kind' in one && one.kind === kind);
  return json(201, made);
}
