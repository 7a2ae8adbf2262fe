import { isAbsolute, join } from 'node:path';
import { readBounded } from '../../support/readBounded';
import { RelayError } from '../errors';
import type { SecretPlace } from './file';

/** Keys, certificates and credentials are longer than a password, and not much. */
const maxBytes = 200_000;
/** Shorter ones can be guessed from one signature. Source: RFC 2104, section 3. */
export const leastSecret = 16;

export interface SecretReader {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** The secret at a place, without the line break at its end. @throws RelayError where there is none, or it is short */
export async function readSecret(place: SecretPlace, of: string, reader: SecretReader, least = leastSecret) {
  const value = (await textAt(place, of, reader)).replace(/\r?\n$/, '');
  if (value === '') throw RelayError.noSecret(said(place), of);
  if (strengthOf(value) < least) throw RelayError.weakSecret(said(place), of, least);
  return value;
}

/** In letters; of a signing token, which is written as base64, in bytes of the key: of what is no base64 there is none. */
function strengthOf(value: string): number {
  if (!value.startsWith('whsec_')) return value.length;
  const written = value.slice('whsec_'.length);
  const key = Buffer.from(written, 'base64');
  return key.toString('base64').replace(/={1,2}$/, '') === written.replace(/={1,2}$/, '') ? key.length : 0;
}

/** A place in words: never what stands there. */
export function said({ env, file }: SecretPlace): string {
  return env === undefined ? `file ${file ?? ''}` : `variable ${env}`;
}

async function textAt({ env, file }: SecretPlace, of: string, reader: SecretReader): Promise<string> {
  if (file === undefined) return reader.environment[env ?? ''] ?? '';
  const path = isAbsolute(file) ? file : join(reader.folder, file);
  try {
    return (await readBounded(path, maxBytes, reader.signal)).toString('utf8');
  } catch (error) {
    reader.signal?.throwIfAborted();
    throw RelayError.noSecret(`file ${file}`, of, error);
  }
}
