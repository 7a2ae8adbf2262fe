import { posix } from 'node:path';
import { redact } from '../../../support/redact';
import type { Reference } from './judge';

/**
 * The path of the tree that a name in a folder means; undefined for whatever any version of kustomize could take for
 * anything else: an address, a repository, a path that is absolute or leaves the tree.
 * @see sigs.k8s.io/kustomize/api/internal/git `NewRepoSpecFromURL`; hashicorp/go-getter, which kustomize 3 asks
 */
export function localPath(folder: string, { named, role }: Reference): string | undefined {
  if (named === '' || /[\p{Cc}:\\]|^[/~]|\/\//u.test(named)) return undefined;
  const isTriedAsRepository = role === 'resource' || role === 'component' || role === 'plugin';
  if (isTriedAsRepository && looksLikeRepository(named)) return undefined;
  const path = posix.normalize(posix.join(folder, named)).replace(/\/$/, '');
  return path === '..' || path.startsWith('../') ? undefined : path === '.' ? '' : path;
}

function looksLikeRepository(named: string): boolean {
  const [first = '', ...rest] = named.toLowerCase().split('/');
  const isHost = rest.length > 0 && /\.(com|org)\b/.test(first);
  return isHost || /[@?]|\.git|_git/.test(named.toLowerCase());
}

/** A name to show: short, in one line, without credentials. */
export function shown(named: string): string {
  const line = redact(named).replace(/\p{Cc}+/gu, ' ');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
