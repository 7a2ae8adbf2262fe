import { ForgeError } from './errors';

/**
 * Asks for many in batches, all at once. A batch that is too slow for the forge is halved; of one that fails otherwise, or
 * cannot be halved, `failed` gives what there is to say.
 */
export async function inBatches<Q, A>(
  questions: readonly Q[],
  size: number,
  ask: Ask<Q, A>,
  failed: Failed<Q, A>,
): Promise<readonly A[]> {
  return (await Promise.all(batchesOf(questions, size).map((batch) => readBatch(batch, ask, failed)))).flat();
}

/** As `inBatches`, where each question has its answer: each is told with its batch, in the order of the questions. */
export function eachInBatches<Q, A>(
  questions: readonly Q[],
  size: number,
  ask: Ask<Q, A>,
  failed: Failed<Q, A>,
): readonly Promise<A>[] {
  return batchesOf(questions, size).flatMap((batch) => {
    const reading = readBatch(batch, ask, failed).then((answers) => {
      if (answers.length < batch.length) throw new RangeError('fewer answers than questions');
      return answers;
    });
    return batch.map(async (_, index) => (await reading)[index] as A); // as many answers as questions
  });
}

type Ask<Q, A> = (batch: readonly Q[]) => Promise<readonly A[]>;
type Failed<Q, A> = (batch: readonly Q[], error: ForgeError) => readonly A[];

async function readBatch<Q, A>(batch: readonly Q[], ask: Ask<Q, A>, failed: Failed<Q, A>): Promise<readonly A[]> {
  try {
    return await ask(batch);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    if (batch.length === 1 || !ForgeError.is(error, 'serverError', 'timeout')) return failed(batch, error);
    const half = Math.ceil(batch.length / 2);
    const halves = [batch.slice(0, half), batch.slice(half)];
    return (await Promise.all(halves.map((one) => readBatch(one, ask, failed)))).flat();
  }
}

function batchesOf<Q>(questions: readonly Q[], size: number): readonly (readonly Q[])[] {
  return Array.from({ length: Math.ceil(questions.length / size) }, (_, index) =>
    questions.slice(index * size, (index + 1) * size),
  );
}
