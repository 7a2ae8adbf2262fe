import type { GitPullRequest } from 'azure-devops-node-api/interfaces/GitInterfaces';
import { z } from 'zod';
import { json, type Answer } from '../answer';
import { bodyOf, param, signedIn, type Call, type RepositoryCall, type Route } from '../api/call';
import { checkingKey } from '../api/pullRequestView';
import { readable } from '../api/repositories';
import { mayMerge } from '../protection';
import { Refusal } from '../refusal';
import type { PullRequestRecord, RepositoryRecord } from '../state';
import { guid, listed, onRepository, route, skipped } from './call';
import type { Wire } from './published';
import { pullRequestView } from './views';

const place = '/pullrequests/:number';

/** Pull requests: list, open, edit, auto-complete. */
export const pullRequestRoutes: readonly Route[] = [
  route('GET', '/:project/_apis/git/pullrequests', (call) => {
    const repositories = readable(call).filter(({ owner }) => owner.name === param(call, 'project'));
    return list(call, repositories);
  }),
  onRepository('GET', '/pullrequests', 'read', (call) => list(call, [call.repository])),
  onRepository('POST', '/pullrequests', 'write', create),
  onRepository('GET', place, 'read', (call) => show(call, numbered(call), 200)),
  onRepository('PATCH', place, 'write', edit),
];

/** The pull request whose number the address names. */
export function numbered(call: RepositoryCall): PullRequestRecord {
  const number = Number(param(call, 'number'));
  if (call.repository.pullRequests.some((one) => one.number === number))
    return call.forge.pulls.find(call.repository, number);
  throw Refusal.notFound(`TF401180: The requested pull request was not found.`);
}

async function show(call: RepositoryCall, pullRequest: PullRequestRecord, status: number): Promise<Answer> {
  const { forge, repository } = call;
  return json(status, await pullRequestView(forge, repository, pullRequest, await forge.branches.refs(repository)));
}

const kinds = { active: 'open', abandoned: 'closed', completed: 'merged' } as const;

/** The newest first. */
async function list(call: Call, repositories: readonly RepositoryRecord[]): Promise<Answer> {
  const asked = (name: string) => call.query.get(`searchCriteria.${name}`);
  const status = z.enum(['active', 'abandoned', 'completed']).parse(asked('status') ?? 'active');
  const fits = (name: string, branch: string) => (asked(name) ?? `refs/heads/${branch}`) === `refs/heads/${branch}`;
  const found = repositories
    .flatMap((repository) => repository.pullRequests.map((pull) => ({ repository, pull })))
    .filter(
      ({ pull }) =>
        pull.state.kind === kinds[status] && fits('sourceRefName', pull.head) && fits('targetRefName', pull.base),
    )
    .sort((one, other) => other.pull.number - one.pull.number);
  const shown = skipped(call, found).map(async ({ repository, pull }) =>
    beginningOf(await pullRequestView(call.forge, repository, pull, await call.forge.branches.refs(repository), true)),
  );
  return listed(await Promise.all(shown));
}

/** Source: Azure DevOps REST API, "Get Pull Requests": "description field will be truncated up to 400 symbols in the result". */
function beginningOf({ description = '', ...more }: Wire<GitPullRequest>): Wire<GitPullRequest> {
  return { ...more, description: description?.slice(0, 400) ?? null };
}

/** Source: the words of its answer to a longer one. */
const description = z.string().max(4_000, 'A description for a pull request must not be longer than 4000 characters.');
const ref = z.string().startsWith('refs/heads/');
const opening = z.object({
  title: z.string().min(1),
  sourceRefName: ref,
  targetRefName: ref,
  description: description.optional(),
});

async function create(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { title, sourceRefName, targetRefName, description: body = '' } = await bodyOf(call, opening);
  const [head = '', base = ''] = [sourceRefName, targetRefName].map((name) => name.replace('refs/heads/', ''));
  const wanted = { title, head, base, body, labels: [], by: signedIn(call), at: forge.now() };
  const pullRequest = await forge.pulls.open(repository, wanted).catch(inItsWords);
  forge.checking.begin(checkingKey(repository, pullRequest.number));
  return show(call, pullRequest, 201);
}

function inItsWords(error: unknown): never {
  if (!(error instanceof Refusal) || error.status !== 409) throw error;
  throw new Refusal(409, 'TF401179: An active pull request for the source and target branch already exists.');
}

const nobody = '00000000-0000-0000-0000-000000000000';
const styles = { noFastForward: 'merge', rebaseMerge: 'merge', squash: 'squash', rebase: 'rebase' } as const;
const edited = z.object({
  title: z.string().optional(),
  description: description.optional(),
  status: z.enum(['active', 'abandoned']).optional(),
  autoCompleteSetBy: z.object({ id: z.string() }).optional(),
  completionOptions: z
    .object({
      mergeStrategy: z.enum(['noFastForward', 'squash', 'rebase', 'rebaseMerge']),
      mergeCommitMessage: z.string(),
      deleteSourceBranch: z.boolean(),
    })
    .optional(),
});

async function edit(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const pullRequest = numbered(call);
  const by = signedIn(call);
  const {
    title,
    description: body,
    status,
    autoCompleteSetBy: setBy,
    completionOptions: options,
  } = await bodyOf(call, edited);
  const state = status && kinds[status];
  await forge.pulls.edit(repository, pullRequest, { title, body, state }, { by, at: forge.now() }).catch(inItsWords);
  if (setBy?.id === nobody) forge.pulls.unschedule(pullRequest);
  else if (setBy && !pullRequest.scheduled) {
    if (!mayMerge(by, repository, pullRequest.base))
      throw new Refusal(403, 'TF401027: You need the Git "GenericContribute" permission.');
    if (setBy.id !== guid('account', by.id)) throw new Refusal(400, 'Auto-complete can be set by oneself alone.');
    const { mergeStrategy = 'noFastForward', mergeCommitMessage = '', deleteSourceBranch = false } = options ?? {};
    const message = { title: mergeCommitMessage, body: '' };
    const scheduled = { by, style: styles[mergeStrategy], deleteBranch: deleteSourceBranch, message };
    await forge.pulls.schedule(repository, pullRequest, scheduled, forge.now());
  }
  return show(call, pullRequest, 200);
}
