import { diffTrees, type FileDifference } from '../../git/diff';
import type { Repository } from '../../git/repository';
import type { Sha } from '../../support/sha';
import { PromotionError } from '../errors';

/** Each is read on both sides, and kept until all are judged: about 100 KB and 1.5 ms a file. */
const mostFiles = 20_000;

/**
 * The files in which two trees differ, to be read key by key.
 * @throws PromotionError where they are more than can be judged together
 */
export async function differencesToRead(
  repository: Repository,
  before: Sha,
  after: Sha,
): Promise<readonly FileDifference[]> {
  const differences = await diffTrees(repository, before, after);
  if (differences.length > mostFiles) throw PromotionError.tooManyFiles(differences.length, mostFiles);
  return differences;
}
