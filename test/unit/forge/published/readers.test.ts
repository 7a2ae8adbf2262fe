import assert from 'node:assert/strict';
import * as z from 'zod';
import * as bitbucketAnswers from '../../../../src/core/forge/bitbucket/answers';
import * as dataCenterAnswers from '../../../../src/core/forge/bitbucketDataCenter/answers';
import * as giteaAnswers from '../../../../src/core/forge/gitea/answers';
import * as githubAnswers from '../../../../src/core/forge/github/answers';
import { reviewsQuery } from '../../../../src/core/forge/github/reviews';
import { headsQuery } from '../../../../src/core/forge/github/heads';
import * as githubHosting from '../../../../src/core/forge/github/hostingAnswers';
import { hosted } from '../../../../src/core/forge/http/hosted';
import { descriptionOf, resolved, type Described, type Schema } from './description';
import { inventedGraphql } from './graphql';
import { beyondDescription, unasked } from './reading';

type Read = readonly string[] | 'graphql';
type Readers<T> = Readonly<Record<keyof T, Read>>;

const pulls = 'GET /repos/{owner}/{repo}/pulls';
const comments = '/repos/{owner}/{repo}/issues/{index}/comments';
const ofOwners = ['GET /orgs/{org}/repos', 'GET /users/{username}/repos'];
const setUp = ['GET /repos/{owner}/{repo}', 'POST /orgs/{org}/repos', 'POST /user/repos'];

/** Of which operations each reads the answers. One that is not here is an error of the compiler. */
const github = {
  repository: ['GET /repos/{owner}/{repo}'],
  repositories: ofOwners,
  combinedStatus: ['GET /repos/{owner}/{repo}/commits/{ref}/status'],
  checkRuns: ['GET /repos/{owner}/{repo}/commits/{ref}/check-runs'],
  restrictions: ['GET /repos/{owner}/{repo}/branches/{branch}/protection/restrictions'],
  pull: [
    `${pulls}/{pull_number}`,
    'POST /repos/{owner}/{repo}/pulls',
    'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
  ],
  pulls: [pulls],
  account: ['GET /user'],
  comment: ['POST /repos/{owner}/{repo}/issues/{issue_number}/comments'],
  comments: ['GET /repos/{owner}/{repo}/issues/{issue_number}/comments'],
  comparison: ['GET /repos/{owner}/{repo}/compare/{basehead}'],
  checksAnswer: 'graphql',
  headsAnswer: 'graphql',
  reviewsAnswer: 'graphql',
  viewer: 'graphql',
} satisfies Readers<typeof githubAnswers>;

const githubOfHosting = {
  owner: ['GET /users/{username}'],
  hooks: ['GET /repos/{owner}/{repo}/hooks'],
  protection: ['GET /repos/{owner}/{repo}/branches/{branch}/protection'],
} satisfies Readers<typeof githubHosting>;

const gitea = {
  repository: ['GET /repos/{owner}/{repo}'],
  repositories: ofOwners,
  topics: ['GET /repos/{owner}/{repo}/topics'],
  branch: ['GET /repos/{owner}/{repo}/branches/{branch}'],
  branches: ['GET /repos/{owner}/{repo}/branches'],
  status: ['POST /repos/{owner}/{repo}/statuses/{sha}'],
  statuses: ['GET /repos/{owner}/{repo}/commits/{ref}/statuses'],
  protection: ['GET /repos/{owner}/{repo}/branch_protections/{name}'],
  reviews: [`${pulls}/{index}/reviews`],
  pull: [`${pulls}/{index}`, 'POST /repos/{owner}/{repo}/pulls', 'PATCH /repos/{owner}/{repo}/pulls/{index}'],
  pulls: [pulls],
  account: ['GET /user'],
  commits: ['GET /repos/{owner}/{repo}/commits'],
  comment: [`POST ${comments}`],
  comments: [`GET ${comments}`],
  timeline: ['GET /repos/{owner}/{repo}/issues/{index}/timeline'],
  hosted: setUp,
  hooks: ['GET /repos/{owner}/{repo}/hooks'],
  rules: ['GET /repos/{owner}/{repo}/branch_protections'],
} satisfies Readers<typeof giteaAnswers>;

const repositoryAt = '/repositories/{workspace}/{repo_slug}';
const bitbucketPull = `${repositoryAt}/pullrequests/{pull_request_id}`;

/** Of what comes in pages, an entry of one. */
const bitbucket = {
  account: ['GET /user'],
  branch: [`GET ${repositoryAt}/refs/branches/{name}`, `GET ${repositoryAt}/refs/branches`],
  repository: [`GET ${repositoryAt}`, `POST ${repositoryAt}`, 'GET /repositories/{workspace}'],
  named: ['GET /repositories/{workspace}'],
  commit: [`GET ${repositoryAt}/commit/{commit}`, `GET ${repositoryAt}/commits`],
  status: [`GET ${repositoryAt}/commit/{commit}/statuses`],
  pull: [
    `GET ${bitbucketPull}`,
    `PUT ${bitbucketPull}`,
    `POST ${bitbucketPull}/decline`,
    `GET ${repositoryAt}/pullrequests`,
  ],
  comment: [`GET ${bitbucketPull}/comments`, `POST ${bitbucketPull}/comments`],
  defaultReviewer: [`GET ${repositoryAt}/effective-default-reviewers`],
  restriction: [`GET ${repositoryAt}/branch-restrictions`],
  branchingModel: [`GET ${repositoryAt}/effective-branching-model`],
  hook: [`GET ${repositoryAt}/hooks`],
} satisfies Readers<typeof bitbucketAnswers>;

const onDataCenter = '/api/latest/projects/{projectKey}/repos/{repositorySlug}';
const dataCenterPull = `${onDataCenter}/pull-requests/{pullRequestId}`;
const inGroup = (group: string) => onDataCenter.replace('/api', `/${group}`);

/** The same. */
const dataCenter = {
  project: ['GET /api/latest/projects/{projectKey}'],
  repository: [`GET ${onDataCenter}`, 'GET /api/latest/projects/{projectKey}/repos'],
  named: ['GET /api/latest/repos'],
  labelled: ['GET /api/latest/labels/{labelName}/labeled'],
  label: [`GET ${onDataCenter}/labels`],
  branch: [`GET ${onDataCenter}/branches`],
  defaultBranch: [`GET ${onDataCenter}/default-branch`],
  commit: [`GET ${onDataCenter}/commits/{commitId}`, `GET ${onDataCenter}/commits`],
  commits: [], // a page of the last
  build: ['GET /build-status/latest/commits/{commitId}'],
  counts: ['GET /build-status/latest/commits/stats/{commitId}'],
  countsByCommit: ['POST /build-status/latest/commits/stats'],
  pull: [
    `GET ${dataCenterPull}`,
    `PUT ${dataCenterPull}`,
    `POST ${dataCenterPull}/decline`,
    `POST ${onDataCenter}/pull-requests`,
    `GET ${onDataCenter}/pull-requests`,
  ],
  mergeability: [`GET ${dataCenterPull}/merge`],
  automerge: [`GET ${dataCenterPull}/auto-merge`],
  automergeSettings: [`GET ${onDataCenter}/settings/auto-merge`],
  comment: [`POST ${dataCenterPull}/comments`, `GET ${dataCenterPull}/comments/{commentId}`],
  activity: [`GET ${dataCenterPull}/activities`],
  restriction: [`GET ${inGroup('branch-permissions')}/restrictions`],
  numbered: [`GET ${onDataCenter}`],
  defaultReviewers: [], // what is described is the one of two
  requiredBuild: [`GET ${inGroup('required-builds')}/conditions`],
  reviewersCondition: [], // comes as a list
  branchingModel: [], // not described
  pullSettings: [`GET ${onDataCenter}/settings/pull-requests`],
  hook: [`GET ${onDataCenter}/webhooks`],
} satisfies Readers<typeof dataCenterAnswers>;

const readers: readonly (readonly [Described, string, unknown, Read])[] = [
  ...Object.entries(github).map(
    ([name, read]) => ['github', name, githubAnswers[name as keyof typeof github], read] as const,
  ),
  ...Object.entries(githubOfHosting).map(
    ([name, read]) => ['github', name, githubHosting[name as keyof typeof githubOfHosting], read] as const,
  ),
  ['github', 'hosted', hosted, setUp],
  ...Object.entries(gitea).map(
    ([name, read]) => ['gitea', name, giteaAnswers[name as keyof typeof gitea], read] as const,
  ),
  ...Object.entries(bitbucket).map(
    ([name, read]) => ['bitbucket', name, bitbucketAnswers[name as keyof typeof bitbucket], read] as const,
  ),
  ...Object.entries(dataCenter).map(
    ([name, read]) => ['bitbucketDataCenter', name, dataCenterAnswers[name as keyof typeof dataCenter], read] as const,
  ),
];

/** What a description lacks of an answer, each with where it is told. */
const beyond: Readonly<Record<string, string>> = {
  'github repositories: [].allow_merge_commit is not described': 'read of one repository, by the same reader',
  'github repositories: [].allow_squash_merge is not described': 'the same',
  'github repositories: [].allow_rebase_merge is not described': 'the same',
  'github pulls: [].merged is not described':
    'read of one pull request, by the same reader; in a list `merged_at` says it',
  'github pulls: [].mergeable is not described': 'read of one pull request, by the same reader',
  'github pulls: [].mergeable_state is not described': 'the same',
  'gitea status: state is not described': 'Forgejo, and Gitea before 1.17 (docs/forges.md)',
  'gitea statuses: [].state is not described': 'the same',
  ...Object.fromEntries(
    ['kind', 'branch_match_kind', 'pattern', 'branch_type', 'value'].map((field) => [
      `bitbucket restriction: ${field} is not described`,
      'REST API, "Branch restrictions", its example',
    ]),
  ),
  'bitbucket pull: draft is not described': 'REST API, "Pull requests"',
  'bitbucket hook: skip_cert_verification is not described': 'REST API, "Webhooks", its example',
  // Here as in beyond.ts.
  'bitbucketDataCenter pull: author is not described': 'REST API 7.21, "/pull-requests", its example',
  'bitbucketDataCenter pull: properties is not described': 'the same',
  'bitbucketDataCenter mergeability: canMerge is not described': 'REST API 7.21, "/merge", its example',
  'bitbucketDataCenter activity: comment is not described': 'REST API 7.21, "/activities", its example',
  'bitbucketDataCenter activity: commentAnchor is not described': 'the same',
  'bitbucketDataCenter build: dateAdded is not described': 'REST API 7.13, "Build Integration REST"',
  'bitbucketDataCenter pullSettings: requiredApprovers.enable is not described':
    'REST API 7.21, "/settings/pull-requests"',
  'bitbucketDataCenter pullSettings: requiredSuccessfulBuilds.enable is not described': 'the same',
};

for (const [forge, name, reader, operations] of readers) {
  if (operations === 'graphql') continue; // below, and in required.test.ts
  describe(`what ${forge}’s ${name} is read as`, () => {
    const description = descriptionOf(forge);
    for (const operation of operations) {
      it(`${operation}: is what its published description promises`, () => {
        const [, theirs] =
          Object.entries(description.operations[operation]?.answers ?? {}).find(([status]) => status.startsWith('2')) ??
          [];
        assert.ok(theirs, 'is answered with nothing');
        const ours = z.toJSONSchema(reader as z.ZodType, { io: 'input' }) as Schema;
        const entry = forge.startsWith('bitbucket')
          ? resolved(description, theirs).properties?.['values']?.items
          : undefined;
        const problems = beyondDescription(description, ours, entry ?? theirs, forge === 'github');
        assert.deepEqual(
          problems.filter((problem) => !(`${forge} ${name}: ${problem}` in beyond)),
          [],
        );
      });
    }
  });
}

describe('what GitHub’s answers to GraphQL are read as', () => {
  const heads = headsQuery([{ repository: { owner: 'o', name: 'r' }, branches: ['dev', 'prod'] }]).query;
  for (const [name, reader, query] of [
    ['headsAnswer', githubAnswers.headsAnswer, heads],
    ['reviewsAnswer', githubAnswers.reviewsAnswer, reviewsQuery],
    ['viewer', githubAnswers.viewer, '{ viewer { login } }'],
  ] as const) {
    it(`${name}: is nothing that was not asked for`, () => {
      const { answer } = inventedGraphql(query, () => false);
      const missing = unasked(z.toJSONSchema(reader, { io: 'input' }) as Schema, answer);
      assert.deepEqual(
        missing.filter((place) => place !== 'errors'),
        [],
      );
    });
  }
});
