import { ForgeError } from './errors';

/**
 * Opens a pull request that asks whom the forge's page would ask, where its API asks nobody by itself. It is opened without them
 * where it is refused with them, and where it is not told who they are: somebody who is asked is no condition.
 * @param open called again without anybody only where nothing was created
 */
export async function withReviewers<Person, T>(
  reviewers: Promise<readonly Person[]>,
  open: (reviewers: readonly Person[]) => Promise<T>,
): Promise<T> {
  const asked = await reviewers.catch((error: unknown) => {
    if (error instanceof ForgeError) return [];
    throw error;
  });
  try {
    return await open(asked);
  } catch (error) {
    if (asked.length > 0 && ForgeError.is(error, 'refused')) return open([]);
    throw error;
  }
}
