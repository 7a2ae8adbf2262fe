import { signatureLine, type CommitContent, type Files } from './objects';

export interface StreamCommit extends CommitContent {
  readonly id: string;
  /** The branch that the commit landed on, itself or by a merge. */
  readonly branch: string;
}

/** The commits, parents first, as `git fast-import` reads them; `heads` are the branches to leave behind. */
export function importStream(commits: readonly StreamCommit[], heads: ReadonlyMap<string, string>): string {
  const writer = new StreamWriter();
  for (const commit of commits) writer.commit(commit);
  for (const [branch, id] of heads) writer.branch(branch, id);
  return writer.text();
}

class StreamWriter {
  private readonly parts: string[] = [];
  private readonly marks = new Map<string, number>();
  private readonly files = new Map<string, Files>();

  commit(commit: StreamCommit): void {
    const [parent] = commit.parents;
    const before: Files = (parent === undefined ? undefined : this.files.get(parent)) ?? new Map<string, string>();
    const changed = [...commit.files].filter(([path, text]) => before.get(path) !== text);
    const removed = [...before.keys()].filter((path) => !commit.files.has(path));
    const blobs = changed.map(([path, text]) => `M 100644 :${this.blob(text)} ${path}\n`);
    this.parts.push(
      `commit refs/heads/${commit.branch}\n`,
      `mark :${this.mark(commit.id)}\n`,
      `author ${signatureLine(commit.author)}\n`,
      `committer ${signatureLine(commit.committer)}\n`,
      data(commit.message),
      ...commit.parents.map((id, index) => `${index === 0 ? 'from' : 'merge'} :${this.known(id)}\n`),
      ...removed.map((path) => `D ${path}\n`),
      ...blobs,
      '\n',
    );
    this.files.set(commit.id, commit.files);
  }

  branch(name: string, id: string): void {
    this.parts.push(`reset refs/heads/${name}\nfrom :${this.known(id)}\n\n`);
  }

  text(): string {
    return `${this.parts.join('')}done\n`;
  }

  private blob(text: string): number {
    const key = `blob ${text}`;
    const seen = this.marks.get(key);
    if (seen !== undefined) return seen;
    const mark = this.mark(key);
    this.parts.push(`blob\nmark :${mark}\n${data(text)}`);
    return mark;
  }

  private mark(key: string): number {
    const mark = this.marks.size + 1;
    this.marks.set(key, mark);
    return mark;
  }

  private known(id: string): number {
    const mark = this.marks.get(id);
    if (mark === undefined) throw new Error(`The stream names ${id} before writing it`);
    return mark;
  }
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
