import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Instant } from '../../support/clock';
import { commit } from '../event';
import { factChecks, longestFact, mostBranches, type Fact, type KnownFact } from './fact';

const checksOfCommit = z.tuple([commit, z.object({ at: z.number(), list: factChecks.optional() })]);

/** Names are of others, so they stand in pairs and are keys of nothing. */
const read = z.object({
  kind: z.literal('known'),
  /** Branches and their heads; one that was asked for and is not here is not there. */
  heads: z.array(z.tuple([z.string(), commit])),
  pullRequests: z
    .object({ at: z.number(), open: z.int().nonnegative(), mark: z.string(), heads: z.array(commit) })
    .optional(),
  checks: z.array(checksOfCommit),
});
export type Read = z.infer<typeof read>;

const notRead = z.object({ kind: z.literal('unknown'), reason: z.string() });

/** What relays keep of one repository, and hand to one another. */
export const storedFact = z.object({
  version: z.literal(1),
  /** Of which stream of events the place is. */
  epoch: z.string(),
  /** The place of the newest event of that repository that was heard when reading began. */
  place: z.number(),
  /** When reading began, by the clock of the relay that read. */
  at: z.number(),
  /** When last all of it was read. */
  sweptAt: z.number(),
  /** When last a branch was found elsewhere than before; 0 where none was. */
  movedAt: z.number(),
  /** The branches that were asked for, and when last somebody wanted them. */
  asked: z.array(z.tuple([z.string(), z.number()])),
  read: z.discriminatedUnion('kind', [read, notRead]),
});
export type StoredFact = z.infer<typeof storedFact>;

/** Whether what was read answers for all of these. */
export function covers({ asked }: StoredFact, branches: Iterable<string>): boolean {
  const names = new Set(asked.map(([branch]) => branch));
  return [...branches].every((branch) => names.has(branch));
}

/** As it is told to those who want these branches. @param repository as they spell it */
export function factFor(stored: StoredFact, repository: string, branches: readonly string[]): Fact {
  const { read: found } = stored;
  if (found.kind === 'unknown') return { kind: 'unknown', repository, reason: found.reason };
  const olderMs = (at: Instant): number => Math.max(0, Math.round(stored.at - at));
  const heads = new Map(found.heads);
  const told = branches.slice(0, mostBranches).map((branch) => ({ branch, ...optional('commit', heads.get(branch)) }));
  const { pullRequests: pulls } = found;
  const wanted = new Set([...told.flatMap(({ commit }) => commit ?? []), ...(pulls?.heads ?? [])]);
  const body: Omit<KnownFact, 'mark'> = {
    kind: 'known',
    repository,
    branches: told,
    ...(pulls ? { pullRequests: { open: pulls.open, mark: pulls.mark, olderMs: olderMs(pulls.at) } } : {}),
    commits: found.checks.flatMap(([commit, { at, list }]) =>
      wanted.has(commit) ? [{ commit, olderMs: olderMs(at), ...optional('checks', list) }] : [],
    ),
  };
  const fact = { ...body, mark: markOf(body) };
  return JSON.stringify(fact).length > longestFact ? { kind: 'unknown', repository, reason: 'tooLarge' } : fact;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: Value });
}

/** The same for the same, and for nothing else. */
export function markOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
