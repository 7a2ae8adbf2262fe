import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { Refusal } from '../refusal';
import type { AccountRecord } from '../state';
import { onProject, paged, route } from './call';
import { branchView, commitView, projectView, userView } from './views';

/** The server itself, accounts, groups, projects, branches and commits. */
export const projectRoutes: readonly Route[] = [
  route('GET', '/version', (call) => {
    signedIn(call);
    return json(200, { version: '18.5.1', revision: 'abcdef0' });
  }),
  { on: 'forge', method: 'POST', path: '/graphql', handle: graphql },
  route('GET', '/user', (call) => json(200, userView(signedIn(call)))),
  route('GET', '/groups/:group', (call) => {
    const { id, name, fullName } = named(call, 'group', 'organisation');
    return json(200, { id, name: fullName, path: name, full_path: name, visibility: 'public' });
  }),
  route('GET', '/groups/:group/projects', (call) =>
    // What whoever asks may do there is told for a single project, and in a person's list, alone.
    owned(call, named(call, 'group', 'organisation'), (view) => ({ ...view, permissions: undefined })),
  ),
  route('GET', '/users', (call) => {
    const found = call.forge.accounts.find(call.query.get('username') ?? '');
    return json(200, found?.kind === 'user' ? [userView(found)] : []);
  }),
  route('GET', '/users/:user/projects', (call) => owned(call, named(call, 'user', 'user'))),
  onProject('GET', '', 'read', ({ forge, repository, account }) => json(200, projectView(forge, repository, account))),
  onProject('GET', '/repository/branches/:branch', 'read', async (call) => {
    const { forge, repository } = call;
    const branch = await forge.branches.find(repository, param(call, 'branch'));
    if (!branch) throw Refusal.notFound('404 Branch Not Found');
    return json(200, branchView(forge, repository, branch, call.account));
  }),
  onProject('GET', '/repository/commits', 'read', commits),
  onProject('GET', '/repository/commits/:sha', 'read', async (call) => {
    const commit = await commitNamed(call);
    const [found] = await call.forge.branches.between(call.repository, undefined, commit);
    if (!found) throw Refusal.notFound('404 Commit Not Found');
    return json(200, commitView(found));
  }),
];

/** The commit that an address names. */
export async function commitNamed(call: RepositoryCall): Promise<string> {
  const commit = await call.forge.branches.resolve(call.repository, param(call, 'sha'));
  if (commit === undefined) throw Refusal.notFound('404 Commit Not Found');
  return commit;
}

function named(call: Call, name: string, kind: AccountRecord['kind']): AccountRecord {
  const account = call.forge.accounts.find(param(call, name));
  if (account?.kind === kind) return account;
  throw Refusal.notFound(kind === 'user' ? '404 User Not Found' : '404 Group Not Found');
}

function owned(call: Call, owner: AccountRecord, shown = (view: ReturnType<typeof projectView>): object => view) {
  const found = readable(call).filter((repository) => repository.owner.id === owner.id);
  return paged(call, found, (repository) => shown(projectView(call.forge, repository, call.account)));
}

/** Of a range whose ends are not there, GitLab knows no commit. The list is not counted. */
async function commits(call: RepositoryCall) {
  const { forge, repository, query } = call;
  const [from, to] = (query.get('ref_name') ?? repository.defaultBranch).split('..', 2);
  const resolved = async (name: string | undefined) =>
    name === undefined ? undefined : forge.branches.resolve(repository, name);
  const [base, head] = await Promise.all((to === undefined ? [undefined, from] : [from, to]).map(resolved));
  const found =
    head === undefined || (to !== undefined && base === undefined)
      ? []
      : await forge.branches.between(repository, base, head);
  return paged(call, found, commitView, { counted: false });
}

const query = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

/** The one query that is asked: heads of projects by their paths. What may not be seen is left out. */
async function graphql(call: Call) {
  const { query: text, variables } = await bodyOf(call, query);
  if (!/projects\(fullPaths: \$paths, first: \d+\)/.test(text)) {
    return json(200, { errors: [{ message: 'The double knows no such query' }] });
  }
  const paths = z.array(z.string()).parse(variables['paths']);
  const found = readable(call).filter(({ fullName }) => paths.includes(fullName));
  const nodes = await Promise.all(
    found.map(async (repository) => {
      const refs = await call.forge.branches.refs(repository);
      const wanted = [...text.matchAll(/(b\d+): commit\(ref: \$b\d+\) \{ sha \}/g)].map(([, name = '']) => name);
      const shas = wanted.map((name) => [name, refs.get(z.string().parse(variables[name]))] as const);
      return {
        fullPath: repository.fullName,
        mergeRequests: { count: repository.pullRequests.filter(({ state }) => state.kind === 'open').length },
        repository: Object.fromEntries(shas.map(([name, sha]) => [name, sha === undefined ? null : { sha }])),
      };
    }),
  );
  return json(200, { data: { projects: { nodes } } });
}
