import { createHash } from 'node:crypto';
import type { Sha } from '../support/sha';

/** Whether a text is exactly what a blob holds, told by its name alone. Source: git-hash-object; sha256 by its length. */
export function isBlobOf(text: string, name: Sha): boolean {
  const content = Buffer.from(text, 'utf8');
  const hash = createHash(name.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex') === name;
}
