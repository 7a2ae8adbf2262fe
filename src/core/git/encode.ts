import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Sha } from '../support/sha';
import type { Signature, TreeEntry } from './objects';

export type HashName = 'sha1' | 'sha256';

export interface NewObject {
  readonly sha: Sha;
  readonly kind: 'commit' | 'tree' | 'blob';
  readonly data: Buffer;
}

/** Names an object as git does, without writing it. */
export function newObject(hash: HashName, kind: NewObject['kind'], data: Buffer): NewObject {
  const sha = createHash(hash).update(`${kind} ${data.length}\0`).update(data).digest('hex');
  return { sha, kind, data };
}

/** A tree's bytes, in git's order: by name, a folder as if its name ended with `/`. */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  const named = entries.map((entry) => ({ entry, name: entry.rawName ?? Buffer.from(entry.name) }));
  const sortKey = ({ entry, name }: (typeof named)[number]) =>
    entry.mode === '40000' ? Buffer.concat([name, Buffer.from('/')]) : name;
  named.sort((one, other) => Buffer.compare(sortKey(one), sortKey(other)));
  return Buffer.concat(
    named.flatMap(({ entry, name }) => [
      Buffer.from(`${entry.mode} `),
      name,
      Buffer.from([0]),
      Buffer.from(entry.sha, 'hex'),
    ]),
  );
}

export interface NewCommit {
  readonly tree: Sha;
  readonly parents: readonly Sha[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** A commit's bytes. The same content gives the same bytes on every machine. */
export function encodeCommit(commit: NewCommit): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${encodeSignature(commit.author)}`,
    `committer ${encodeSignature(commit.committer)}`,
  ];
  return Buffer.from(`${lines.join('\n')}\n\n${commit.message}`);
}

function encodeSignature({ name, email, time }: Signature): string {
  // eslint-disable-next-line no-control-regex
  const clean = (text: string) => text.replace(/[\x00-\x1f\x7f<>]/g, '').trim();
  const seconds = Math.floor(Date.parse(time) / 1000);
  const zone = /([+-]\d{2}):?(\d{2})$/.exec(time);
  return `${clean(name)} <${clean(email)}> ${seconds} ${zone ? `${zone[1] ?? '+00'}${zone[2] ?? '00'}` : '+0000'}`;
}

const packKinds = { commit: 1, tree: 2, blob: 3 } as const;

/** A pack with these objects, as `git unpack-objects` reads it. */
export function encodePack(hash: HashName, objects: readonly NewObject[]): Buffer {
  const header = Buffer.alloc(12);
  header.write('PACK', 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(objects.length, 8);
  const body = Buffer.concat([
    header,
    ...objects.flatMap(({ kind, data }) => [entryHeader(packKinds[kind], data.length), deflateSync(data)]),
  ]);
  return Buffer.concat([body, createHash(hash).update(body).digest()]);
}

/** Kind in three bits and size, four bits first, then seven a byte. */
function entryHeader(kind: number, sizeBytes: number): Buffer {
  const bytes: number[] = [];
  let byte = (kind << 4) | (sizeBytes & 0x0f);
  let rest = Math.floor(sizeBytes / 16);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}
