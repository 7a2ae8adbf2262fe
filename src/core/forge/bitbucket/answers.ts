import * as z from 'zod';
import { no, text } from '../http/fields';
import { sha } from '../sha';

/**
 * Bitbucket Cloud's answers, as far as they matter here. Hardly a field is promised, and words are open. docs/forges.md,
 * "Bitbucket Cloud".
 */

/** Pull requests name commits by their first letters. */
const shortSha = z.string().regex(/^[0-9a-f]{7,64}$/);
const link = z.object({ href: text }).nullish();

/** People have no unique name that is told; an access token is one of its own. */
export const account = z.object({ uuid: text, nickname: text, display_name: text });
const person = account.nullish();

const strategies = z.array(z.string()).nullish();

export const branch = z.object({ name: z.string(), target: z.object({ hash: sha }), merge_strategies: strategies });
export type BitbucketBranch = z.infer<typeof branch>;

const clone = z.array(z.object({ name: text, href: text })).nullish();

export const repository = z.object({
  full_name: z.string(),
  description: text,
  is_private: z.boolean().nullish(),
  /** `null` of an empty one. */
  mainbranch: z.object({ name: text, merge_strategies: strategies }).nullish(),
  project: z.object({ key: text }).nullish(),
  links: z.object({ html: link, clone }).nullish(),
});
export type BitbucketRepository = z.infer<typeof repository>;

/** Of a list in which only names matter. */
export const named = z.object({ full_name: z.string() });

export const commit = z.object({ hash: sha, date: text, message: text, author: z.object({ raw: text }).nullish() });
export type BitbucketCommit = z.infer<typeof commit>;

export const status = z.object({
  uuid: text,
  /** Of a build of a ref. */
  refname: text,
  key: text,
  name: text,
  state: z.string(),
  description: text,
  url: text,
  created_on: text,
  updated_on: text,
});
export type BitbucketStatus = z.infer<typeof status>;

const end = z
  .object({
    branch: z.object({ name: text }).nullish(),
    commit: z.object({ hash: shortSha }).nullish(),
    repository: named.nullish(),
  })
  .nullish();

const participant = z.object({ user: person, role: text, approved: no, state: z.string().nullish() });

export const pull = z.object({
  id: z.number().int(),
  title: text,
  summary: z.object({ raw: text }).nullish(),
  state: z.string(),
  draft: no,
  author: person,
  source: end,
  destination: end,
  merge_commit: z.object({ hash: shortSha }).nullish(),
  close_source_branch: z.boolean().nullish(),
  updated_on: text,
  links: z.object({ html: link }).nullish(),
  /** These two only where one is asked for. */
  reviewers: z.array(account).nullish(),
  participants: z.array(participant).nullish(),
});
export type BitbucketPull = z.infer<typeof pull>;

export const defaultReviewer = z.object({ user: person });

export const comment = z.object({
  id: z.number().int(),
  user: person,
  content: z.object({ raw: text }).nullish(),
  /** It is about a line. */
  inline: z.object({ path: text }).nullish(),
  deleted: no,
});
export type BitbucketComment = z.infer<typeof comment>;

export const restriction = z.object({
  kind: z.string(),
  branch_match_kind: text,
  pattern: text,
  branch_type: text,
  value: z.number().nullish(),
  users: z.array(account).nullish(),
  groups: z.array(z.object({ name: text, slug: text })).nullish(),
});
export type BitbucketRestriction = z.infer<typeof restriction>;

const modelled = z.object({ name: z.string().nullish(), branch: z.object({ name: text }).nullish() }).nullish();
/** Which branches of a repository play which part. */
export const branchingModel = z.object({
  development: modelled,
  production: modelled,
  branch_types: z.array(z.object({ kind: text, prefix: text })).nullish(),
});

export const hook = z.object({
  url: text,
  events: z.array(z.string()).nullish(),
  active: no,
  /** Only where it is so. */
  skip_cert_verification: no,
});
