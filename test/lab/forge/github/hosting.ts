import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { protect, protectionOf } from '../protection';
import { Refusal } from '../refusal';
import { administered, Invalid, onRepository, paged, route } from './call';
import { hookView, protectionView, userView, wholeRepositoryView } from './views';

/** Setting up: repositories, hooks, protected branches. */
export const hostingRoutes: readonly Route[] = [
  route('POST', '/user/repos', (call) => create(call, signedIn(call).name)),
  route('POST', '/orgs/:org/repos', (call) => {
    const owner = call.forge.accounts.find(param(call, 'org'));
    if (owner?.kind !== 'organisation') throw Refusal.notFound('Not Found');
    if (signedIn(call).access !== 'admin')
      throw new Refusal(403, 'You need admin access to the organization before adding a repository to it.');
    return create(call, owner.name);
  }),
  onRepository('PATCH', '', 'read', edit),
  onRepository('GET', '/hooks', 'read', (call) => {
    administered(call);
    return paged(call, call.forge.webhooks.of(call.repository), hookView);
  }),
  onRepository('POST', '/hooks', 'read', addHook),
  onRepository('GET', '/branches/:branch/protection', 'read', (call) => {
    administered(call);
    const rule = protectionOf(call.repository, param(call, 'branch'));
    if (!rule) throw Refusal.notFound('Branch not protected');
    return json(200, protectionView(rule));
  }),
  onRepository('PUT', '/branches/:branch/protection', 'read', protectBranch),
  onRepository('GET', '/branches/:branch/protection/restrictions', 'read', (call) => {
    administered(call);
    const rule = protectionOf(call.repository, param(call, 'branch'));
    if (!rule?.mergers) throw Refusal.notFound('Push restrictions not enabled');
    const people = rule.mergers.flatMap((name) => call.forge.accounts.find(name) ?? []);
    return json(200, { users: people.map(userView), teams: [], apps: [] });
  }),
];

const newRepository = z.object({
  name: z.string(),
  description: z.string().optional(),
  private: z.boolean().default(false),
});

/** What cannot be part of a name becomes a hyphen. */
async function create(call: Call, owner: string) {
  const { name, description, private: isPrivate } = await bodyOf(call, newRepository);
  const wanted = { private: isPrivate, ...(description === undefined ? {} : { description }) };
  const full = `${owner}/${name.replaceAll(/[^\w.-]/g, '-')}` as const;
  const made = await call.forge.repositories.create(full, wanted).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    const about = { resource: 'Repository', code: 'custom', field: 'name' };
    throw new Invalid([{ ...about, message: 'name already exists on this account' }], 'Repository creation failed.');
  });
  return json(201, wholeRepositoryView(call.forge, made, call.account));
}

async function edit(call: RepositoryCall) {
  administered(call);
  const { default_branch: branch } = await bodyOf(call, z.object({ default_branch: z.string() }));
  if (!(await call.forge.branches.refs(call.repository)).has(`refs/heads/${branch}`)) {
    throw new Invalid([{ resource: 'Repository', code: 'invalid', field: 'default_branch' }]);
  }
  call.repository.defaultBranch = branch;
  return json(200, wholeRepositoryView(call.forge, call.repository, call.account));
}

const newHook = z.object({
  config: z.object({ url: z.url(), secret: z.string().default('') }),
  events: z.array(z.enum(['push', 'pull_request', 'status'])).default(['push']),
  active: z.boolean().default(true),
});

async function addHook(call: RepositoryCall) {
  administered(call);
  const { config, events, active } = await bodyOf(call, newHook);
  const scope = { repository: call.repository.fullName };
  return json(201, hookView(call.forge.webhooks.add(scope, { ...config, events, active })));
}

const newProtection = z.object({
  required_status_checks: z.object({ contexts: z.array(z.string()) }).nullable(),
  required_pull_request_reviews: z.object({ required_approving_review_count: z.number() }).nullable(),
});

/** What was there is written over. */
async function protectBranch(call: RepositoryCall) {
  administered(call);
  const { forge, repository } = call;
  const branch = param(call, 'branch');
  if (!(await forge.branches.refs(repository)).has(`refs/heads/${branch}`)) throw Refusal.notFound('Branch not found');
  const wanted = await bodyOf(call, newProtection);
  const rule = protect(repository, branch, forge.now(), {
    requiredContexts: wanted.required_status_checks?.contexts ?? [],
    requiredApprovals: wanted.required_pull_request_reviews?.required_approving_review_count ?? 0,
  });
  return json(200, protectionView(rule));
}
