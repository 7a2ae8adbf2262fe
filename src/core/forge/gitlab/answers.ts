import * as z from 'zod';
import { count, listOf, no, text } from '../http/fields';
import { sha } from '../sha';

/** GitLab's answers, as far as they matter here. Words stay open: new versions add some. docs/forges.md, "GitLab". */

const user = z.object({ username: text }).nullish();
const access = z.object({ access_level: z.number() }).nullish();

export const account = z.object({ username: z.string().min(1) });
/** Of the token of a job: whose it is. */
export const job = z.object({ user: account });

export const project = z.object({
  path: z.string(),
  path_with_namespace: z.string(),
  description: text,
  /** `null` of an empty one, in old versions; not there for whoever may not read the code. */
  default_branch: text,
  http_url_to_repo: z.string(),
  web_url: z.string(),
  topics: z.array(z.string()).nullish(),
  archived: no,
  empty_repo: no,
  visibility: text,
  merge_requests_enabled: z.boolean().nullish(),
  remove_source_branch_after_merge: z.boolean().nullish(),
  merge_method: z.string().nullish(),
  squash_option: z.string().nullish(),
  only_allow_merge_if_pipeline_succeeds: no,
  only_allow_merge_if_all_discussions_are_resolved: no,
  only_allow_merge_if_all_status_checks_passed: no,
  prevent_merge_without_jira_issue: no,
  permissions: z.object({ project_access: access, group_access: access }).nullish(),
});
export const projects = z.array(project);
export type GitLabProject = z.infer<typeof project>;

export const branch = z.object({
  name: z.string(),
  commit: z.object({ id: sha }),
  protected: no,
  developers_can_merge: no,
  can_push: z.boolean().nullish(),
});
export type GitLabBranch = z.infer<typeof branch>;

/** `access_level` 0: nobody. */
const accessLevels = z
  .array(
    z.object({
      access_level: z.number().nullish(),
      access_level_description: text,
      user_id: z.number().nullish(),
      group_id: z.number().nullish(),
    }),
  )
  .nullish();

export const protectedBranch = z.object({
  name: z.string(),
  push_access_levels: accessLevels,
  merge_access_levels: accessLevels,
  allow_force_push: no,
  code_owner_approval_required: no,
});
export const protectedBranches = z.array(protectedBranch);
export type GitLabProtectedBranch = z.infer<typeof protectedBranch>;

/** A rule without branches is one for all of them. */
export const approvalRules = z.array(
  z.object({ approvals_required: count, protected_branches: z.array(z.object({ name: text })).nullish() }),
);
export type GitLabApprovalRule = z.infer<typeof approvalRules>[number];

/** Jobs of pipelines and what others posted alike. */
export const status = z.object({
  id: z.number(),
  name: text,
  ref: text,
  status: z.string(),
  allow_failure: no,
  description: text,
  target_url: text,
  created_at: text,
  started_at: text,
  finished_at: text,
  pipeline_id: z.number().nullish(),
});
export const statuses = listOf(status);
export type GitLabStatus = z.infer<typeof status>;

export const pipeline = z.object({
  id: z.number(),
  sha: text,
  ref: text,
  status: z.string(),
  source: text,
  web_url: text,
  updated_at: text,
});
export const pipelines = z.array(pipeline);
export type GitLabPipeline = z.infer<typeof pipeline>;

/** Jobs that start another pipeline. */
export const bridges = z.array(
  z.object({ name: text, status: z.string(), allow_failure: no, ref: text, downstream_pipeline: pipeline.nullish() }),
);
export type GitLabBridge = z.infer<typeof bridges>[number];

export const mergeRequest = z.object({
  iid: z.number().int(),
  title: text,
  description: text,
  state: z.string(),
  draft: no,
  sha: text,
  source_branch: z.string(),
  target_branch: z.string(),
  source_project_id: z.number().nullish(),
  target_project_id: z.number(),
  merge_status: text,
  detailed_merge_status: text,
  has_conflicts: no,
  merge_when_pipeline_succeeds: no,
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  squash_commit_sha: z.string().nullish(),
  author: user,
  web_url: text,
  updated_at: text,
  /** Only in the answer to whoever asks for one. */
  head_pipeline: pipeline.nullish(),
});
export const mergeRequests = z.array(mergeRequest);
export type GitLabMergeRequest = z.infer<typeof mergeRequest>;

export const approvals = z.object({ approved_by: listOf(z.object({ user })).optional() });
export const reviewers = z.array(z.object({ user, state: text }));

export const note = z.object({ id: z.number().int(), author: user, body: text, system: no });
export const notes = z.array(note);
export type GitLabNote = z.infer<typeof note>;

export const commits = z.array(
  z.object({ id: sha, title: text, message: text, author_name: text, authored_date: text, created_at: text }),
);

export const headsAnswer = z.object({
  data: z
    .object({
      projects: z
        .object({
          nodes: z.array(
            z
              .object({
                fullPath: z.string(),
                mergeRequests: z.object({ count: z.number() }).nullish(),
                repository: z.record(z.string(), z.object({ sha: z.string() }).nullable()).nullish(),
              })
              .nullable(),
          ),
        })
        .nullish(),
    })
    .nullish(),
  errors: z.array(z.object({ message: text })).nullish(),
});
