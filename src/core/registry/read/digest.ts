import { createHash } from 'node:crypto';
import { RegistryError } from '../errors';
import { isDigest } from '../imageName';
import type { Digest } from '../types';

/** The hash of a content by the algorithm that another digest is of. */
function digestOf(content: Buffer, like: Digest): Digest {
  const algorithm = like.startsWith('sha512:') ? 'sha512' : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;
}

/**
 * The digest of a content, which has to be all that was said of it: by who asked for it, and by the header of the answer.
 * @throws RegistryError `digestMismatch`, or `malformed` where the header is no digest
 */
export function provenDigest(
  content: Buffer,
  said: { readonly asked?: Digest | undefined; readonly header: string | null },
  where: { readonly host: string; readonly subject: string },
): Digest {
  const { asked, header } = said;
  if (header !== null && !isDigest(header)) {
    throw RegistryError.malformed(where.host, `${where.subject}: docker-content-digest`);
  }
  for (const digest of [asked, header ?? undefined]) {
    if (digest !== undefined && digestOf(content, digest) !== digest) {
      throw RegistryError.digestMismatch(where.host, where.subject);
    }
  }
  return asked ?? header ?? digestOf(content, 'sha256:');
}
