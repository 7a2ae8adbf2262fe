import * as z from 'zod';
import { commit } from '../event';
import type { Check } from '../../forge/types';

/** The form of facts that this version speaks; a subscriber says which it wants. Source: docs/relay.md, "Facts". */
export const factsVersion = 1;
/** So many names of branches one stream may ask for. */
export const mostBranches = 50;
/** Of one commit; who has more is asked for by whoever wants to know. */
export const mostChecks = 100;
/** Open pull requests whose heads' checks are read. */
export const mostPullRequests = 50;
/** Characters of one fact as it is told. */
export const longestFact = 64_000;

const branchName = z.string().min(1).max(250);
const mark = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'mark');
/** How much earlier this part was read than the fact says, in milliseconds. */
const olderMs = z.int().nonnegative();

/** A check as a forge told it, where it is one of usual size. */
const check = z.object({
  context: z.string().max(500),
  state: z.string().max(100),
  description: z.string().max(1_000),
  url: z
    .string()
    .max(2_000)
    .regex(/^https?:\/\//i, 'address')
    .exactOptional(),
  updatedAt: z.string().max(64),
}) satisfies z.ZodType<Check>;

/** The checks of one commit, as far as they are told. */
export const factChecks = z.array(check).max(mostChecks);

const known = z.object({
  kind: z.literal('known'),
  /** As it was asked for. */
  repository: z.string().max(800),
  /** The same only where all of it is the same. */
  mark,
  /** Those that were asked for; one without a commit is not there. */
  branches: z.array(z.object({ branch: branchName, commit: commit.optional() })).max(mostBranches),
  /** How many are open, and what changes when any of them does; nothing where that could not be read. */
  pullRequests: z.object({ open: z.int().nonnegative(), mark, olderMs }).optional(),
  /** Checks of the branches' heads and of the open pull requests'; without a list, they could not be read. */
  commits: z
    .array(z.object({ commit: commit, olderMs, checks: factChecks.optional() }))
    .max(mostBranches + mostPullRequests),
});
export type KnownFact = z.infer<typeof known>;

/** A word that may be new: `unreachable`, `forbidden`, `unauthorised`, `missing`, `tooLarge`, `invalid`. */
const unreadable = z.object({
  kind: z.literal('unknown'),
  repository: z.string().max(800),
  reason: z.string().max(100),
});

/** What a relay read of one repository, or that it could not read it. */
export const fact = z.discriminatedUnion('kind', [known, unreadable]);
export type Fact = z.infer<typeof fact>;

/** A fact as it is told. `ageMs`: how long ago it was read; a difference, since clocks differ. */
export const toldFact = z.object({ ageMs: olderMs, fact });
export type ToldFact = z.infer<typeof toldFact>;

/** What was told with that mark was read again, and is as it was. */
export const factAgain = z.object({ ageMs: olderMs, repository: z.string().max(800), mark });
export type FactAgain = z.infer<typeof factAgain>;

/** What a subscriber says beside its repositories who wants facts. */
export const wantedFacts = z.object({
  version: z.int().positive(),
  branches: z.array(branchName).min(1).max(mostBranches),
});
