import type { ForgeClient } from '../../../../src/core/forge/forgeClient';
import type { ForgeHosting } from '../../../../src/core/forge/hosting';
import type { ForgeRuns, PipelineJob } from '../../../../src/core/forge/runs/types';

const signal = new AbortController().signal;
const sha = 'a'.repeat(40);
const other = 'b'.repeat(40);
const cart = { owner: 'o', name: 'cart' };
const fleet = ['cart', 'mail', 'shop', 'user', 'wiki'].map((name) => ({ owner: 'o', name }));
const status = { context: 'c', state: 'success', description: 'd', url: 'https://ci.example.com' } as const;
const protection = {
  pullRequestsOnly: true,
  mayForcePush: false,
  mayDelete: false,
  requiredChecks: ['ci'],
  requiredApprovals: 1,
  needsCodeOwner: true,
};
const repository = { description: 'd', defaultBranch: 'dev', private: true };

type Calls<T> = Readonly<
  Record<
    Exclude<keyof T, 'identity' | 'budget' | 'cannot' | 'longestBody' | 'needs' | 'reads' | 'runs'>,
    (one: T) => readonly (() => Promise<unknown>)[]
  >
>;

/** Everything that a client does, each in all its ways: a method that is not here is an error of the compiler. `reads` asks for nothing by itself. */
export const clientCalls: Calls<ForgeClient> = {
  repository: (client) => [() => client.repository(cart, signal)],
  defaultBranches: (client) => [() => client.defaultBranches(fleet, signal)],
  repositories: (client) => [
    () => client.repositories('o', undefined, signal),
    () => client.repositories('o', 'gitops', signal),
  ],
  heads: (client) => [() => client.heads(cart, ['dev', 'env/prod'], signal)],
  headsOf: (client) => [
    () =>
      client.headsOf(
        fleet.map((one) => ({ repository: one, branches: ['dev', 'prod'] })),
        signal,
      ),
  ],
  headsEach: (client) => [() => Promise.all(client.headsEach([{ repository: cart, branches: ['dev'] }], signal))],
  checks: (client) => [() => client.checks(cart, sha, signal)],
  checksOf: (client) => [
    () =>
      Promise.all(
        client.checksOf(
          fleet.map((repository) => ({ repository, commit: sha })),
          signal,
        ),
      ),
  ],
  compare: (client) => [() => client.compare(cart, sha, other, signal)],
  postStatus: (client) =>
    (['pending', 'success', 'failure', 'error'] as const).map(
      (state) => () => client.postStatus(cart, sha, { ...status, state }, signal),
    ),
  openPullRequests: (client) => [
    () => client.openPullRequests(cart, undefined, signal),
    () => client.openPullRequests(cart, 'prod', signal),
  ],
  mergedPullRequests: (client) => [() => client.mergedPullRequests(cart, 'prod', signal)],
  closedPullRequests: (client) => [() => client.closedPullRequests(cart, 'prod', signal)],
  findOpenPullRequest: (client) => [() => client.findOpenPullRequest(cart, 'dev', 'prod', signal)],
  pullRequest: (client) => [() => client.pullRequest(cart, 7, signal)],
  reviews: (client) => [() => client.reviews(cart, 7, signal)],
  judged: (client) => [
    () => client.judged?.(cart, { number: 7, base: { branch: 'prod', commit: sha } }, signal) ?? Promise.resolve(),
  ],
  mergers: (client) => [() => client.mergers(cart, 'prod', signal)],
  createPullRequest: (client) => [
    () => client.createPullRequest(cart, { title: 't', body: 'b', head: 'promote/x', base: 'prod' }, signal),
  ],
  updatePullRequest: (client) => [
    () => client.updatePullRequest(cart, 7, { title: 't', body: 'b' }, signal),
    () => client.updatePullRequest(cart, 7, { state: 'closed' }, signal),
    () => client.updatePullRequest(cart, 7, { state: 'open' }, signal),
  ],
  mergeRequest: (client) => [() => client.mergeRequest(cart, 7, signal)],
  requestMerge: (client) =>
    (['merge', 'squash', 'rebase'] as const).map(
      (style) => () => client.requestMerge(cart, 7, { head: sha, style }, signal),
    ),
  account: (client) => [() => client.account(signal)],
  comments: (client) => [() => client.comments(cart, 7, signal)],
  comment: (client) => [() => client.comment(cart, 7, 'hello', signal)],
  updateComment: (client) => [() => client.updateComment(cart, { number: 7, id: 3 }, 'hello', signal)],
  deleteComment: (client) => [() => client.deleteComment(cart, { number: 7, id: 3 }, signal)],
};

const job: PipelineJob = { id: '5', run: '3', name: 'deploy', state: 'failure', mayFail: false, hasLog: true };

/** The same of what a forge runs. */
const runsCalls: Calls<ForgeRuns> = {
  jobs: (runs) => [() => runs.jobs(cart, { branch: 'dev', commit: sha }, signal)],
  log: (runs) => [() => runs.log(cart, job, signal)],
  runFailedAgain: (runs) => [() => runs.runFailedAgain(cart, job.run, signal)],
};

/** The same of whoever sets a repository up. */
const hostingCalls: Calls<ForgeHosting> = {
  owner: (hosting) => [() => hosting.owner('o', signal)],
  find: (hosting) => [() => hosting.find(cart, signal)],
  create: (hosting) =>
    (['organisation', 'self'] as const).map((owner) => () => hosting.create(owner, cart, repository, signal)),
  hasTakenUp: (hosting) => [() => hosting.hasTakenUp(cart, signal)],
  setDefaultBranch: (hosting) => [() => hosting.setDefaultBranch(cart, 'dev', signal)],
  webhooks: (hosting) => [() => hosting.webhooks(cart, signal)],
  addWebhook: (hosting) =>
    ['s', undefined].map(
      (secret) => () =>
        hosting.addWebhook(
          cart,
          { url: 'https://hook.example.com', events: ['push', 'pull_request', 'status'], active: true },
          secret,
          signal,
        ),
    ),
  protection: (hosting) => [() => hosting.protection(cart, 'prod', signal)],
  protect: (hosting) => [
    () => hosting.protect(cart, 'prod', protection, signal),
    () => hosting.protect(cart, 'prod', { ...protection, pullRequestsOnly: false, requiredChecks: [] }, signal),
  ],
};

export interface EveryCall {
  readonly what: string;
  readonly ways: (forge: {
    readonly client: ForgeClient;
    readonly hosting: ForgeHosting;
  }) => readonly (() => Promise<unknown>)[];
}

export const everyCall: readonly EveryCall[] = [
  ...Object.entries(clientCalls).map(([what, ways]): EveryCall => ({ what, ways: ({ client }) => ways(client) })),
  ...Object.entries(runsCalls).map(([what, ways]): EveryCall => ({ what, ways: ({ client }) => ways(client.runs) })),
  ...Object.entries(hostingCalls).map(([what, ways]): EveryCall => ({ what, ways: ({ hosting }) => ways(hosting) })),
];
