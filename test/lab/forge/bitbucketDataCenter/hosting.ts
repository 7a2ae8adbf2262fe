import { z } from 'zod';
import { json, type Answer } from '../answer';
import { bodyOf, param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { protect } from '../protection';
import { Refusal } from '../refusal';
import type { HookRecord, ProtectionRecord, RepositoryRecord } from '../state';
import type { HookEvent, ProtectionOptions } from '../types';
import { mayNot, onRepository, paged, route, Thrown } from './call';
import { strategies } from './pullRequests';
import { hookView, repositoryView, userView } from './views';

/** Setting up: repositories, hooks, what branches are protected by, and how pull requests land. */
export const hostingRoutes: readonly Route[] = [
  route('POST', '/api/latest/projects/:project/repos', create),
  onRepository('GET', '/webhooks', 'admin', (call) =>
    paged(call, call.forge.webhooks.of(call.repository), (hook) => hookView(hook, toldOf(hook))),
  ),
  onRepository('POST', '/webhooks', 'admin', addHook),
  onRepository('GET', '/settings/pull-requests', 'read', settings),
  onRepository('POST', '/settings/pull-requests', 'admin', async (call) => {
    const { requiredApprovers: wanted } = await bodyOf(call, changedSettings);
    call.repository.asksForApprovals = wanted.enabled ? Number(wanted.count) : 0;
    return settings(call);
  }),
  onRepository('GET', '/settings/auto-merge', 'read', () => json(200, { enabled: true, restrictionState: 'NONE' })),
  onRepository(
    'GET',
    '/restrictions',
    'admin',
    (call) => paged(call, restrictions(call), (one) => one),
    'branch-permissions',
  ),
  onRepository('POST', '/restrictions', 'admin', addRestrictions, 'branch-permissions'),
  onRepository('GET', '/conditions', 'read', (call) => paged(call, builds(call), (one) => one), 'required-builds'),
  onRepository('POST', '/condition', 'admin', addBuilds, 'required-builds'),
  onRepository('GET', '/conditions', 'read', (call) => json(200, conditions(call)), 'default-reviewers'),
  onRepository('GET', '/reviewers', 'read', () => json(200, []), 'default-reviewers'),
];

const newRepository = z.object({
  name: z.string().regex(/^[\w.-]+$/),
  description: z.string().optional(),
  defaultBranch: z.string().optional(),
  public: z.boolean().optional(),
});

async function create(call: Call): Promise<Answer> {
  const by = signedIn(call);
  const { name, description, defaultBranch, public: isPublic = false } = await bodyOf(call, newRepository);
  const owner = call.forge.accounts.find(param(call, 'project'));
  if (!owner) throw new Thrown(404, 'NoSuchProjectException', 'Project does not exist.');
  if (owner.id !== by.id && by.access !== 'admin') throw mayNot;
  const wanted = {
    private: !isPublic,
    ...(description !== undefined && { description }),
    ...(defaultBranch !== undefined && { defaultBranch }),
  };
  const made = await call.forge.repositories.create(`${owner.name}/${name}`, wanted).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    throw new Thrown(409, 'DuplicateRepositoryException', 'This repository URL is already taken.');
  });
  return json(201, repositoryView(call.forge, made));
}

/** Which of theirs stand for each of ours. */
const events: Readonly<Record<HookEvent, readonly string[]>> = {
  push: ['repo:refs_changed'],
  pull_request: ['pr:opened', 'pr:modified', 'pr:from_ref_updated', 'pr:merged', 'pr:declined'],
  status: [],
};

function toldOf({ events: told }: HookRecord): readonly string[] {
  return told.flatMap((event) => events[event]);
}

const newHook = z.object({
  url: z.url(),
  active: z.boolean(),
  configuration: z.object({ secret: z.string().optional() }).optional(),
  events: z.array(z.string()).min(1),
});

async function addHook(call: RepositoryCall): Promise<Answer> {
  const { url, active, configuration, events: told } = await bodyOf(call, newHook);
  const meant = (['push', 'pull_request'] as const).filter((event) => events[event].every((one) => told.includes(one)));
  const hook = { url, secret: configuration?.secret ?? '', events: meant, active };
  const added = call.forge.webhooks.add({ repository: call.repository.fullName }, hook);
  return json(200, hookView(added, toldOf(added)));
}

const changedSettings = z.object({ requiredApprovers: z.object({ enabled: z.boolean(), count: z.string() }) });

function settings({ repository }: RepositoryCall): Answer {
  const count = repository.asksForApprovals ?? 0;
  const all = (['merge', 'squash', 'rebase'] as const).map((style) => ({
    id: strategies[style],
    enabled: repository.landing.has(style),
  }));
  return json(200, {
    mergeConfig: { type: 'REPOSITORY', commitSummaries: 20, strategies: all },
    requiredAllApprovers: false,
    requiredAllTasksComplete: repository.protections.some(({ demandsMore }) => demandsMore),
    requiredApprovers: { enabled: count > 0, count: String(count) },
    requiredSuccessfulBuilds: { enabled: false, count: '0' },
  });
}

/** Rules of branches of which some were said one by one, and which; of others all stand as they are. */
const said = new WeakMap<ProtectionRecord, ReadonlySet<string>>();

function matcherOf({ pattern }: ProtectionRecord) {
  return pattern.includes('*')
    ? { id: pattern, displayId: pattern, type: { id: 'PATTERN', name: 'Pattern' } }
    : { id: `refs/heads/${pattern}`, displayId: pattern, type: { id: 'BRANCH', name: 'Branch' } };
}

function restrictions({ forge, repository }: RepositoryCall): readonly object[] {
  const people = (names: readonly string[]) => names.flatMap((name) => forge.accounts.find(name) ?? []).map(userView);
  const all = repository.protections.flatMap((rule) => {
    const { pushers, mergers } = rule;
    const types = [
      { type: 'fast-forward-only', users: [] },
      { type: 'no-deletes', users: [] },
      { type: 'pull-request-only', users: people(pushers) },
      ...(mergers ? [{ type: 'read-only', users: people(mergers) }] : []),
    ];
    const shown = types.filter(({ type }) => said.get(rule)?.has(type) ?? true);
    return shown.map((one) => ({ ...one, matcher: matcherOf(rule), groups: [], accessKeys: [] }));
  });
  return all.map((one, index) => ({ id: index + 1, scope: { type: 'REPOSITORY', resourceId: repository.id }, ...one }));
}

const anyRef = {
  id: 'ANY_REF_MATCHER_ID',
  displayId: 'ANY_REF_MATCHER_ID',
  type: { id: 'ANY_REF', name: 'Any branch' },
};

function builds({ repository }: RepositoryCall): readonly object[] {
  return repository.protections
    .filter(({ requiredContexts }) => requiredContexts.length > 0)
    .map((rule, index) => ({
      id: index + 1,
      buildParentKeys: rule.requiredContexts,
      refMatcher: matcherOf(rule),
      exemptRefMatcher: anyRef,
    }));
}

function conditions({ repository }: RepositoryCall): readonly object[] {
  return repository.protections
    .filter((rule) => rule.requiredApprovals > 0 && !said.has(rule))
    .map((rule, index) => ({
      id: index + 1,
      scope: { type: 'REPOSITORY', resourceId: repository.id },
      requiredApprovals: rule.requiredApprovals,
      reviewers: [],
      sourceRefMatcher: anyRef,
      targetRefMatcher: matcherOf(rule),
    }));
}

const matcher = z.object({ id: z.string(), type: z.object({ id: z.literal('BRANCH') }) });

function change(
  repository: RepositoryRecord,
  id: string,
  now: Date,
  types: readonly string[],
  more: ProtectionOptions,
) {
  const pattern = id.replace('refs/heads/', '');
  const held = repository.protections.find((rule) => rule.pattern === pattern);
  const before = held && { pushers: held.pushers, requiredContexts: held.requiredContexts };
  const approvals = repository.asksForApprovals ?? 0;
  const rule = protect(repository, pattern, now, { ...before, requiredApprovals: approvals, ...more });
  said.set(rule, new Set([...(held ? (said.get(held) ?? []) : []), ...types]));
}

async function addBuilds(call: RepositoryCall): Promise<Answer> {
  const wanted = z.object({ buildParentKeys: z.array(z.string()).min(1), refMatcher: matcher });
  const { buildParentKeys: requiredContexts, refMatcher } = await bodyOf(call, wanted);
  change(call.repository, refMatcher.id, call.forge.now(), [], { requiredContexts });
  return json(200, builds(call).at(-1));
}

async function addRestrictions(call: RepositoryCall): Promise<Answer> {
  const types = await bodyOf(call, z.array(z.object({ type: z.string(), matcher })).min(1));
  for (const one of types) change(call.repository, one.matcher.id, call.forge.now(), [one.type], {});
  return json(200, restrictions(call).at(-1));
}
