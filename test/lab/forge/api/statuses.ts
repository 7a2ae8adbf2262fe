import { z } from 'zod';
import { json, type Answer } from '../answer';
import { Refusal } from '../refusal';
import type { StatusRecord } from '../state';
import { combinedState, newestOfEach, statusesOf } from '../statuses';
import { bodyOf, onRepository, paged, param, signedIn, type RepositoryCall, type Route } from './call';
import { statusesOfRuns } from './runs';
import { repositoryView, statusView } from './views';

/** Commit statuses and their roll-up. */
export const statusRoutes: readonly Route[] = [
  onRepository('GET', '/commits/:ref/status', 'read', combined),
  onRepository('GET', '/commits/:ref/statuses', 'read', (call) => list(call)),
  onRepository('GET', '/statuses/:ref', 'read', (call) => list(call)),
  onRepository('POST', '/statuses/:ref', 'write', create),
];

async function commitNamed(call: RepositoryCall): Promise<string> {
  const commit = await call.forge.branches.resolve(call.repository, param(call, 'ref'));
  if (commit === undefined) throw Refusal.notFound();
  return commit;
}

/** Each job tells of itself by a status as well. */
function statusesTold({ forge, repository }: RepositoryCall, commit: string): readonly StatusRecord[] {
  return [...statusesOfRuns(forge, repository, commit), ...statusesOf(repository, commit)];
}

async function list(call: RepositoryCall): Promise<Answer> {
  const statuses = statusesTold(call, await commitNamed(call));
  const state = call.query.get('state');
  const found = statuses.filter((status) => state === null || status.state === state);
  return paged(call, found, (status) => statusView(call.forge, call.repository, status));
}

async function combined(call: RepositoryCall): Promise<Answer> {
  const { forge, repository, account } = call;
  const commit = await commitNamed(call);
  const latest = newestOfEach(statusesTold(call, commit));
  const url = `${forge.url()}/api/v1/repos/${repository.fullName}/commits/${commit}`;
  return paged(
    call,
    latest,
    (status) => statusView(forge, repository, status),
    (statuses) => ({
      state: combinedState(latest),
      sha: commit,
      total_count: latest.length,
      // The forge's own null for "none was ever posted".
      statuses: latest.length === 0 ? null : statuses,
      repository: repositoryView(forge, repository, account),
      commit_url: url,
      url: `${url}/status`,
    }),
  );
}

const newStatus = z.object({
  state: z.enum(['pending', 'success', 'error', 'failure', 'warning', 'skipped']),
  context: z.string().optional(),
  description: z.string().optional(),
  target_url: z.string().optional(),
});

async function create(call: RepositoryCall): Promise<Answer> {
  const { state, context, description, target_url: targetUrl } = await bodyOf(call, newStatus);
  const status = await call.forge.statuses.post(call.repository, param(call, 'ref'), {
    state,
    context: context ?? 'default',
    description: description ?? '',
    targetUrl: targetUrl ?? '',
    as: signedIn(call).name,
  });
  return json(201, statusView(call.forge, call.repository, status));
}
