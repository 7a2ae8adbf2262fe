import assert from 'node:assert/strict';
import { isTold } from './beyond';
import { everyCall } from './calls';
import { descriptionOf } from './description';
import { graphqlProblems, graphqlUses } from './graphql';
import { Judge, type Sent } from './judge';
import { graphqlFields } from './operations';
import { describedForge, type Manner } from './world';

const onBitbucket = '/repositories/{workspace}/{repo_slug}';
const byPart = { values: [{ kind: 'push', branch_match_kind: 'branching_model', branch_type: 'production' }] };
const from = { full_name: 'o/cart' };
const onDataCenter = '/api/latest/projects/{projectKey}/repos/{repositorySlug}';
const dataCenterPull = `${onDataCenter}/pull-requests/{pullRequestId}`;
const dev = { id: 'refs/heads/dev', latestCommit: 'a'.repeat(40) };
const dataCenter = {
  [`GET ${onDataCenter.replace('/api', '/branch-permissions')}/restrictions`]: {
    values: [
      { type: 'read-only', matcher: { id: 'production', type: { id: 'MODEL_BRANCH' } }, users: [{ name: 'ann' }] },
    ],
  },
  'GET /build-status/latest/commits/{commitId}': {
    values: Array.from({ length: 100 }, (_, number) => ({ key: String(number), state: 'SUCCESSFUL' })),
  },
  [`GET ${onDataCenter}/settings/pull-requests`]: {
    mergeConfig: { strategies: ['no-ff', 'squash', 'ff-only'].map((id) => ({ id, enabled: true })) },
  },
  [`GET ${dataCenterPull}`]: {
    id: 7,
    version: 3,
    state: 'OPEN',
    fromRef: dev,
    toRef: { ...dev, id: 'refs/heads/prod' },
  },
  [`GET ${dataCenterPull}/auto-merge`]: { fromHash: 'b'.repeat(40) },
};
const bare = {
  [`GET ${onDataCenter.replace('/api', '/branch-permissions')}/restrictions`]: { values: [] },
  [`GET ${onDataCenter.replace('/api', '/required-builds')}/conditions`]: { values: [] },
  [`GET ${onDataCenter}/settings/pull-requests`]: {},
  [`GET ${dataCenterPull}/comments/{commentId}`]: { id: 3, version: 2 },
};
const landed = {
  values: ['a', 'b'].map((letter, id) => ({
    id,
    state: 'MERGED',
    source: { branch: { name: 'promote/x' }, commit: { hash: letter.repeat(12) }, repository: from },
    destination: { branch: { name: 'prod' }, repository: from },
    merge_commit: { hash: 'c'.repeat(12) },
  })),
};

const ran = {
  'GET /repos/{owner}/{repo}/actions/runs': {
    total_count: 1,
    workflow_runs: [{ id: 3, head_sha: 'a'.repeat(40), head_branch: 'dev', path: 'deploy.yml', event: 'push' }],
  },
};

/** So that what is asked only after a refusal is asked as well. */
const manners: readonly Manner[] = [
  { amount: 'all' },
  { amount: 'least' },
  { amount: 'all', without: 'topics' },
  { amount: 'all', nullAt: 'repository.pullRequest.autoMergeRequest' },
  {
    amount: 'all',
    said: { [`GET ${onBitbucket}/branch-restrictions`]: byPart, [`GET ${onBitbucket}/pullrequests`]: landed },
  },
  { amount: 'all', said: ran },
  { amount: 'all', said: dataCenter },
  { amount: 'all', said: bare, without: 'defaultBranch' },
  {
    amount: 'all',
    refused: {
      'GET /repos/{owner}/{repo}/branches/{branch}/protection': 404,
      'GET /orgs/{org}/repos': 404,
      'GET /orgs/{org}': 404,
      'GET /user': 403,
    },
  },
];

/** What is known without asking. */
const unasked = [
  'github hasTakenUp',
  'bitbucket mergeRequest',
  'bitbucket requestMerge',
  'bitbucket judged',
  'gitea judged',
  ...['bitbucket', 'bitbucketDataCenter'].flatMap((forge) =>
    ['jobs', 'log', 'runFailedAgain'].map((what) => `${forge} ${what}`),
  ),
];

for (const forge of ['github', 'gitea', 'bitbucket', 'bitbucketDataCenter'] as const) {
  describe(`what is asked of ${forge}, held against its published description`, () => {
    const judge = new Judge(descriptionOf(forge));
    const asked = new Set<string | undefined>();
    const problemsOf = (sent: Sent) => (sent.path === '/graphql' ? graphqlProblems(sent.body) : judge.request(sent));

    for (const { what, ways } of everyCall) {
      it(`${what}: addresses, parameters and bodies that it knows`, async () => {
        for (const manner of manners) {
          const world = describedForge(forge, manner);
          for (const call of ways(world)) await call().catch(() => undefined); // what is asked counts
          assert.equal(world.sent.length === 0, unasked.includes(`${forge} ${what}`));
          const problems = world.sent.flatMap(problemsOf).filter((problem) => !isTold(problem));
          assert.deepEqual([...new Set(problems)], []);
          for (const sent of world.sent) {
            asked.add(judge.operation(sent));
            if (sent.path === '/graphql') graphqlUses(sent.body).forEach((field) => asked.add(field));
          }
        }
      });
    }

    it('asks each operation, and each field of GraphQL, that is kept of the description', () => {
      const fields = forge === 'github' ? Object.entries(graphqlFields) : [];
      const kept = [
        ...Object.keys(descriptionOf(forge).operations),
        ...fields.flatMap(([type, names]) => names.map((name) => `${type}.${name}`)),
      ];
      assert.deepEqual(
        kept.filter((name) => !asked.has(name)),
        [],
      );
    });
  });
}
