import * as z from 'zod';
import { account, count, listOf, no, text, yes } from '../http/fields';
import { hosted as commonHosted } from '../http/hosted';
import { listedCommit } from '../listedCommits';
import { sha } from '../sha';

/** Gitea's and Forgejo's answers, as far as they matter here. Paths and models: docs/forges.md, "Gitea and Forgejo". */

export const repository = z.object({
  owner: z.object({ login: z.string() }),
  name: z.string(),
  default_branch: text,
  clone_url: z.string(),
  html_url: z.string(),
  /** In the list since 1.22; `undefined` from older servers. */
  topics: z.array(z.string()).nullish(),
  /** Both are about the code: who may see no more than its issues has neither. */
  permissions: z.object({ push: no, pull: no }).nullish(),
  private: z.boolean().nullish(),
  internal: no,
  archived: no,
  updated_at: text,
  open_pr_counter: z.number().nullish(),
  default_delete_branch_after_merge: z.boolean().nullish(),
  allow_merge_commits: z.boolean().nullish(),
  allow_squash_merge: z.boolean().nullish(),
  allow_rebase: z.boolean().nullish(),
  has_pull_requests: yes,
});
export const repositories = listOf(repository);
export type GiteaRepository = z.infer<typeof repository>;

export const topics = z.object({ topics: z.array(z.string()).nullable() });

export const branch = z.object({
  name: z.string(),
  commit: z.object({ id: sha }).nullable(),
  protected: no,
  enable_status_check: no,
  status_check_contexts: z.array(z.string()).nullish(),
  required_approvals: count,
  user_can_push: z.boolean().nullish(),
  user_can_merge: z.boolean().nullish(),
  /** Only in the answer to administrators of the repository. */
  effective_branch_protection_name: text,
});
export const branches = listOf(branch);
export type GiteaBranch = z.infer<typeof branch>;

/** Each entry of the list has `status`; the combined one, and some versions, have `state`. */
export const status = z
  .object({
    id: z.number(),
    status: z.string().nullish(),
    state: z.string().nullish(),
    context: text,
    description: text,
    target_url: text,
    created_at: text,
    updated_at: text,
  })
  .transform(({ status: word, state, ...rest }) => ({ ...rest, word: word ?? state ?? '' }));
export const statuses = listOf(status);
export type GiteaStatus = z.infer<typeof status>;

const names = listOf(z.string()).optional();

/** Only administrators of the repository may read it. */
export const protection = z.object({
  enable_merge_whitelist: no,
  merge_whitelist_usernames: names,
  merge_whitelist_teams: names,
});

export const reviews = listOf(
  z.object({
    user: z.object({ login: text }).nullish(),
    team: z.object({ name: text }).nullish(),
    state: text,
    stale: no,
    official: no,
    dismissed: no,
  }),
);
export type GiteaReview = z.infer<typeof reviews>[number];

const end = z.object({
  label: text,
  ref: text,
  sha: text,
  repo: z.object({ full_name: text }).nullish(),
});

export const pull = z.object({
  number: z.number().int(),
  title: text,
  body: text,
  state: z.string(),
  merged: no,
  draft: no,
  mergeable: no,
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  user: z.object({ login: text }).nullish(),
  html_url: text,
  updated_at: text,
  head: end,
  base: end,
});
export const pulls = listOf(pull);
export type GiteaPull = z.infer<typeof pull>;

export const commits = z.array(listedCommit);

export { account };

/** The login of who wrote it is missing where the account is gone. */
export const comment = z.object({ id: z.number().int(), user: z.object({ login: text }).nullish(), body: text });
export const comments = listOf(comment);
export type GiteaComment = z.infer<typeof comment>;

/** What happened to a pull request, in its order. */
export const timeline = listOf(z.object({ type: text }));

/** `empty`: also until the first push has been taken up. */
export const hosted = commonHosted.extend({ empty: no });

/** The secret is never in an answer. */
export const hooks = listOf(
  z.object({ type: text, config: z.object({ url: text, content_type: text }), events: listOf(z.string()), active: no }),
);

/** Only administrators of the repository may read them. */
export const rules = listOf(
  z.object({
    rule_name: text,
    enable_push: no,
    unprotected_file_patterns: text,
    enable_force_push: no,
    enable_status_check: no,
    status_check_contexts: listOf(z.string()),
    required_approvals: count,
    block_on_official_review_requests: no,
    block_on_outdated_branch: no,
    require_signed_commits: no,
    protected_file_patterns: text,
  }),
);
export type GiteaRule = z.infer<typeof rules>[number];
