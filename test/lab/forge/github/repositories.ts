import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { readable } from '../api/repositories';
import { Refusal } from '../refusal';
import type { AccountRecord } from '../state';
import { combinedState, latestByContext } from '../statuses';
import { Invalid, onRepository, paged, route } from './call';
import { commitView, repositoryView, stateOf, statusView, userView, wholeRepositoryView } from './views';

/** The server itself, accounts, repositories, statuses and comparisons. */
export const repositoryRoutes: readonly Route[] = [
  route('GET', '/meta', () => json(200, { installed_version: '3.17.0', verifiable_password_authentication: true })),
  route('GET', '/user', (call) => json(200, userView(signedIn(call)))),
  route('GET', '/users/:user', (call) => json(200, userView(named(call, 'user')))),
  route('GET', '/users/:user/repos', (call) => owned(call, named(call, 'user'))),
  route('GET', '/orgs/:org/repos', (call) => {
    const owner = named(call, 'org');
    if (owner.kind !== 'organisation') throw Refusal.notFound('Not Found');
    return owned(call, owner);
  }),
  onRepository('GET', '', 'read', ({ forge, repository, account }) =>
    json(200, wholeRepositoryView(forge, repository, account)),
  ),
  onRepository('GET', '/commits/:ref/status', 'read', combined),
  onRepository('POST', '/statuses/:sha', 'write', addStatus),
  onRepository('GET', '/compare/*', 'read', compare),
];

function named(call: Call, name: string): AccountRecord {
  const account = call.forge.accounts.find(param(call, name));
  if (!account) throw Refusal.notFound('Not Found');
  return account;
}

function owned(call: Call, owner: AccountRecord) {
  const found = readable(call).filter((repository) => repository.owner.id === owner.id);
  return paged(call, found, (repository) => repositoryView(call.forge, repository, call.account));
}

export async function commitNamed({ forge, repository }: RepositoryCall, name: string): Promise<string> {
  const commit = await forge.branches.resolve(repository, name);
  if (commit === undefined) throw Refusal.notFound('Not Found');
  return commit;
}

async function combined(call: RepositoryCall) {
  const sha = await commitNamed(call, param(call, 'ref'));
  const latest = latestByContext(call.repository, sha);
  const state = combinedState(latest);
  return paged(call, latest, statusView, (statuses) => ({
    state: state === '' ? 'pending' : stateOf(state),
    sha,
    total_count: latest.length,
    statuses,
  }));
}

const newStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().default('default'),
  description: z.string().max(140).default(''),
  target_url: z.string().default(''),
});

async function addStatus(call: RepositoryCall) {
  const { target_url: targetUrl, ...status } = await bodyOf(call, newStatus);
  const sha = param(call, 'sha');
  if ((await call.forge.branches.resolve(call.repository, sha)) === undefined) {
    throw new Invalid([], `No commit found for SHA: ${sha}`);
  }
  const posted = { ...status, targetUrl, as: signedIn(call).name };
  return json(201, statusView(await call.forge.statuses.post(call.repository, sha, posted)));
}

/** Commits come oldest first. Source: GitHub REST, "Compare two commits". */
async function compare(call: RepositoryCall) {
  const { forge, repository } = call;
  const [baseName = '', headName = ''] = param(call, '*').split('...', 2);
  const [base, head] = [await commitNamed(call, baseName), await commitNamed(call, headName)];
  const ahead = await forge.branches.between(repository, base, head);
  const behind = await forge.branches.between(repository, head, base);
  const [isAhead, isBehind] = [ahead.length > 0, behind.length > 0];
  return paged(call, ahead.toReversed(), commitView, (commits) => ({
    status: isAhead && isBehind ? 'diverged' : isAhead ? 'ahead' : isBehind ? 'behind' : 'identical',
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits,
  }));
}
