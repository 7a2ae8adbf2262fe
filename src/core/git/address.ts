import { createHash } from 'node:crypto';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GitError } from './errors';

/** Where a repository is: a folder of this machine, or a URL that git can reach. */
export type Address = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'url'; readonly url: string };

/** What git may speak. Helpers such as `ext::` run commands and are refused. */
const protocols = ['https', 'http', 'ssh', 'git', 'file'] as const;

/**
 * Reads a path (relative ones against `folder`) or a URL as git does (`https:`, `ssh:`, `host:path`).
 * @throws GitError where it is neither
 */
export function parseAddress(text: string, folder: string): Address {
  if (text === '' || text.startsWith('-') || /[\0\r\n]/.test(text)) throw GitError.badName(text);
  if (/^[a-zA-Z]:[\\/]/.test(text) || isAbsolute(text)) return { kind: 'path', path: text };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'file') return { kind: 'path', path: pathOf(text) };
  if (scheme !== undefined) {
    if (!protocols.some((known) => known === scheme)) throw GitError.badName(text);
    return { kind: 'url', url: text };
  }
  if (text.includes('::')) throw GitError.badName(text);
  if (/^[^/\\]+:(?!\\)/.test(text)) return { kind: 'url', url: text };
  return { kind: 'path', path: resolve(folder, text) };
}

/** @throws GitError for a file of another machine, and for what is no address */
function pathOf(fileUrl: string): string {
  try {
    return fileURLToPath(fileUrl);
  } catch {
    throw GitError.badName(fileUrl); // how Node says so
  }
}

/** The same text for the same repository: without user info, trailing slash, `.git`, default port; host in lower case. */
export function normalisedUrl(url: string): string {
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)(.*)$/s.exec(url);
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : scp ? `ssh://${scp[1] ?? ''}/${scp[2] ?? ''}` : url;
  try {
    const parsed = new URL(text);
    const port = parsed.port === '' || (parsed.protocol === 'ssh:' && parsed.port === '22') ? '' : `:${parsed.port}`;
    const path = parsed.pathname
      .replace(/\/+/g, '/')
      .replace(/\/$/, '')
      .replace(/\.git$/, '');
    return `${parsed.protocol}//${parsed.hostname.toLowerCase()}${port}${path}`;
  } catch {
    // Not a URL in the sense of the standard: compare it as it is.
    return text;
  }
}

/** A folder name for what belongs to one address. */
export function addressKey(url: string): string {
  return createHash('sha256').update(normalisedUrl(url)).digest('hex').slice(0, 24);
}

/** How an address is shown: without user info, and the host alone for a URL's log line. */
export function shownAddress(address: Address): string {
  return address.kind === 'path' ? address.path : address.url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}
