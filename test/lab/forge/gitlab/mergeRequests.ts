import { z } from 'zod';
import { json, type Answer } from '../answer';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { checkingKey } from '../api/pullRequestView';
import { mayMerge } from '../protection';
import { Refusal } from '../refusal';
import { approvers, askedForReview, type ReviewRecord } from '../reviews';
import { accessOf, atLeast, type PullRequestRecord } from '../state';
import { onProject, paged } from './call';
import { mergeRequestView } from './mergeRequestView';
import { userView } from './views';

const place = '/merge_requests/:number';

/** Merge requests: list, open, edit, land, reviews. */
export const mergeRequestRoutes: readonly Route[] = [
  onProject('GET', '/merge_requests', 'read', list),
  onProject('POST', '/merge_requests', 'write', create),
  onProject('GET', place, 'read', (call) => show(call, numbered(call), 200)),
  onProject('PUT', place, 'read', edit),
  onProject('PUT', `${place}/merge`, 'read', merge),
  onProject('POST', `${place}/cancel_merge_when_pipeline_succeeds`, 'write', (call) => {
    call.forge.pulls.unschedule(numbered(call));
    return json(201, { status: 'success' });
  }),
  onProject('GET', `${place}/approvals`, 'read', (call) =>
    json(200, {
      approved_by: approvers(call.repository, numbered(call)).map((account) => ({ user: userView(account) })),
    }),
  ),
  onProject('GET', `${place}/reviewers`, 'read', (call) =>
    json(
      200,
      askedForReview(numbered(call)).map(({ reviewer, state, at }) => ({
        user: userView(reviewer),
        state: words[state],
        created_at: at.toISOString(),
      })),
    ),
  ),
];

const words: Readonly<Record<ReviewRecord['state'], string>> = {
  APPROVED: 'approved',
  REQUEST_CHANGES: 'requested_changes',
  COMMENT: 'reviewed',
  REQUEST_REVIEW: 'unreviewed',
};

/** The merge request whose number the address names. */
export function numbered(call: RepositoryCall): PullRequestRecord {
  return call.forge.pulls.find(call.repository, Number(param(call, 'number')));
}

async function show(call: RepositoryCall, pullRequest: PullRequestRecord, status: number): Promise<Answer> {
  const { forge, repository, account } = call;
  const refs = await forge.branches.refs(repository);
  const isChecked = forge.checking.look(checkingKey(repository, pullRequest.number));
  const view = await mergeRequestView(forge, repository, pullRequest, refs, isChecked);
  const can_merge = account !== undefined && mayMerge(account, repository, pullRequest.base);
  return json(status, { ...view, head_pipeline: null, user: { can_merge } });
}

const stateOf = { opened: 'open', closed: 'closed', merged: 'merged' } as const;

async function list(call: RepositoryCall): Promise<Answer> {
  const { forge, repository, query } = call;
  const state = z.enum(['opened', 'closed', 'merged', 'all']).parse(query.get('state') ?? 'all');
  const fits = (name: string, value: string) => (query.get(name) ?? value) === value;
  const found = repository.pullRequests.filter(
    (pull) =>
      (state === 'all' || pull.state.kind === stateOf[state]) &&
      fits('source_branch', pull.head) &&
      fits('target_branch', pull.base),
  );
  const updated = (pull: PullRequestRecord): number => pull.updatedAt.getTime();
  const sorted =
    query.get('order_by') === 'updated_at'
      ? found.toSorted((one, other) => updated(other) - updated(one))
      : found.toReversed();
  const refs = await forge.branches.refs(repository);
  return paged(call, sorted, (pull) => mergeRequestView(forge, repository, pull, refs, true));
}

const opening = z.object({
  title: z.string().min(1),
  source_branch: z.string().min(1),
  target_branch: z.string().min(1),
  description: z.string().optional(),
});

async function create(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { title, source_branch: head, target_branch: base, description: body = '' } = await bodyOf(call, opening);
  const wanted = { title, head, base, body, labels: [], by: signedIn(call), at: forge.now() };
  const pullRequest = await forge.pulls.open(repository, wanted).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    throw new Refusal(409, 'Another open merge request already exists for this source branch: !1');
  });
  forge.checking.begin(checkingKey(repository, pullRequest.number));
  return show(call, pullRequest, 201);
}

const edited = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  state_event: z.enum(['close', 'reopen']).optional(),
});

async function edit(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const pullRequest = numbered(call);
  const by = signedIn(call);
  const own = pullRequest.poster.id === by.id;
  if (!own && !atLeast(accessOf(by, repository), 'write')) throw new Refusal(403, '403 Forbidden');
  const { title, description: body, state_event: event } = await bodyOf(call, edited);
  const state = event === undefined ? undefined : event === 'close' ? 'closed' : 'open';
  await forge.pulls.edit(repository, pullRequest, { title, body, state }, { by, at: forge.now() });
  return show(call, pullRequest, 200);
}

const landing = z.object({
  sha: z.string().optional(),
  squash: z.boolean().optional(),
  should_remove_source_branch: z.boolean().optional(),
  auto_merge: z.boolean().optional(),
});

async function merge(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const by = signedIn(call);
  const pullRequest = numbered(call);
  const { sha, squash = false, auto_merge: later = false, ...rest } = await bodyOf(call, landing);
  const deleteBranch = rest.should_remove_source_branch ?? repository.deleteBranchAfterMerge;
  const style = squash ? 'squash' : repository.landing.has('merge') ? 'merge' : 'rebase';
  if (!mayMerge(by, repository, pullRequest.base)) throw new Refusal(401, '401 Unauthorized');
  const refs = await forge.branches.refs(repository);
  if (sha !== undefined && sha !== refs.get(`refs/heads/${pullRequest.head}`)) {
    throw new Refusal(409, 'SHA does not match HEAD of source branch');
  }
  if (later) {
    if (!pullRequest.scheduled) {
      await forge.pulls.schedule(repository, pullRequest, { by, style, deleteBranch }, forge.now());
    }
    return show(call, pullRequest, 200);
  }
  await forge.pulls.merge(repository, pullRequest, { style, by, at: forge.now(), deleteBranch, message: 'title' });
  return show(call, pullRequest, 200);
}
