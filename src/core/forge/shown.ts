import pLimit from 'p-limit';
import { asciiLower } from '../support/ascii';
import { groupBy } from '../support/groupBy';
import { ForgeError } from './errors';
import type { ForgeClient } from './forgeClient';
import { fewRepositories } from './defaultBranches';
import type { ForgeRepository, RepositoryRef } from './types';

/** Whether a forge lets whoever asks read what is in a repository. `unknown`: it did not say. */
export type Shown = 'shown' | 'hidden' | 'unknown';

const parallel = 4;
/** Of one question, those that are asked for one by one; the others are asked for another time. */
const mostSingle = 200;
/** As many of an owner whose list is refused. */
const mostOfRefused = 10;
/** One may be gone since it was listed. */
const probes = 2;

type Reader = Pick<ForgeClient, 'reads' | 'heads'>;
type Read = ForgeRepository | Exclude<Shown, 'shown'>;

/**
 * Which of the repositories whoever asks may read, branches and commits and all, in their order: by the lists of their owners. To see that one is
 * there is not enough; and what a list says of a token's owner, the token itself may not: so of each owner one repository that is not public is read.
 * Never rejects because of what the forge does. Source: docs/relay.md, "Who is told what".
 */
export async function readShown(
  client: Reader,
  repositories: readonly RepositoryRef[],
  signal: AbortSignal,
): Promise<readonly Shown[]> {
  const limit = pLimit(parallel);
  const budget = { left: mostSingle };
  const read = new Map<RepositoryRef, Shown>();
  await Promise.all(
    [...groupBy(repositories, ({ owner }) => owner)].map(async ([owner, wanted]) => {
      const found = await readOwned(client, owner, wanted, budget, limit, signal);
      const mayNot = await limit(() => probed(client, found, signal));
      for (const [index, repository] of wanted.entries()) read.set(repository, judged(found[index], mayNot));
    }),
  );
  return repositories.map((repository) => read.get(repository) ?? 'unknown');
}

function judged(found: Read | undefined, private_: Shown): Shown {
  if (found === undefined) return 'unknown';
  if (typeof found === 'string') return found;
  if (found.mayRead === false) return 'hidden';
  return found.isPublic === true ? 'shown' : private_;
}

async function readOwned(
  client: Reader,
  owner: string,
  wanted: readonly RepositoryRef[],
  budget: { left: number },
  limit: ReturnType<typeof pLimit>,
  signal: AbortSignal,
): Promise<readonly Read[]> {
  const { list, one } = client.reads(signal);
  const isFew = wanted.length < fewRepositories;
  // No more pages than half of the reads that they can save.
  const listed = isFew ? [] : await limit(() => list(owner, Math.ceil(wanted.length / 2))).catch(refusal(signal));
  if (listed === 'unknown') return wanted.map(() => 'unknown');
  const known = new Map((listed === 'hidden' ? [] : listed).map((repository) => [keyOf(repository), repository]));
  let left = listed === 'hidden' ? mostOfRefused : Infinity;
  return Promise.all(
    wanted.map(async (repository): Promise<Read> => {
      const found = known.get(keyOf(repository));
      if (found) return found;
      if (left-- <= 0) return 'unknown';
      return limit(async () => {
        if (budget.left <= 0) return 'unknown';
        budget.left--;
        const read = await one(repository).catch(refusal(signal));
        // A forge that does not answer is asked nothing more.
        if (read === 'unknown') budget.left = 0;
        return read;
      });
    }),
  );
}

/** Whether those that are not public can be read with this token. */
async function probed(client: Reader, found: readonly Read[], signal: AbortSignal): Promise<Shown> {
  const private_ = found.flatMap((one) =>
    typeof one === 'string' || one.mayRead === false || one.isPublic === true ? [] : [one],
  );
  let said: Shown = 'shown';
  for (const repository of private_.slice(0, probes)) {
    said = await client
      .heads(repository, [repository.defaultBranch || 'main'], signal)
      .then(() => 'shown' as const, refusal(signal));
    if (said === 'shown') break;
  }
  return said;
}

function refusal(signal: AbortSignal): (error: unknown) => 'hidden' | 'unknown' {
  return (error) => {
    signal.throwIfAborted();
    return ForgeError.is(error, 'notFound', 'forbidden', 'sso') ? 'hidden' : 'unknown';
  };
}

function keyOf({ owner, name }: RepositoryRef): string {
  return asciiLower(`${owner}/${name}`);
}
