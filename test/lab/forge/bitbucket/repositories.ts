import { json } from '../answer';
import { param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type RepositoryRecord } from '../state';
import { onRepository, paged, route } from './call';
import { questionOf } from './query';
import { branchView, commitView, projectKey, repositoryView, userView } from './views';

/** Who asks, workspaces, repositories, branches and commits. */
export const repositoryRoutes: readonly Route[] = [
  route('GET', '/user', (call) => json(200, userView(signedIn(call)))),
  route('GET', '/workspaces/:workspace', (call) => {
    const { name, fullName } = workspaceOf(call);
    return json(200, { type: 'workspace', slug: name, name: fullName });
  }),
  route('GET', '/repositories/:workspace', list),
  onRepository('GET', '', 'read', ({ forge, repository }) => json(200, repositoryView(forge, repository))),
  onRepository('GET', '/refs/branches', 'read', async (call) => {
    const isAsked = questionOf(call.query.get('q'));
    const all = await call.forge.branches.list(call.repository);
    const found = all.filter(({ name }) => isAsked({ name }));
    return paged(call, found, (branch) => branchView(call.repository, branch));
  }),
  onRepository('GET', '/refs/branches/*', 'read', async (call) => {
    const branch = await call.forge.branches.find(call.repository, param(call, '*'));
    if (!branch) throw Refusal.notFound('No such branch');
    return json(200, branchView(call.repository, branch));
  }),
  onRepository('GET', '/commit/:commit', 'read', async (call) => {
    const [found] = await call.forge.branches.between(call.repository, undefined, await commitNamed(call));
    if (!found) throw Refusal.notFound('Commit not found');
    return json(200, commitView(found));
  }),
  onRepository('GET', '/commits', 'read', async (call) => {
    const from = await resolved(call, call.query.get('include') ?? call.repository.defaultBranch);
    return paged(call, await call.forge.branches.between(call.repository, undefined, from), commitView);
  }),
  onRepository('GET', '/commits/:commit', 'read', async (call) => {
    const head = await commitNamed(call);
    const exclude = call.query.get('exclude');
    const base = exclude === null ? undefined : await resolved(call, exclude);
    return paged(call, await call.forge.branches.between(call.repository, base, head), commitView);
  }),
];

function workspaceOf(call: Call) {
  const account = call.forge.accounts.find(param(call, 'workspace'));
  if (!account) throw Refusal.notFound('No workspace with identifier');
  return account;
}

/** The commit that an address names. */
export function commitNamed(call: RepositoryCall): Promise<string> {
  return resolved(call, param(call, 'commit'));
}

async function resolved(call: RepositoryCall, name: string): Promise<string> {
  const commit = await call.forge.branches.resolve(call.repository, name);
  if (commit === undefined) throw Refusal.notFound('Commit not found');
  return commit;
}

const roles = { member: 'read', contributor: 'write', admin: 'admin' } as const;

function list(call: Call) {
  const owner = workspaceOf(call);
  const { account, query, forge } = call;
  const role = query.get('role') as keyof typeof roles | null;
  const isAsked = questionOf(query.get('q'));
  const fields = ({ fullName, topics }: RepositoryRecord) => ({
    full_name: fullName,
    'project.key': projectKey(topics[0] ?? ''),
  });
  const found = readable(call).filter(
    (one) =>
      one.owner.id === owner.id &&
      (role === null || (account && atLeast(accessOf(account, one), roles[role]))) &&
      isAsked(fields(one)),
  );
  return paged(call, found, (one) => repositoryView(forge, one));
}
