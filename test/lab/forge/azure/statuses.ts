import type { GitPullRequestIteration } from 'azure-devops-node-api/interfaces/GitInterfaces';
import { z } from 'zod';
import { json } from '../answer';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { protectionOf } from '../protection';
import { Refusal } from '../refusal';
import type { PullRequestRecord } from '../state';
import { latestByContext, statusesOf } from '../statuses';
import type { NewStatus } from '../types';
import { listed, onRepository, skipped } from './call';
import type { Wire } from './published';
import { numbered } from './pullRequests';
import { commitNamed } from './repositories';
import { statusView } from './views';

/**
 * Statuses of commits, and those of pull requests, which are others: of one push (`iterationId`) or of the pull request as a
 * whole. Source: Azure DevOps REST API, "Statuses", "Pull Request Statuses", "Pull Request Iterations".
 */
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
  onRepository('GET', '/pullRequests/:number/statuses', 'read', (call) =>
    listed(numbered(call).statuses.map((one) => ({ ...statusView(one), iterationId: one.iteration ?? null }))),
  ),
  onRepository('POST', '/pullRequests/:number/statuses', 'write', postOn),
  onRepository('GET', '/pullRequests/:number/iterations', 'read', (call) =>
    listed(numbered(call).heads.map(iterationView)),
  ),
];

function iterationView(
  { commit, at }: PullRequestRecord['heads'][number],
  index: number,
): Wire<GitPullRequestIteration> {
  return { id: index + 1, sourceRefCommit: { commitId: commit }, createdDate: at.toISOString() };
}

const newStatus = z.object({
  state: z.enum(['pending', 'succeeded', 'failed', 'error', 'notApplicable', 'notSet']),
  description: z.string().optional(),
  targetUrl: z.string().optional(),
  context: z.object({ name: z.string(), genre: z.string().optional() }),
  iterationId: z.number().int().min(1).optional(),
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
  const status = statusFrom(await bodyOf(call, newStatus), call);
  return json(201, statusView(await call.forge.statuses.post(call.repository, commit, status)));
}

/** Source: the answer to one that names no push where the policy resets statuses, as clients of others quote it. */
async function postOn(call: RepositoryCall) {
  const pullRequest = numbered(call);
  const body = await bodyOf(call, newStatus);
  const resets = protectionOf(call.repository, pullRequest.base)?.resetsStatuses === true;
  if (resets && body.iterationId === undefined) {
    throw new Refusal(403, 'TF401179: The policy requires status to be posted on iteration.');
  }
  const { iterationId: iteration } = body;
  const posted = await call.forge.statuses.postOn(call.repository, pullRequest, statusFrom(body, call), iteration);
  return json(200, { ...statusView(posted), iterationId: iteration ?? null });
}

function statusFrom(
  { state, description = '', targetUrl = '', context }: z.infer<typeof newStatus>,
  call: RepositoryCall,
): NewStatus {
  const name = context.genre === undefined ? context.name : `${context.genre}/${context.name}`;
  return { context: name, state: states[state], description, targetUrl, as: signedIn(call).name };
}
