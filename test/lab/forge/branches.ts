import type { FileEdits } from '../lab';
import { gitDate, noCommit, type Git, type Signature } from './git';

/** A repository as far as git needs to know it. */
export interface BareRepository {
  /** Folder of the bare repository. */
  readonly path: string;
}

export interface CommitInfo {
  readonly id: string;
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
  readonly parents: readonly string[];
}

export interface Branch {
  readonly name: string;
  readonly commit: CommitInfo;
}

export interface TreeEntry {
  readonly path: string;
  readonly id: string;
  readonly kind: 'blob' | 'tree';
  readonly size: number;
}

const person = (who: 'author' | 'committer') => `%(${who}name)%00%(${who}email:trim)%00%(${who}date:unix)%00`;
const refFormat = `%(refname)%00%(objectname)%00%(parent)%00${person('author')}${person('committer')}%(contents)%00`;
const logFormat = '%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B%x00';

/** Reading branches and commits of bare repositories, and writing single commits. */
export class Branches {
  constructor(private readonly git: Git) {}

  /** All branches by name, one process. */
  async list(repository: BareRepository): Promise<readonly Branch[]> {
    const text = await this.git.text(repository.path, ['for-each-ref', `--format=${refFormat}`, 'refs/heads/']);
    return records(text, 10).map(([name = '', ...fields]) => ({
      name: name.slice('refs/heads/'.length),
      commit: commitOf(fields),
    }));
  }

  async find(repository: BareRepository, name: string): Promise<Branch | undefined> {
    return (await this.list(repository)).find((branch) => branch.name === name);
  }

  /** Commits by ref name, for branches and heads of pull requests. */
  async refs(repository: BareRepository): Promise<ReadonlyMap<string, string>> {
    const text = await this.git.text(repository.path, ['for-each-ref', '--format=%(refname) %(objectname)']);
    return new Map(
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ', 2) as [string, string]),
    );
  }

  /** The commit that a branch, tag or id names; `undefined` where there is none. */
  async resolve(repository: BareRepository, name: string): Promise<string | undefined> {
    if (/[\s\p{Cc}]/u.test(name)) return undefined;
    const candidates = [`refs/heads/${name}`, `refs/tags/${name}`, ...(/^[0-9a-f]{7,40}$/.test(name) ? [name] : [])];
    const input = candidates.map((candidate) => `${candidate}^{commit}\n`).join('');
    const found = await this.git.text(repository.path, ['cat-file', '--batch-check'], { input });
    return /^([0-9a-f]{40}) commit /m.exec(found)?.[1];
  }

  /** Commits that `head` has and `base`, if there is one, lacks, newest first. */
  async between(repository: BareRepository, base: string | undefined, head: string): Promise<readonly CommitInfo[]> {
    const args = [
      'log',
      `--format=${logFormat}`,
      '--topo-order',
      '--end-of-options',
      base === undefined ? head : `${base}..${head}`,
    ];
    return records(await this.git.text(repository.path, args), 9).map(([id = '', parents = '', ...rest]) =>
      commitOf([id, parents, ...rest]),
    );
  }

  async mergeBase(repository: BareRepository, one: string, other: string): Promise<string | undefined> {
    return this.git.maybe(repository.path, ['merge-base', '--', one, other]);
  }

  /** Entries of a folder (`path/`, or the empty path for the root), or the entry of that path itself. */
  async tree(repository: BareRepository, commit: string, path: string): Promise<readonly TreeEntry[]> {
    const args = [
      '--literal-pathspecs',
      'ls-tree',
      '-z',
      '-l',
      '--full-tree',
      commit,
      '--',
      ...(path === '' ? [] : [path]),
    ];
    const text = (await this.git.maybe(repository.path, args)) ?? '';
    return text.split('\0').flatMap((line) => {
      const [, kind, id, size, name] = /^\d+ (blob|tree) ([0-9a-f]{40}) +(\S+)\t(.*)$/s.exec(line) ?? [];
      if (kind === undefined || id === undefined || name === undefined) return [];
      return [{ path: name, id, kind: kind === 'blob' ? 'blob' : 'tree', size: Number(size) || 0 }];
    });
  }

  async blob(repository: BareRepository, id: string): Promise<Buffer> {
    return this.git.bytes(repository.path, ['cat-file', 'blob', id]);
  }

  /** Moves a branch if it is still where it is thought to be. */
  async move(repository: BareRepository, branch: string, from: string, to: string): Promise<void> {
    const ref = `refs/heads/${branch}`;
    const args = to === noCommit ? ['update-ref', '-d', '--', ref, from] : ['update-ref', '--', ref, to, from];
    await this.git.bytes(repository.path, args);
  }

  async pointPullRequest(repository: BareRepository, number: number, commit: string): Promise<void> {
    await this.git.bytes(repository.path, ['update-ref', '--', `refs/pull/${number}/head`, commit]);
  }

  /** One commit with these edits on top of `parent`; the branch moves with it. Returns the commit. */
  async commit(
    repository: BareRepository,
    change: { branch: string; parent: string | undefined; message: string; edits: FileEdits; by: Signature },
  ): Promise<string> {
    const input = stream(`refs/heads/${change.branch}`, change);
    return this.git.text(repository.path, ['fast-import', '--quiet'], { input });
  }
}

function stream(
  ref: string,
  { parent, message, edits, by }: { parent: string | undefined; message: string; edits: FileEdits; by: Signature },
): Buffer {
  const text = Buffer.from(message.endsWith('\n') ? message : `${message}\n`);
  const who = `${by.name} <${by.email}> ${gitDate(by.at)}`;
  const parts: (string | Buffer)[] = [
    `commit ${ref}\nmark :1\nauthor ${who}\ncommitter ${who}\ndata ${text.length}\n`,
    text,
  ];
  if (parent !== undefined) parts.push(`from ${parent}\n`);
  for (const [path, content] of Object.entries(edits)) {
    if (content === null) parts.push(`D ${quoted(path)}\n`);
    else parts.push(`M 100644 inline ${quoted(path)}\ndata ${Buffer.byteLength(content)}\n`, content, '\n');
  }
  return Buffer.concat([...parts, '\nget-mark :1\ndone\n'].map((part) => Buffer.from(part)));
}

/** C-style quotes, so that no path can end its line. */
function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function records(text: string, width: number): string[][] {
  const fields = text.split('\0');
  const count = Math.floor(fields.length / width);
  return Array.from({ length: count }, (_, row) =>
    fields.slice(row * width, (row + 1) * width).map((field, column) => (column === 0 ? field.trimStart() : field)),
  );
}

function commitOf(fields: readonly string[]): CommitInfo {
  const [id = '', parents = '', an = '', ae = '', at = '', cn = '', ce = '', ct = '', message = ''] = fields;
  return {
    id,
    message,
    author: { name: an, email: ae, at: new Date(Number(at) * 1000) },
    committer: { name: cn, email: ce, at: new Date(Number(ct) * 1000) },
    parents: parents.split(' ').filter(Boolean),
  };
}
