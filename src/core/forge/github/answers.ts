import * as z from 'zod';
import { account, no, text } from '../http/fields';
import { listedCommit } from '../listedCommits';
import { graphqlErrors } from './graphql';

/** GitHub's REST answers, as far as they matter here. Words stay open: its own schemas are incomplete. docs/forges.md, "GitHub". */

export const repository = z.object({
  owner: z.object({ login: z.string() }),
  name: z.string(),
  /** In a list, this and where it is cloned from are not promised. */
  default_branch: text,
  clone_url: z.string().nullish(),
  html_url: z.string(),
  topics: z.array(z.string()).nullish(),
  archived: no,
  permissions: z.object({ push: no }).nullish(),
  private: z.boolean().nullish(),
  // Only in the answer to who may push.
  delete_branch_on_merge: z.boolean().nullish(),
  allow_merge_commit: z.boolean().nullish(),
  allow_squash_merge: z.boolean().nullish(),
  allow_rebase_merge: z.boolean().nullish(),
});
export const repositories = z.array(repository);
export type GitHubRepository = z.infer<typeof repository>;

export const combinedStatus = z.object({
  statuses: z.array(
    z.object({ context: text, state: z.string(), description: text, target_url: text, updated_at: text }),
  ),
});

export const checkRuns = z.object({
  check_runs: z.array(
    z.object({
      id: z.number(),
      name: text,
      status: z.string(),
      conclusion: z.string().nullish(),
      details_url: text,
      html_url: text,
      started_at: text,
      completed_at: text,
      output: z.object({ title: text }).nullish(),
      check_suite: z.object({ id: z.number() }).nullish(),
    }),
  ),
});
export type GitHubCheckRun = z.infer<typeof checkRuns>['check_runs'][number];
export type GitHubStatus = z.infer<typeof combinedStatus>['statuses'][number];

/** Of who may write. */
export const reviewsAnswer = z.object({
  data: z
    .object({
      repository: z
        .object({
          pullRequest: z
            .object({
              latestOpinionatedReviews: z
                .object({
                  nodes: z
                    .array(z.object({ state: text, author: z.object({ login: text }).nullish() }).nullable())
                    .nullish(),
                })
                .nullish(),
              reviewRequests: z
                .object({
                  nodes: z
                    .array(z.object({ requestedReviewer: z.object({ login: text, slug: text }).nullish() }).nullable())
                    .nullish(),
                })
                .nullish(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  errors: graphqlErrors,
});

/** Nobody may land there but these; only administrators may read it. */
export const restrictions = z.object({
  users: z.array(z.object({ login: text })).nullish(),
  teams: z.array(z.object({ slug: text })).nullish(),
});

const end = z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: text }).nullish() });

export const pull = z.object({
  number: z.number().int(),
  title: text,
  body: text,
  state: z.string(),
  /** Not in lists, where `merged_at` says it. */
  merged: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  mergeable: z.boolean().nullish(),
  /** Not in lists either. */
  mergeable_state: text,
  merge_commit_sha: z.string().nullish(),
  user: z.object({ login: text }).nullish(),
  html_url: text,
  updated_at: text,
  head: end,
  base: end,
});
export const pulls = z.array(pull);
export type GitHubPull = z.infer<typeof pull>;

/** Commits come oldest first. */
export const comparison = z.object({
  ahead_by: z.number().int().nonnegative(),
  behind_by: z.number().int().nonnegative(),
  commits: z.array(listedCommit),
});

const ref = z
  .object({
    target: z.object({ oid: z.string(), statusCheckRollup: z.record(z.string(), z.unknown()).nullish() }).nullable(),
    refUpdateRule: z
      .object({
        requiredStatusCheckContexts: z.array(z.string().nullable()).nullish(),
        requiredApprovingReviewCount: z.number().nullish(),
        requiresCodeOwnerReviews: no,
        viewerCanPush: z.boolean().nullish(),
        requiresConversationResolution: no,
        requiresSignatures: no,
      })
      .nullish(),
    rules: z
      .object({
        totalCount: z.number().nullish(),
        nodes: z
          .array(
            z
              .object({
                type: text,
                parameters: z
                  .object({
                    requiredReviewThreadResolution: no,
                    requireLastPushApproval: no,
                    strictRequiredStatusChecksPolicy: no,
                    requiredStatusChecks: z.array(z.object({ context: z.string() })).nullish(),
                    requiredApprovingReviewCount: z.number().nullish(),
                    requireCodeOwnerReview: no,
                  })
                  .nullish(),
              })
              .nullable(),
          )
          .nullable(),
      })
      .nullish(),
  })
  .nullable();
export type GitHubRef = z.infer<typeof ref>;

const repositoryHeads = z.object({
  viewerPermission: text,
  pullRequests: z.object({ totalCount: z.number() }).nullish(),
});

export const headsAnswer = z.object({
  data: z.record(z.string(), repositoryHeads.catchall(ref).nullable()).nullish(),
  errors: z
    .array(
      z.object({
        type: z.string().nullish(),
        message: text,
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z.object({ saml_failure: z.boolean().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

const context = z.object({
  databaseId: z.number().nullish(),
  name: text,
  status: text,
  conclusion: text,
  detailsUrl: text,
  permalink: text,
  startedAt: text,
  completedAt: text,
  title: text,
  checkSuite: z.object({ databaseId: z.number().nullish() }).nullish(),
  context: text,
  state: text,
  description: text,
  targetUrl: text,
  createdAt: text,
});
/** A check run or a status, whichever of the fields it has. */
export type GitHubContext = z.infer<typeof context>;

const commitChecks = z.object({
  oid: z.string().nullish(),
  statusCheckRollup: z
    .object({ contexts: z.object({ totalCount: z.number(), nodes: z.array(context.nullable()).nullish() }) })
    .nullish(),
});

export const checksAnswer = headsAnswer.extend({
  data: z.record(z.string(), z.object({ object: commitChecks.nullish() }).nullable()).nullish(),
});
export type ChecksData = z.infer<typeof checksAnswer>;

export type HeadsData = z.infer<typeof headsAnswer>;

export { account };

/** The login of who wrote it is missing where the account is gone. */
export const comment = z.object({ id: z.number().int(), user: z.object({ login: text }).nullish(), body: text });
export const comments = z.array(comment);
/** Of whom GraphQL says that the token is: also of an app's, which REST does not tell. */
export const viewer = z.object({ data: z.object({ viewer: account }) });
export type GitHubComment = z.infer<typeof comment>;
