import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BranchlineError, reasonOf } from '../../support/errors';
import { message } from '../../support/message';
import { readBounded } from '../../support/readBounded';
import type { WritablePlace } from '../observe/observe';
import type { Place } from '../state';

const limitBytes = 1_000_000;

/** A file with manifests for a person to apply. One that is there is never written over. */
export class ManifestFile implements WritablePlace {
  constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  async look(signal: AbortSignal): Promise<Place> {
    try {
      const there = (await readBounded(this.path, limitBytes, signal)).toString('utf8');
      if (there === this.text) return { kind: 'there' };
      return { kind: 'differs', how: message('{path} is there and says something else.', { path: this.path }) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'free' };
      signal.throwIfAborted();
      if (error instanceof BranchlineError) return { kind: 'impossible', why: error.said };
      const values = { path: this.path, reason: reasonOf(error) };
      return { kind: 'unknown', why: message('{path} could not be read: {reason}', values) };
    }
  }

  async make(): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(this.path, this.text, { flag: 'wx' });
    } catch (error) {
      throw new BranchlineError('setup/notWritten', notWritten(this.path, error));
    }
  }
}

function notWritten(path: string, error: unknown) {
  return message('{path} could not be written: {reason}', { path, reason: reasonOf(error) });
}
