import { createReadStream } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** What is written to this process: a thread has no stdin of its own. A pipe is waited for without holding a thread. */
export function standardInput(): Readable {
  try {
    return new Socket({ fd: 0, readable: true, writable: false });
  } catch {
    return createReadStream('', { fd: 0, autoClose: false }); // a file
  }
}
