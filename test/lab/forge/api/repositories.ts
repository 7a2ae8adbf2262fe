import { z } from 'zod';
import { empty, json } from '../answer';
import { noCommit } from '../git';
import { protect, protectionOf } from '../protection';
import { Refusal } from '../refusal';
import { accessOf, type ProtectionRecord, type RepositoryRecord } from '../state';
import {
  bodyOf,
  onRepository,
  paged,
  param,
  route,
  signedIn,
  type Call,
  type RepositoryCall,
  type Route,
} from './call';
import { branchView, commitView, repositoryView } from './views';

/** Repositories, their branches, protection and comparisons. */
export const repositoryRoutes: readonly Route[] = [
  route('GET', '/repos/search', (call) =>
    paged(
      call,
      searched(call),
      (found) => repositoryView(call.forge, found, call.account),
      (data) => ({ ok: true, data }),
    ),
  ),
  onRepository('GET', '', 'read', ({ forge, repository, account }) =>
    json(200, repositoryView(forge, repository, account)),
  ),
  onRepository('PATCH', '', 'admin', edit),
  route('POST', '/user/repos', (call) => create(call, signedIn(call).name)),
  route('POST', '/orgs/:org/repos', (call) => {
    const organisation = call.forge.accounts.find(param(call, 'org'));
    if (organisation?.kind !== 'organisation') throw Refusal.notFound();
    if (signedIn(call).access !== 'admin')
      throw new Refusal(403, 'Given user is not allowed to create repository in organization.');
    return create(call, organisation.name);
  }),
  onRepository('GET', '/topics', 'read', ({ repository }) => json(200, { topics: repository.topics })),
  onRepository('GET', '/branches', 'read', listBranches),
  onRepository('GET', '/branches/*', 'read', async (call) => {
    const branch = (await indexed(call)).find(({ name }) => name === param(call, '*'));
    if (!branch)
      throw Refusal.notFound(`branch does not exist [repo_id: ${call.repository.id} name: ${param(call, '*')}]`);
    return json(200, branchView(call.forge, call.repository, branch, call.account));
  }),
  onRepository('DELETE', '/branches/*', 'write', deleteBranch),
  onRepository('GET', '/branch_protections', 'admin', ({ repository }) =>
    json(200, repository.protections.map(protectionView)),
  ),
  onRepository('GET', '/branch_protections/:rule', 'admin', (call) => {
    const rule = call.repository.protections.find(({ pattern }) => pattern === param(call, 'rule'));
    if (!rule) throw Refusal.notFound();
    return json(200, protectionView(rule));
  }),
  onRepository('POST', '/branch_protections', 'admin', addProtection),
  onRepository('GET', '/compare/*', 'read', compare),
  onRepository('GET', '/commits', 'read', listCommits),
];

const newRepository = z.object({
  name: z.string(),
  description: z.string().optional(),
  private: z.boolean().optional(),
  default_branch: z.string().optional(),
});

async function create(call: Call, owner: string) {
  const {
    name,
    description,
    private: isPrivate = false,
    default_branch: defaultBranch,
  } = await bodyOf(call, newRepository);
  const created = await call.forge.repositories.create(`${owner}/${name}`, {
    private: isPrivate,
    ...(description === undefined ? {} : { description }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
  });
  return json(201, repositoryView(call.forge, created, call.account));
}

async function edit(call: RepositoryCall) {
  const { forge, repository } = call;
  const body = await bodyOf(
    call,
    z.object({ default_branch: z.string().optional(), description: z.string().optional() }),
  );
  const branch = body.default_branch;
  if (branch !== undefined) {
    if (!(await forge.branches.refs(repository)).has(`refs/heads/${branch}`))
      throw Refusal.invalid('branch does not exist');
    repository.defaultBranch = branch;
  }
  if (body.description !== undefined) repository.description = body.description;
  return json(200, repositoryView(forge, repository, call.account));
}

/** What the caller may see. */
export function readable({ forge, account }: Call): readonly RepositoryRecord[] {
  return forge.repositories.all().filter((repository) => accessOf(account, repository) !== 'none');
}

function searched(call: Call): readonly RepositoryRecord[] {
  const words = (call.query.get('q') ?? '').toLowerCase();
  const byTopic = call.query.get('topic') === 'true';
  const owner = Number(call.query.get('uid') ?? 0);
  return readable(call)
    .filter((repository) => owner === 0 || repository.owner.id === owner)
    .filter((repository) => {
      if (words === '') return true;
      return byTopic ? repository.topics.includes(words) : repository.name.toLowerCase().includes(words);
    });
}

/** Branches that the forge's index knows; a new one takes its time to get there. */
async function indexed({ forge, repository }: RepositoryCall) {
  const branches = await forge.branches.list(repository);
  return branches.filter(({ name }) => !forge.indexing.hidden(indexingKey(repository, name)));
}

/** Under which a new branch waits for the index. */
export function indexingKey(repository: RepositoryRecord, branch: string): string {
  return `${repository.fullName}:${branch}`;
}

async function listBranches(call: RepositoryCall) {
  return paged(call, await indexed(call), (branch) => branchView(call.forge, call.repository, branch, call.account));
}

async function deleteBranch(call: RepositoryCall) {
  const { forge, repository } = call;
  const branch = param(call, '*');
  const before = (await forge.branches.refs(repository)).get(`refs/heads/${branch}`);
  if (before === undefined) throw Refusal.notFound();
  if (branch === repository.defaultBranch) throw new Refusal(403, 'can not delete default branch');
  if (protectionOf(repository, branch)) throw new Refusal(403, 'branch protected');
  await forge.branches.move(repository, branch, before, noCommit);
  const by = signedIn(call);
  await forge.events.tell({ kind: 'push', repository, branch, before, after: noCommit, by, at: forge.now() });
  return empty(204);
}

function protectionView(rule: ProtectionRecord): object {
  return {
    branch_name: rule.pattern,
    rule_name: rule.pattern,
    enable_push: rule.pushers.length > 0,
    enable_push_whitelist: rule.pushers.length > 0,
    push_whitelist_usernames: rule.pushers,
    enable_force_push: false,
    enable_merge_whitelist: rule.mergers !== undefined,
    merge_whitelist_usernames: rule.mergers ?? [],
    merge_whitelist_teams: [],
    enable_status_check: rule.requiredContexts.length > 0,
    status_check_contexts: rule.requiredContexts,
    required_approvals: rule.requiredApprovals,
    block_on_rejected_reviews: false,
    block_on_official_review_requests: false,
    block_on_outdated_branch: rule.demandsMore,
    dismiss_stale_approvals: false,
    created_at: rule.createdAt.toISOString(),
    updated_at: rule.createdAt.toISOString(),
  };
}

const newProtection = z.object({
  rule_name: z.string().optional(),
  branch_name: z.string().optional(),
  push_whitelist_usernames: z.array(z.string()).nullish(),
  status_check_contexts: z.array(z.string()).nullish(),
  required_approvals: z.number().optional(),
});

async function addProtection(call: RepositoryCall) {
  const body = await bodyOf(call, newProtection);
  const pattern = body.rule_name ?? body.branch_name ?? '';
  if (pattern === '') throw Refusal.invalid('[RuleName]: Required');
  if (call.repository.protections.some((rule) => rule.pattern === pattern))
    throw new Refusal(403, 'Branch protection already exist');
  const rule = protect(call.repository, pattern, call.forge.now(), {
    pushers: body.push_whitelist_usernames ?? [],
    requiredContexts: body.status_check_contexts ?? [],
    requiredApprovals: body.required_approvals ?? 0,
  });
  return json(201, protectionView(rule));
}

async function compare(call: RepositoryCall) {
  const { forge, repository } = call;
  const [baseName = '', headName = ''] = param(call, '*').split('...', 2);
  const base = await forge.branches.resolve(repository, baseName);
  const head = await forge.branches.resolve(repository, headName);
  if (base === undefined || head === undefined) throw Refusal.notFound();
  const commits = await forge.branches.between(repository, base, head);
  return json(200, {
    total_commits: commits.length,
    commits: commits.map((commit) => commitView(forge, repository, commit)),
  });
}

/** What `sha` has and `not` lacks. A `not` that is nowhere is Gitea's own trouble. */
async function listCommits(call: RepositoryCall) {
  const { forge, repository, query } = call;
  const head = await forge.branches.resolve(repository, query.get('sha') ?? repository.defaultBranch);
  if (head === undefined) throw Refusal.notFound();
  const not = query.get('not') ?? '';
  const base = not === '' ? undefined : await forge.branches.resolve(repository, not);
  if (not !== '' && base === undefined) throw new Refusal(500, '');
  const commits = await forge.branches.between(repository, base, head);
  return paged(call, commits, (commit) => commitView(forge, repository, commit));
}
