import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, signedIn, type RepositoryCall, type Route } from '../api/call';
import { Refusal } from '../refusal';
import { latestByContext } from '../statuses';
import { onProject, paged } from './call';
import { commitNamed } from './projects';
import { statusesOfRuns } from './runs';
import { statusView } from './views';

/** Statuses, which make up a pipeline from outside; jobs stand among them. */
export const statusRoutes: readonly Route[] = [
  onProject('GET', '/repository/commits/:sha/statuses', 'read', async (call) => {
    const commit = await commitNamed(call);
    const posted = latestByContext(call.repository, commit).map((status) => statusView(call.repository, status));
    const all = [...posted, ...statusesOfRuns(call.forge, call.repository, commit)];
    return paged<object>(call, all, (status) => status);
  }),
  onProject('GET', '/repository/commits/:sha/merge_requests', 'read', () => json(200, [])),
  onProject('POST', '/statuses/:sha', 'write', create),
];

const newStatus = z.object({
  state: z.enum(['pending', 'running', 'success', 'failed', 'canceled', 'skipped']),
  name: z.string().optional(),
  description: z.string().max(255).optional(),
  target_url: z.string().max(255).optional(),
});

const states = {
  pending: 'pending',
  running: 'pending',
  success: 'success',
  failed: 'failure',
  canceled: 'error',
  skipped: 'skipped',
} as const;

async function create(call: RepositoryCall) {
  const commit = await commitNamed(call);
  const {
    state,
    name: context = 'default',
    description = '',
    target_url: targetUrl = '',
  } = await bodyOf(call, newStatus);
  const held = latestByContext(call.repository, commit).find((status) => status.context === context);
  if (held?.state === 'pending' && states[state] === 'pending') {
    throw new Refusal(
      400,
      'Cannot transition status via :enqueue from :pending (Reason(s): Status cannot transition via "enqueue")',
    );
  }
  const posted = { context, state: states[state], description, targetUrl, as: signedIn(call).name };
  return json(201, statusView(call.repository, await call.forge.statuses.post(call.repository, commit, posted)));
}
