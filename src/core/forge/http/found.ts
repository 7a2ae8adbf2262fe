import { ForgeError } from '../errors';

/** What was asked for; nothing where it is not there, or hidden. */
export async function foundOr<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (ForgeError.is(error, 'notFound')) return undefined;
    throw error;
  }
}

/** What was asked for; nothing where whoever asks is not told. */
export async function unlessHidden<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (ForgeError.is(error, 'notFound', 'forbidden', 'unauthorised')) return undefined;
    throw error;
  }
}
