import { ForgeError } from './errors';

/**
 * Asks for many in batches, all at once. A batch that is too slow for the forge is halved; of one that fails otherwise, or
 * cannot be halved, `failed` gives what there is to say.
 */
export async function inBatches<Q, A>(
  questions: readonly Q[],
  size: number,
  ask: (batch: readonly Q[]) => Promise<readonly A[]>,
  failed: (batch: readonly Q[], error: ForgeError) => readonly A[],
): Promise<readonly A[]> {
  const read = async (batch: readonly Q[]): Promise<readonly A[]> => {
    try {
      return await ask(batch);
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      if (batch.length === 1 || !ForgeError.is(error, 'serverError', 'timeout')) return failed(batch, error);
      const half = Math.ceil(batch.length / 2);
      return (await Promise.all([batch.slice(0, half), batch.slice(half)].map(read))).flat();
    }
  };
  const batches = Array.from({ length: Math.ceil(questions.length / size) }, (_, index) =>
    questions.slice(index * size, (index + 1) * size),
  );
  return (await Promise.all(batches.map(read))).flat();
}
