import * as z from 'zod';
import { count, no, text } from '../http/fields';

/** Azure DevOps' answers, as far as they matter here. Words stay open. docs/forges.md, "Azure DevOps". */

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const commit = z.object({ commitId: sha }).nullish();
const id = z.string().min(1);

/** Every list comes as `{ count, value }`. */
const listed = <T extends z.ZodType>(entry: T) => z.object({ value: z.array(entry) }).transform(({ value }) => value);

export const identity = z.object({ id: text, uniqueName: text, displayName: text }).nullish();
export type AzureIdentity = z.infer<typeof identity>;

const worded = z.object({ $value: z.union([z.string(), z.number(), z.boolean()]).transform(String) }).nullish();

export const connection = z.object({
  authenticatedUser: z.object({
    id,
    providerDisplayName: text,
    properties: z.object({ Account: worded }).nullish(),
  }),
});

export const project = z.object({ id, name: z.string(), visibility: text });

export const repository = z.object({
  id,
  name: z.string(),
  project,
  /** A ref; nothing of an empty one. */
  defaultBranch: text,
  remoteUrl: text,
  webUrl: text,
  isDisabled: no,
});
export const repositories = listed(repository);
export type AzureRepository = z.infer<typeof repository>;

export const refs = listed(z.object({ name: z.string(), objectId: sha, isLocked: no }));
export type AzureRef = z.infer<typeof refs>[number];

const scope = z.object({
  repositoryId: z.string().nullish(),
  /** Not there where it is of all branches. */
  refName: z.string().nullish(),
  matchKind: text,
});
export const policy = z.object({
  id: z.number(),
  isEnabled: no,
  isBlocking: no,
  isDeleted: no,
  type: z.object({ id: z.string(), displayName: text }),
  settings: z.object({
    scope: z.array(scope).nullish(),
    minimumApproverCount: count,
    statusGenre: text,
    statusName: text,
    /** "Reset status whenever there are new changes". */
    invalidateOnSourceUpdate: no,
    buildDefinitionId: z.number().nullish(),
    displayName: text,
    useSquashMerge: z.boolean().nullish(),
    allowSquash: no,
    allowNoFastForward: no,
    allowRebase: no,
    allowRebaseMerge: no,
  }),
});
export const policies = listed(policy);
export type AzurePolicy = z.infer<typeof policy>;

const evaluation = z.object({
  status: z.string(),
  configuration: policy,
  /** Of a build, with more; of others anything. */
  context: z.object({ isExpired: z.unknown() }).nullish().catch(undefined),
  completedDate: text,
  startedDate: text,
});
export const evaluations = listed(evaluation);
export type AzureEvaluation = z.infer<typeof evaluation>;

const iteration = z.object({ id: z.number(), sourceRefCommit: commit, createdDate: text });
export const iterations = listed(iteration);
export type AzureIteration = z.infer<typeof iteration>;

export const permissions = z.object({
  evaluations: z.array(z.object({ token: z.string(), permissions: z.number(), value: no })),
});

export const status = z.object({
  state: z.string(),
  description: text,
  context: z.object({ name: text, genre: text }),
  targetUrl: text,
  creationDate: text,
  /** Of one on a pull request: the push that it is of, where whoever posted it said so. */
  iterationId: z.number().nullish(),
});
export const statuses = listed(status);
export type AzureStatus = z.infer<typeof status>;

export const builds = listed(
  z.object({
    id: z.number(),
    status: text,
    result: text,
    reason: text,
    definition: z.object({ id: z.number(), name: text }),
    sourceBranch: text,
    sourceVersion: text,
    /** Of one of a pull request: the commit itself, where `sourceVersion` is a trial merge. */
    triggerInfo: z.object({ 'pr.sourceSha': text }).nullish(),
    queueTime: text,
    finishTime: text,
  }),
);
export type AzureBuild = z.infer<typeof builds>[number];

const reviewer = z.object({
  uniqueName: text,
  displayName: text,
  vote: count,
  hasDeclined: no,
  /** A team: its word is that of its members, who are named as well. */
  isContainer: no,
});

export const pullRequest = z.object({
  pullRequestId: z.number().int(),
  title: text,
  description: text,
  status: z.string(),
  isDraft: no,
  sourceRefName: z.string(),
  targetRefName: z.string(),
  createdBy: identity,
  creationDate: text,
  closedDate: text,
  mergeStatus: text,
  lastMergeSourceCommit: commit,
  lastMergeTargetCommit: commit,
  lastMergeCommit: commit,
  autoCompleteSetBy: identity,
  forkSource: z
    .object({ repository: z.object({ name: text, project: z.object({ name: text }).nullish() }).nullish() })
    .nullish(),
  repository: z.object({ id: text, name: text }),
  reviewers: z.array(reviewer).nullish(),
});
export type AzurePullRequest = z.infer<typeof pullRequest>;

/** One of a list has no more than the beginning of its description. */
export type ListedPullRequest = Omit<AzurePullRequest, 'description'> & { readonly beginning: string };
export const pullRequests = listed(
  pullRequest.transform(({ description: beginning, ...one }): ListedPullRequest => ({ ...one, beginning })),
);

export const comment = z.object({
  id: z.number().int(),
  author: identity,
  content: text,
  commentType: text,
  isDeleted: no,
  publishedDate: text,
});
export const thread = z.object({
  id: z.number().int(),
  comments: z.array(comment).nullish(),
  isDeleted: no,
  /** Of one on a line of a file. */
  threadContext: z.object({}).nullish(),
  properties: z
    .object({
      CodeReviewThreadType: worded,
      CodeReviewAutoCompleteNowSet: worded,
      CodeReviewAutoCompleteFailedReason: worded,
    })
    .nullish(),
});
/** One that was just begun has the comment that it was begun with. */
export const newThread = z.object({ id: z.number().int(), comments: z.tuple([comment], z.unknown()) });
export const threads = listed(thread);
export type AzureComment = z.infer<typeof comment>;

export const difference = z.object({ aheadCount: z.number(), behindCount: z.number() });
export const commits = listed(
  z.object({ commitId: sha, comment: text, author: z.object({ name: text, date: text }).nullish() }),
);
