import * as z from 'zod';

/** GitHub's answers to whoever sets a repository up. Source: its REST API, "Repositories", "Webhooks", "Protected branches". */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const no = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const setting = z.object({ enabled: no }).nullish();

export const owner = z.object({ login: text, type: text });

export const hosted = z.object({
  owner: z.object({ login: z.string() }),
  name: z.string(),
  description: text,
  default_branch: text,
  archived: no,
  permissions: z.object({ admin: no }).nullish(),
});
export type GitHubHosted = z.infer<typeof hosted>;

export const hooks = z.array(z.object({ config: z.object({ url: text }), events: z.array(z.string()), active: no }));

export const protection = z.object({
  required_status_checks: z.object({ contexts: z.array(z.string()).nullish() }).nullish(),
  enforce_admins: setting,
  required_pull_request_reviews: z
    .object({
      required_approving_review_count: z
        .number()
        .nullish()
        .transform((value) => value ?? 0),
      require_code_owner_reviews: no,
    })
    .nullish(),
  allow_force_pushes: setting,
  allow_deletions: setting,
});
export type GitHubProtection = z.infer<typeof protection>;
