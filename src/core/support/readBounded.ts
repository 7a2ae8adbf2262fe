import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { BranchlineError } from './errors';
import { message } from './message';

/** What is at a path is no file of a size that somebody would write. */
export class FileError extends BranchlineError {
  static notAFile(path: string): FileError {
    return new FileError(
      'file/notAFile',
      message('{path} is no plain file: what it would give has no end that could be known.', { path }),
    );
  }

  static tooLarge(path: string, limitBytes: number): FileError {
    return new FileError(
      'file/tooLarge',
      message('{path} is larger than {limit} kB, and is not read.', { path, limit: Math.round(limitBytes / 1000) }),
    );
  }
}

/**
 * The bytes of a plain file. A pipe, a device, a socket or a folder is refused without waiting for it, also where it takes the
 * place of a file meanwhile; so is a file that grows while it is read.
 * @throws FileError; the error of the system where there is nothing, or it may not be read
 */
export async function readBounded(path: string, limitBytes: number, signal?: AbortSignal): Promise<Buffer> {
  signal?.throwIfAborted();
  // To open a device may already do something.
  if (!(await stat(path)).isFile()) throw FileError.notAFile(path);
  const file = await openAtOnce(path);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw FileError.notAFile(path);
    if (status.size > limitBytes) throw FileError.tooLarge(path, limitBytes);
    return await upTo(limitBytes, file, path, signal);
  } finally {
    await file.close();
  }
}

/** Windows has no such pipes at paths of files, and not the flag. */
const withoutWaiting = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

async function openAtOnce(path: string): Promise<FileHandle> {
  try {
    return await open(path, withoutWaiting);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A socket; a device that nothing is behind.
    if (code === 'ENXIO' || code === 'ENODEV' || code === 'EISDIR') throw FileError.notAFile(path);
    throw error;
  }
}

const chunkBytes = 1_000_000;

async function upTo(limitBytes: number, file: FileHandle, path: string, signal?: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let size = 0; ;) {
    signal?.throwIfAborted();
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(chunkBytes, limitBytes + 1)));
    if (bytesRead === 0) return Buffer.concat(chunks);
    size += bytesRead;
    if (size > limitBytes) throw FileError.tooLarge(path, limitBytes);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
