import { ForgeError } from '../../forge/errors';

/**
 * A read of a forge, and once more where the connection broke off: one that is kept open may be closed by the other end
 * just as something is sent.
 */
export async function again<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!ForgeError.is(error, 'unreachable')) throw error;
    return read();
  }
}
