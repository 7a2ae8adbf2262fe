import * as z from 'zod';
import { count, no, text } from '../http/fields';

/** GitHub's answers to whoever sets a repository up. Source: its REST API, "Repositories", "Webhooks", "Protected branches". */

const setting = z.object({ enabled: no }).nullish();
const some = z
  .array(z.unknown())
  .nullish()
  .transform((value) => value ?? []);

export const owner = z.object({ login: text, type: text });

export const hooks = z.array(
  z.object({
    config: z.object({
      url: text,
      content_type: text,
      /** 1 where it takes any certificate; a number with some versions. */
      insecure_ssl: z.union([z.string(), z.number()]).nullish().transform(String),
    }),
    events: z.array(z.string()),
    active: no,
  }),
);

export const protection = z.object({
  required_status_checks: z.object({ contexts: z.array(z.string()).nullish() }).nullish(),
  enforce_admins: setting,
  required_pull_request_reviews: z
    .object({
      required_approving_review_count: count,
      require_code_owner_reviews: no,
      /** Who needs no pull request. */
      bypass_pull_request_allowances: z.object({ users: some, teams: some, apps: some }).nullish(),
    })
    .nullish(),
  allow_force_pushes: setting,
  allow_deletions: setting,
});
export type GitHubProtection = z.infer<typeof protection>;
