import { createHash } from 'node:crypto';

/** All files of a commit: text by path, `/`-separated. */
export type Files = ReadonlyMap<string, string>;

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since the epoch. */
  readonly time: number;
  /** As git writes it: `+0100`. */
  readonly zone: string;
}

export interface CommitContent {
  readonly files: Files;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

interface Folder {
  readonly blobs: Map<string, string>;
  readonly folders: Map<string, Folder>;
}

/**
 * The name that git will give to this commit. Trailers name commits that exist only as text so far, so histories
 * are hashed here and handed to git as one stream.
 */
export function commitId({ files, parents, author, committer, message }: CommitContent): string {
  const lines = [
    `tree ${treeId(files)}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signatureLine(author)}`,
    `committer ${signatureLine(committer)}`,
    '',
    message,
  ];
  return objectId('commit', Buffer.from(lines.join('\n')));
}

function treeId(files: Files): string {
  const root: Folder = emptyFolder();
  for (const [path, text] of files) {
    const names = path.split('/');
    const name = names.pop() ?? path;
    let folder = root;
    for (const step of names) {
      const next = folder.folders.get(step) ?? emptyFolder();
      folder.folders.set(step, next);
      folder = next;
    }
    folder.blobs.set(name, objectId('blob', Buffer.from(text)));
  }
  return folderId(root);
}

export function signatureLine({ name, email, time, zone }: Signature): string {
  return `${name} <${email}> ${time} ${zone}`;
}

const emptyFolder = (): Folder => ({ blobs: new Map(), folders: new Map() });

function folderId(folder: Folder): string {
  // Git sorts a folder as if its name ended in a slash.
  const entries = [
    ...[...folder.blobs].map(([name, id]) => ({ order: name, mode: '100644', name, id })),
    ...[...folder.folders].map(([name, sub]) => ({ order: `${name}/`, mode: '40000', name, id: folderId(sub) })),
  ].sort((a, b) => Buffer.compare(Buffer.from(a.order), Buffer.from(b.order)));
  const parts = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
  return objectId('tree', Buffer.concat(parts));
}

function objectId(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
