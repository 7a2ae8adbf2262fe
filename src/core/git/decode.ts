import type { Sha } from '../support/sha';
import { GitError } from './errors';
import type { Commit, Mode, Signature, TreeEntry } from './objects';

/** Reads a commit object. Headers that we do not know (signatures, encodings, merge tags) are skipped. */
export function decodeCommit(sha: Sha, data: Buffer): Commit {
  const text = data.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = (end < 0 ? text : text.slice(0, end)).split('\n');
  const all = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    sha,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: decodeSignature(all('author')[0] ?? ''),
    committer: decodeSignature(all('committer')[0] ?? ''),
    message: end < 0 ? '' : text.slice(end + 2),
  };
}

/** `Name <mail> 1700000000 +0100`: the time stands behind the last `>`, as git reads it (`split_ident_line`). */
function decodeSignature(text: string): Signature {
  const [, name = '', email = ''] = /^([^<]*)<([^>]*)>/.exec(text) ?? [];
  const [, seconds = '0', zone = '+0000'] = /^ (-?\d+) ([+-]\d{4})$/.exec(text.slice(text.lastIndexOf('>') + 1)) ?? [];
  return { name: name.replace(/ $/, ''), email, time: isoTime(Number(seconds), zone) };
}

/**
 * ISO 8601 in the zone of the author. A time outside of the years that it writes with four digits counts as the epoch, a
 * zone beyond a day as none: anybody can write such a commit, and a time that is read has to be one that can be written.
 */
function isoTime(seconds: number, said: string): string {
  const zone = /^[+-](?:[01]\d|2[0-3])[0-5]\d$/.test(said) ? said : '+0000';
  const sign = zone.startsWith('-') ? -1 : 1;
  const offsetMinutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5)));
  const local = new Date((seconds + offsetMinutes * 60) * 1000);
  if (!(local.getUTCFullYear() >= 0 && local.getUTCFullYear() <= 9999)) return '1970-01-01T00:00:00+00:00';
  return `${local.toISOString().slice(0, 19)}${zone.slice(0, 3)}:${zone.slice(3)}`;
}

const modes: readonly Mode[] = ['100644', '100755', '120000', '160000', '40000'];

/**
 * Reads a tree object: `mode name\0` and the raw object name, for each entry.
 * @throws GitError where it ends within an entry: half a folder must not look like all of it
 */
export function decodeTree(data: Buffer, shaBytes: number): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(0x20, at);
    const zero = data.indexOf(0, space);
    if (space < 0 || zero < 0 || zero + shaBytes >= data.length) throw GitError.brokenTree();
    // Old tools padded with zeros; git itself reads past them.
    const mode = data.toString('latin1', at, space).replace(/^0+/, '');
    entries.push({
      mode: modes.find((known) => known === mode) ?? modeMeant(mode),
      ...nameIn(data, space + 1, zero),
      sha: data.toString('hex', zero + 1, zero + 1 + shaBytes),
    });
    at = zero + 1 + shaBytes;
  }
  return entries;
}

/** Old tools wrote 100664 and the like. Source: `canon_mode` of git's `cache.h`. */
function modeMeant(said: string): Mode {
  const bits = Number.parseInt(said, 8);
  switch (bits & 0o170_000) {
    case 0o100_000:
      return (bits & 0o100) === 0 ? '100644' : '100755';
    case 0o120_000:
      return '120000';
    case 0o040_000:
      return '40000';
    default:
      return '160000';
  }
}

const ascii = /^[\x20-\x7e]*$/;

/** A name that is no text of UTF-8 keeps its bytes. */
function nameIn(data: Buffer, start: number, end: number): Pick<TreeEntry, 'name' | 'rawName'> {
  const exact = data.toString('latin1', start, end);
  if (ascii.test(exact)) return { name: exact };
  const rawName = data.subarray(start, end);
  const name = rawName.toString('utf8');
  return Buffer.from(name).equals(rawName) ? { name } : { name, rawName };
}
