import type { Asked, Said } from './server';

const sha = 'a'.repeat(40);
const other = 'b'.repeat(40);
export const project = 'My Shop';

/** Where Azure DevOps has what, as it tells its own clients. Source: Azure DevOps REST API, each call by its name. */
const git = '{project}/_apis/{area}/repositories/{repositoryId}';
const locations: readonly (readonly [area: string, id: string, template: string])[] = [
  ['Location', 'e81700f7-3be2-46de-8624-2eb35882fcaa', '_apis/resourceAreas/{areaId}'],
  ['Location', '00d9565f-ed9c-4a06-9a50-00e7896ccab4', '_apis/connectionData'],
  ['core', '603fe2ac-9723-48b9-88ad-09305aa6c6e1', '_apis/projects/{*projectId}'],
  ['build', '0cd358e1-9217-4d94-8269-1c1ee6f93dcf', '{project}/_apis/{area}/builds/{buildId}'],
  ['policy', 'dad91cbe-d183-45f8-9c6e-9c1164472121', '{project}/_apis/{area}/configurations/{configurationId}'],
  ['policy', 'c23ddff5-229c-4d04-a80b-0fdce9f360c8', '{project}/_apis/{area}/evaluations/{evaluationId}'],
  ['git', '225f7195-f9c7-4d14-ab28-a83f7ff77e1f', git],
  ['git', '2d874a60-a811-4f62-9c9f-963a6ea0a55b', `${git}/refs`],
  ['git', 'c2570c3b-5b3f-41b8-98bf-5407bfde8d58', `${git}/commits/{commitId}`],
  ['git', '615588d5-c0c7-4b88-88f8-e625306446e8', `${git}/diffs/commits`],
  ['git', '428dd4fb-fda5-4722-af02-9313b80305da', `${git}/commits/{commitId}/statuses`],
  ['git', '9946fd70-0d40-406e-b686-b4744cbbcc37', `${git}/pullrequests/{pullRequestId}`],
  ['git', 'a5d28130-9cd2-40fa-9f08-902e7daa9efb', '{project}/_apis/{area}/pullrequests'],
  ['git', 'ab6e2e5d-a0b7-4153-b64a-a4efe0d49449', `${git}/pullRequests/{pullRequestId}/threads/{threadId}`],
  [
    'git',
    '965a3ec7-5ed8-455a-bdcb-835a5ea7fe7b',
    `${git}/pullRequests/{pullRequestId}/threads/{threadId}/comments/{commentId}`,
  ],
  ['git', 'd43911ee-6958-46b0-a42b-8445b8a0d004', `${git}/pullRequests/{pullRequestId}/iterations/{iterationId}`],
  ['git', 'b5f6bb4f-8d1e-4d79-8d11-4c9172c99c35', `${git}/pullRequests/{pullRequestId}/statuses/{statusId}`],
];

export function answer({ method, path }: Asked): Said {
  if (method === 'OPTIONS') {
    const area = path.split('/').at(-1)?.toLowerCase() ?? '';
    const known = locations.filter(([name]) => name.toLowerCase() === area);
    const value = known.map(([name, id, routeTemplate]) => ({
      id,
      area: name,
      resourceName: '',
      routeTemplate,
      resourceVersion: 9,
      minVersion: '1.0',
      maxVersion: '7.2',
      releasedVersion: '7.1',
    }));
    return { body: { count: value.length, value } };
  }
  const body = answers.find(([pattern]) => pattern.test(path))?.[1] ?? { count: 0, value: [] };
  return { status: 200, body };
}

const repository = { id: 'r1', name: 'cart', project: { id: 'p1', name: project } };
const pullRequest = {
  pullRequestId: 7,
  status: 'active',
  sourceRefName: 'refs/heads/dev',
  targetRefName: 'refs/heads/prod',
  lastMergeSourceCommit: { commitId: sha },
  repository,
};
const answers: readonly (readonly [RegExp, unknown])[] = [
  [/\/connectionData$/i, { authenticatedUser: { id: 'me' } }],
  [/\/projects\/[^/]+$/, { id: 'p1', name: project }],
  [/\/repositories\/(?:cart|r1)$/, repository],
  [/\/repositories$/, { value: [repository] }],
  [
    /\/refs$/,
    {
      value: [
        { name: 'refs/heads/dev', objectId: sha },
        { name: 'refs/heads/prod', objectId: other },
      ],
    },
  ],
  [
    /\/pullRequests\/7\/iterations$/,
    {
      value: [
        { id: 1, sourceRefCommit: { commitId: other } },
        { id: 2, sourceRefCommit: { commitId: sha } },
      ],
    },
  ],
  [/\/pullrequests\/7$/, pullRequest],
  [/\/pullrequests$/, { value: [pullRequest] }],
  [/\/diffs\/commits$/, { aheadCount: 1, behindCount: 0 }],
];
