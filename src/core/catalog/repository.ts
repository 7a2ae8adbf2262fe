import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { message, type Message } from '../support/message';

/** `git@host:path`, and `host:path` where what stands before the colon cannot be a drive letter. */
const scpLike = /^(?=\S*$)(?:[\w.+~-]+@)?\[?[\w.:-]{2,}\]?:(?!\/\/)[^:]/;
const transports = new Set(['https:', 'http:', 'ssh:', 'git:', 'git+ssh:']);

/**
 * The repository that a catalog names: a URL as it is, or an absolute path.
 *
 * Texts that git would read as an option or as a command to run (`-x`, `ext::…`) are refused, and so is a password:
 * a catalog is shared.
 *
 * @param folder absolute; relative paths start there
 */
export function resolveRepository(
  text: string,
  folder: string,
): { kind: 'ok'; repository: string } | { kind: 'invalid'; said: Message } {
  if (text.startsWith('-') || /^[\w+.-]+::|\p{Cc}/u.test(text)) {
    return { kind: 'invalid', said: message('This is neither the address nor the path of a repository.') };
  }
  if (/^~/.test(text)) {
    return {
      kind: 'invalid',
      said: message('"~" is not expanded here. Write an absolute path, or one relative to this file.'),
    };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return resolveUrl(text);
  if (scpLike.test(text) && !/^\.{0,2}[/\\]/.test(text)) return { kind: 'ok', repository: text };
  return { kind: 'ok', repository: resolve(folder, text) };
}

function resolveUrl(text: string): ReturnType<typeof resolveRepository> {
  const url = URL.parse(text);
  if (!url) return { kind: 'invalid', said: message('This is not a valid address.') };
  if (url.password !== '') {
    return {
      kind: 'invalid',
      said: message(
        'A password does not belong in a catalog. Take it out and change it: everyone who has the file has it.',
      ),
    };
  }
  if (url.protocol === 'file:') {
    try {
      return { kind: 'ok', repository: fileURLToPath(url) };
    } catch {
      // A file address with a host is no path on this machine.
      return { kind: 'invalid', said: message('This is not a valid address.') };
    }
  }
  if (transports.has(url.protocol)) return { kind: 'ok', repository: text };
  return {
    kind: 'invalid',
    said: message('Repositories are reached by https, ssh, git or a path, not by "{protocol}".', {
      protocol: url.protocol.slice(0, -1),
    }),
  };
}
