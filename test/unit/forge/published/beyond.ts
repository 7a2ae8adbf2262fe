/**
 * Where Gitea's description is not what the server does, or is newer than servers that are met: each with its source. By what
 * a problem ends in, or whole.
 */
const beyondGitea: readonly (readonly [problem: string, source: string])[] = [
  [
    "/pulls/{index}/merge: must have required property 'do'",
    'services/forms/repo_form.go: 1.26 takes `Do` as well, older ones nothing else',
  ],
  ['/pulls/{index}/merge: must NOT have additional properties: Do', 'the same'],
  ['/pulls/{index}/merge: is not answered with 201', 'routers/api/v1/repo/pull.go: where it is to land later'],
  [
    'GET /repos/{owner}/{repo}/issues/{index}/comments: there is no parameter page',
    'routers/api/v1/repo/issue_comment.go: all are given, and counted; a server that gave pages would be followed',
  ],
  ['GET /repos/{owner}/{repo}/issues/{index}/comments: there is no parameter limit', 'the same'],
  [
    'must NOT have additional properties: username',
    'modules/structs/user.go, MarshalJSON: of every account, for old clients',
  ],
];

/** The same of Bitbucket's: parameters that all lists take are told once for all of them, and fields of some objects nowhere. */
const beyondBitbucket: readonly (readonly [problem: string, source: string])[] = [
  ['there is no parameter pagelen', 'REST API, "Pagination"'],
  ['there is no parameter page', 'the same'],
  ['/pullrequests: there is no parameter q', 'the text of this operation'],
  ['/pullrequests: there is no parameter sort', 'the same'],
  ['/commits: there is no parameter include', 'the text of this operation'],
  ['/commits/{revision}: there is no parameter exclude', 'the same'],
  ['POST /repositories/{workspace}/{repo_slug}/hooks: takes no body', 'the text of this operation'],
  ['/pullrequests: must NOT have additional properties: description', 'the text of this operation'],
  ['/pullrequests/{pull_request_id}: must NOT have additional properties: description', 'the same'],
  ...['kind', 'branch_match_kind', 'branch_type', 'pattern', 'value', 'id'].map(
    (field) =>
      [`must NOT have additional properties: ${field}`, 'REST API, "Branch restrictions", its example'] as const,
  ),
  ['must NOT have additional properties: draft', 'REST API, "Pull requests"'],
];

/**
 * The same of Bitbucket Data Center's, of which fields are left out that answers have had since its first version: its examples
 * before 8.0 have them ("REST Resources Provided By: Bitbucket Server - REST", by the name of the resource).
 */
const beyondDataCenter: readonly (readonly [problem: string, source: string])[] = [
  ['/branchmodel: there is no such operation', '"Branch Utils REST", "/branchmodel"'],
  ...['totalCount', 'authorCount'].map(
    (field) => [`/commits 200: must NOT have additional properties: ${field}`, '"/commits", withCounts'] as const,
  ),
  ...['isLastPage', 'limit', 'size', 'start', 'values'].map(
    (field) => [`/labels 200: must NOT have additional properties: ${field}`, '"/labels": a page of them'] as const,
  ),
  ...['author', 'properties'].map(
    (field) => [`must NOT have additional properties: ${field}`, '"/pull-requests", its example'] as const,
  ),
  ...['comment', 'commentAction', 'commentAnchor'].map(
    (field) => [`must NOT have additional properties: ${field}`, '"/activities", its example'] as const,
  ),
  ['must NOT have additional properties: canMerge', '"/merge", its example'],
];

/** Whether it is one of what stands above, which is where a description is wrong. */
export function isTold(problem: string): boolean {
  return [...beyondGitea, ...beyondBitbucket, ...beyondDataCenter].some(([end]) => problem.endsWith(end));
}
