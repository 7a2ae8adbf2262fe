import * as z from 'zod';
import { no, text } from '../http/fields';
import { sha } from '../sha';

/** Bitbucket Data Center's answers, as far as they matter here. Words are open. docs/forges.md, "Bitbucket Data Center". */

const number = z.number().nullish();
const hrefs = z.array(z.object({ href: text, name: text })).nullish();
const links = z.object({ self: hrefs, clone: hrefs }).nullish();

/** `name` is the one that nobody else has. */
const person = z.object({ name: text, displayName: text }).nullish();

export const project = z.object({ key: z.string(), type: text });

export const repository = z.object({
  slug: z.string(),
  description: text,
  archived: no,
  public: no,
  /** Left out by older ones. */
  defaultBranch: text,
  project: z.object({ key: z.string() }),
  links,
});
export type DataCenterRepository = z.infer<typeof repository>;

/** Of a list in which only names matter. */
export const named = z.object({ slug: z.string(), project: z.object({ key: z.string() }) });

/** What bears a label: repositories and nothing else so far. */
export const labelled = z.object({ slug: text, project: z.object({ key: z.string() }).nullish() });

export const label = z.object({ name: z.string() });

export const branch = z.object({ id: z.string(), latestCommit: sha });
export type DataCenterBranch = z.infer<typeof branch>;

export const defaultBranch = z.object({ id: z.string() });

export const commit = z.object({
  id: sha,
  message: text,
  author: z.object({ name: text }).nullish(),
  authorTimestamp: number,
});
export type DataCenterCommit = z.infer<typeof commit>;

/** A page of commits with how many there are. */
export const commits = z.object({ values: z.array(commit), totalCount: number });

export const build = z.object({
  key: text,
  /** The plan or job that it is a build of. */
  parent: text,
  name: text,
  state: z.string(),
  description: text,
  url: text,
  createdDate: number,
  updatedDate: number,
  /** The same of older ones. */
  dateAdded: number,
});
export type DataCenterBuild = z.infer<typeof build>;

/** How many builds a commit has of each kind; of kinds that are new as well. */
export const counts = z.record(z.string(), z.number());
export const countsByCommit = z.record(z.string(), counts);

const end = z.object({
  id: z.string(),
  latestCommit: sha.nullish(),
  repository: z.object({ slug: text, project: z.object({ key: text }).nullish() }).nullish(),
});

const participant = z.object({ user: person, role: text, status: text });

const outcome = z.object({ outcome: text, current: no }).nullish();

export const pull = z.object({
  id: z.number().int(),
  version: z.number().int(),
  title: text,
  description: text,
  state: z.string(),
  draft: no,
  createdDate: number,
  updatedDate: number,
  closedDate: number,
  fromRef: end,
  toRef: end,
  author: z.object({ user: person }).nullish(),
  reviewers: z.array(participant).nullish(),
  participants: z.array(participant).nullish(),
  properties: z.object({ mergeCommit: z.object({ id: sha }).nullish(), mergeResult: outcome }).nullish(),
  links,
});
export type DataCenterPull = z.infer<typeof pull>;

export const mergeability = z.object({
  canMerge: z.boolean().nullish(),
  conflicted: no,
  outcome: text,
  /** Why not, each of a merge check. */
  vetoes: z.array(z.object({ summaryMessage: text })).nullish(),
});
export type Mergeability = z.infer<typeof mergeability>;

/** What it is asked to land by itself. */
export const automerge = z.object({ fromHash: text });

export const automergeSettings = z.object({ enabled: no });

export const comment = z.object({
  id: z.number().int(),
  text,
  version: z.number().int(),
  author: person,
  /** What was said to it. */
  get comments() {
    return z.array(comment).nullish();
  },
});
export type DataCenterComment = z.infer<typeof comment>;

/** Something that happened to a pull request. */
export const activity = z.object({
  action: text,
  comment: comment.nullish(),
  /** It is about a line. */
  commentAnchor: z.object({}).nullish(),
});

const matcher = z.object({ id: text, type: z.object({ id: text }).nullish() }).nullish();
export type Matcher = z.infer<typeof matcher>;

export const restriction = z.object({
  type: text,
  matcher,
  users: z.array(person).nullish(),
  groups: z.array(z.string()).nullish(),
  accessKeys: z.array(z.unknown()).nullish(),
});
export type DataCenterRestriction = z.infer<typeof restriction>;

export const numbered = z.object({ id: z.number().int() });

const reviewer = z.object({ name: text, active: z.boolean().nullish() });
/** People, or rules that name some: its description says the one, its documentation shows the other. */
export const defaultReviewers = z.array(reviewer.extend({ reviewers: z.array(reviewer).nullish() }));

export const requiredBuild = z.object({ buildParentKeys: z.array(z.string()).nullish(), refMatcher: matcher });

/** How many of some people have to approve. */
export const reviewersCondition = z.object({
  requiredApprovals: number,
  sourceRefMatcher: matcher,
  targetRefMatcher: matcher,
});

/** Which branches of a repository play which part. */
const modelled = z.object({ id: text }).nullish();
export const branchingModel = z.object({
  development: modelled,
  production: modelled,
  types: z.array(z.object({ id: text, prefix: text })).nullish(),
});
export type BranchingModel = z.infer<typeof branchingModel>;

/** A merge check that counts: told as a number by older ones, and as a switch with a text by newer ones. */
const minimum = z
  .union([
    z.number(),
    z.object({
      enabled: z.boolean().nullish(),
      enable: z.boolean().nullish(),
      count: z.union([z.string(), z.number()]).nullish(),
    }),
  ])
  .nullish();
export type Minimum = z.infer<typeof minimum>;

export const pullSettings = z.object({
  mergeConfig: z
    .object({ strategies: z.array(z.object({ id: text, enabled: z.boolean().nullish() })).nullish() })
    .nullish(),
  requiredAllApprovers: no,
  requiredAllTasksComplete: no,
  requiredApprovers: minimum,
  requiredSuccessfulBuilds: minimum,
});
export type PullSettings = z.infer<typeof pullSettings>;

export const hook = z.object({
  url: text,
  events: z.array(z.string()).nullish(),
  active: no,
  sslVerificationRequired: z.boolean().nullish(),
});
