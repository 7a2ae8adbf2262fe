import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { latestByContext, statusesOf } from '../statuses';
import { listed, onRepository, skipped } from './call';
import { numbered } from './pullRequests';
import { commitNamed } from './repositories';
import { statusView } from './views';

/** Statuses of commits; those of a pull request are the ones of its head here. */
export const statusRoutes: readonly Route[] = [
  onRepository('GET', '/commits/:sha/statuses', 'read', async (call) => {
    const commit = await commitNamed(call, param(call, 'sha'));
    const newest = call.query.get('latestOnly') === 'true';
    const found = newest ? latestByContext(call.repository, commit) : statusesOf(call.repository, commit);
    return listed(skipped(call, found, '').map(statusView));
  }),
  onRepository('POST', '/commits/:sha/statuses', 'write', async (call) =>
    post(call, await commitNamed(call, param(call, 'sha'))),
  ),
  onRepository('GET', '/pullRequests/:number/statuses', 'read', async (call) =>
    listed(latestByContext(call.repository, await headOf(call)).map(statusView)),
  ),
  onRepository('POST', '/pullRequests/:number/statuses', 'write', async (call) => post(call, await headOf(call))),
];

async function headOf(call: RepositoryCall): Promise<string> {
  const { forge, repository } = call;
  const git = await forge.pulls.look(repository, numbered(call), await forge.branches.refs(repository));
  return git.headCommit ?? '';
}

const newStatus = z.object({
  state: z.enum(['pending', 'succeeded', 'failed', 'error', 'notApplicable', 'notSet']),
  description: z.string().optional(),
  targetUrl: z.string().optional(),
  context: z.object({ name: z.string(), genre: z.string().optional() }),
});

const states = {
  pending: 'pending',
  notSet: 'pending',
  succeeded: 'success',
  failed: 'failure',
  error: 'error',
  notApplicable: 'skipped',
} as const;

async function post(call: RepositoryCall, commit: string) {
  const { state, description = '', targetUrl = '', context } = await bodyOf(call, newStatus);
  const name = context.genre === undefined ? context.name : `${context.genre}/${context.name}`;
  const posted = { context: name, state: states[state], description, targetUrl, as: signedIn(call).name };
  return json(201, statusView(await call.forge.statuses.post(call.repository, commit, posted)));
}
