import { ForgeError } from './errors';

/**
 * Asks for many in batches, all at once. A batch that is too slow for the forge is halved, a few times; of one that fails otherwise, or
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

/**
 * As `inBatches`, where each question has its answer, in the order of the questions: each is told, and fails, with the batch, or
 * the part of one, that answers it.
 */
export function eachInBatches<Q, A>(
  questions: readonly Q[],
  size: number,
  ask: Ask<Q, A>,
  failed: Failed<Q, A>,
): readonly Promise<A>[] {
  return batchesOf(questions, size).flatMap((batch) => eachOf(batch, ask, failed));
}

type Ask<Q, A> = (batch: readonly Q[]) => Promise<readonly A[]>;
/** @throws what each of the batch then fails with */
type Failed<Q, A> = (batch: readonly Q[], error: ForgeError) => readonly A[];

function eachOf<Q, A>(
  batch: readonly Q[],
  ask: Ask<Q, A>,
  failed: Failed<Q, A>,
  patience = new Patience(),
): readonly Promise<A>[] {
  const reading = patience
    .during(ask(batch))
    .catch((error: unknown) => {
      if (!patience.mayHalve(batch, error)) return failedWith(batch, error, failed);
      return halvesOf(batch).flatMap((half) => eachOf(half, ask, failed, patience));
    })
    .then((answers: readonly (A | Promise<A>)[]) => {
      if (answers.length < batch.length) throw new RangeError('fewer answers than questions');
      return answers;
    });
  return batch.map(async (_, index) => (await reading)[index] as A | Promise<A>); // as many answers as questions
}

async function readBatch<Q, A>(
  batch: readonly Q[],
  ask: Ask<Q, A>,
  failed: Failed<Q, A>,
  patience = new Patience(),
): Promise<readonly A[]> {
  try {
    return await patience.during(ask(batch));
  } catch (error) {
    if (!patience.mayHalve(batch, error)) return failedWith(batch, error, failed);
    return (await Promise.all(halvesOf(batch).map((half) => readBatch(half, ask, failed, patience)))).flat();
  }
}

/** A whole and its halves: whoever answers no half of those either would not answer less. */
const mostWithoutAnswer = 3;
/** As many as two questions need to be found that hang every query with them, and some more. */
const mostFailures = 24;

/** How long one batch is halved: a host that is silent is not asked for each question by itself. */
class Patience {
  private failures = 0;
  private hasAnswered = false;

  async during<T>(asking: Promise<T>): Promise<T> {
    const answer = await asking;
    this.hasAnswered = true;
    return answer;
  }

  /** Less of it may be quick enough. */
  mayHalve(batch: readonly unknown[], error: unknown): boolean {
    this.failures += 1;
    const most = this.hasAnswered ? mostFailures : mostWithoutAnswer;
    return batch.length > 1 && ForgeError.is(error, 'serverError', 'timeout') && this.failures <= most;
  }
}

function failedWith<Q, A>(batch: readonly Q[], error: unknown, failed: Failed<Q, A>): readonly A[] {
  if (error instanceof ForgeError) return failed(batch, error);
  throw error;
}

function halvesOf<Q>(batch: readonly Q[]): readonly (readonly Q[])[] {
  return batchesOf(batch, Math.ceil(batch.length / 2));
}

function batchesOf<Q>(questions: readonly Q[], size: number): readonly (readonly Q[])[] {
  return Array.from({ length: Math.ceil(questions.length / size) }, (_, index) =>
    questions.slice(index * size, (index + 1) * size),
  );
}
