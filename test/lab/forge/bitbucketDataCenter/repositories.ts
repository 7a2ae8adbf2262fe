import { z } from 'zod';
import { empty, json } from '../answer';
import { bodyOf, param, type Call, type RepositoryCall, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { accessOf, atLeast } from '../state';
import { latestByContext } from '../statuses';
import { onRepository, paged, route, Thrown } from './call';
import { branchView, buildView, commitView, countsView, projectView, repositoryView } from './views';

const permissions = { REPO_READ: 'read', REPO_WRITE: 'write', REPO_ADMIN: 'admin' } as const;

/** Who asks, projects, repositories, branches, commits and their builds. */
export const repositoryRoutes: readonly Route[] = [
  route('GET', '/api/latest/application-properties', ({ account }) =>
    json(
      200,
      { version: '9.4.0', buildNumber: '9004000', buildDate: '1733000000000', displayName: 'Bitbucket' },
      account ? { 'x-ausername': encodeURIComponent(account.name) } : {},
    ),
  ),
  route('GET', '/api/latest/repos', searched),
  route('GET', '/api/latest/labels/:label/labeled', (call) => {
    const bearing = readable(call).filter(({ topics }) => topics.includes(param(call, 'label')));
    if (bearing.length === 0) throw new Thrown(404, 'NoSuchLabelException', 'There is no such label');
    return paged(call, bearing, (one) => ({ ...repositoryView(call.forge, one), labelableType: 'REPOSITORY' }));
  }),
  route('GET', '/api/latest/projects/:project', (call) => json(200, projectView(projectOf(call)))),
  route('GET', '/api/latest/projects/:project/repos', (call) => {
    const { id } = projectOf(call);
    return paged(
      call,
      readable(call).filter(({ owner }) => owner.id === id),
      (one) => repositoryView(call.forge, one),
    );
  }),
  onRepository('GET', '', 'read', ({ forge, repository }) => json(200, repositoryView(forge, repository))),
  onRepository('GET', '/labels', 'read', (call) => paged(call, call.repository.topics, (name) => ({ name }))),
  onRepository('GET', '/default-branch', 'read', ({ repository: { defaultBranch: name } }) =>
    json(200, { id: `refs/heads/${name}`, displayId: name, type: 'BRANCH' }),
  ),
  onRepository('PUT', '/default-branch', 'admin', async (call) => {
    const { id } = await bodyOf(call, z.object({ id: z.string() }));
    if (!(await call.forge.branches.refs(call.repository)).has(id)) {
      throw new Thrown(404, 'NoSuchBranchException', 'There is no such branch');
    }
    call.repository.defaultBranch = id.replace('refs/heads/', '');
    return empty(204);
  }),
  onRepository('GET', '/branches', 'read', branches),
  onRepository('GET', '/commits', 'read', commits),
  onRepository('GET', '/commits/:commit', 'read', async (call) => {
    const id = await resolved(call, param(call, 'commit'));
    const [found] = await call.forge.branches.between(call.repository, undefined, id);
    return json(200, found && commitView(found));
  }),
  onRepository('POST', '/commits/:commit/builds', 'write', addBuild),
  route('GET', '/build-status/latest/commits/:commit', (call) =>
    paged(call, buildsOf(call, param(call, 'commit')).slice(0, 100), buildView),
  ),
  route('GET', '/build-status/latest/commits/stats/:commit', (call) =>
    json(200, countsView(buildsOf(call, param(call, 'commit')))),
  ),
  route('POST', '/build-status/latest/commits/stats', async (call) => {
    const asked = await bodyOf(call, z.array(z.string()));
    const all = asked.map((commit) => [commit, buildsOf(call, commit)] as const);
    const built = all.filter(([, builds]) => builds.length > 0);
    return json(200, Object.fromEntries(built.map(([commit, builds]) => [commit, countsView(builds)])));
  }),
];

/** Of whichever repository. */
function buildsOf({ forge }: Call, commit: string) {
  return forge.repositories.all().flatMap((repository) => latestByContext(repository, commit));
}

function projectOf(call: Call) {
  const account = call.forge.accounts.find(param(call, 'project').replace(/^~/, ''));
  if (!account) throw new Thrown(404, 'NoSuchProjectException', 'Project does not exist.');
  return account;
}

function searched(call: Call) {
  const { account, query } = call;
  const wanted = permissions[(query.get('permission') ?? 'REPO_READ') as keyof typeof permissions];
  const key = (query.get('projectkey') ?? '').toLowerCase();
  const found = readable(call).filter(
    (one) => account && one.owner.name.toLowerCase() === key && atLeast(accessOf(account, one), wanted),
  );
  return paged(call, found, (one) => repositoryView(call.forge, one));
}

async function branches(call: RepositoryCall) {
  const { forge, repository, query } = call;
  const text = (query.get('filterText') ?? '').toLowerCase();
  const all = (await forge.branches.list(repository)).filter(({ name }) => name.toLowerCase().includes(text));
  const rank = (name: string) => (name.toLowerCase() === text ? 0 : name.toLowerCase().startsWith(text) ? 1 : 2);
  const at = (commit: (typeof all)[number]['commit']) => commit.committer.at.getTime();
  const sorted =
    query.get('boostMatches') === 'true'
      ? all.toSorted((one, other) => rank(one.name) - rank(other.name))
      : query.get('orderBy') === 'MODIFICATION'
        ? all.toSorted((one, other) => at(other.commit) - at(one.commit))
        : all;
  return paged(call, sorted, (branch) => branchView(repository, branch));
}

async function commits(call: RepositoryCall) {
  const { forge, repository, query } = call;
  const until = await resolved(call, query.get('until') ?? repository.defaultBranch);
  const since = query.get('since');
  const base = since === null ? undefined : await resolved(call, since);
  const found = await forge.branches.between(repository, base, until);
  const authors = new Set(found.map(({ author }) => author.email)).size;
  const counts = query.get('withCounts') === 'true' ? { totalCount: found.length, authorCount: authors } : {};
  return paged(call, found, commitView, counts);
}

async function resolved(call: RepositoryCall, name: string): Promise<string> {
  const commit = await call.forge.branches.resolve(call.repository, name);
  if (commit === undefined) throw new Thrown(404, 'NoSuchCommitException', `Commit '${name}' does not exist`);
  return commit;
}

const newBuild = z.object({
  key: z.string().min(1).max(255),
  parent: z.string().optional(),
  name: z.string().optional(),
  state: z.enum(['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'CANCELLED', 'UNKNOWN']),
  description: z.string().optional(),
  url: z.string().min(1).max(450),
});

const states = {
  INPROGRESS: 'pending',
  SUCCESSFUL: 'success',
  FAILED: 'failure',
  CANCELLED: 'skipped',
  UNKNOWN: 'warning',
} as const;

async function addBuild(call: RepositoryCall) {
  const { key: context, state, description = '', url: targetUrl } = await bodyOf(call, newBuild);
  const by = call.account?.name;
  const posted = { context, state: states[state], description, targetUrl, ...(by !== undefined && { as: by }) };
  await call.forge.statuses.post(call.repository, param(call, 'commit'), posted);
  return empty(204);
}
