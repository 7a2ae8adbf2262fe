import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** New content by path; `null` removes the file. */
export type Files = Readonly<Record<string, string | null>>;

export interface CommitOptions {
  /** Further parents: makes it a merge. */
  readonly merge?: readonly string[];
  /** Takes this tree as a whole instead of editing that of the branch. */
  readonly tree?: string;
  /** Parent other than the branch's head; `null`: none. */
  readonly onto?: string | null;
  readonly author?: string;
}

/**
 * A bare repository that a test writes history into, by one `git fast-import` that stays: a commit costs a
 * millisecond or two, and is written by git itself.
 */
export class World {
  readonly path = mkdtempSync(join(tmpdir(), 'branchline-world-'));
  private readonly importer: ChildProcessWithoutNullStreams;
  private readonly answers: Interface;
  private readonly waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  private disposed = false;
  private readonly heads = new Map<string, string>();
  private clock = 1_700_000_000;
  private marks = 0;

  constructor() {
    this.git('init', '--bare', '--quiet', '--initial-branch=dev', '.');
    this.importer = spawn('git', ['fast-import', '--quiet', '--force', '--done'], { cwd: this.path });
    this.importer.stderr.resume();
    this.answers = createInterface({ input: this.importer.stdout });
    this.answers.on('line', (line) => this.waiting.shift()?.resolve(line));
    this.importer.on('exit', (code) => {
      if (this.disposed) return;
      for (const waiting of this.waiting.splice(0)) waiting.reject(new Error(`git fast-import ended with ${code}`));
    });
  }

  /** Runs git here and gives what it prints. */
  git(...args: string[]): string {
    const identity = {
      GIT_AUTHOR_NAME: 'T',
      GIT_AUTHOR_EMAIL: 't@e',
      GIT_COMMITTER_NAME: 'T',
      GIT_COMMITTER_EMAIL: 't@e',
    };
    return execFileSync('git', args, {
      cwd: this.path,
      encoding: 'utf8',
      env: { ...process.env, ...identity },
    }).trimEnd();
  }

  head(branch: string): string {
    const head = this.heads.get(branch);
    if (head === undefined) throw new Error(`no branch ${branch}`);
    return head;
  }

  /** Commits to a branch, which comes into being if need be. A minute passes with every commit. */
  async commit(branch: string, message: string, files: Files, options: CommitOptions = {}): Promise<string> {
    const mark = `:${++this.marks}`;
    this.clock += 60;
    const parent = options.onto === undefined ? this.heads.get(branch) : options.onto;
    const identity = `${options.author ?? 'Ada'} <ada@example.com> ${this.clock} +0000`;
    const parts = [
      ...(parent === undefined || parent === null ? [`reset refs/heads/${branch}\n`] : []),
      `commit refs/heads/${branch}\nmark ${mark}\nauthor ${identity}\ncommitter ${identity}\n`,
      data(message),
      ...(parent === undefined || parent === null ? [] : [`from ${parent}\n`]),
      ...(options.merge ?? []).map((sha) => `merge ${sha}\n`),
      ...(options.tree === undefined ? [] : [`M 040000 ${options.tree} \n`]),
      ...Object.entries(files).map(([path, text]) =>
        text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`,
      ),
      `\nget-mark ${mark}\n`,
    ];
    this.importer.stdin.write(parts.join(''));
    const sha = await this.answer();
    await this.settle();
    this.heads.set(branch, sha);
    return sha;
  }

  /** Points a branch at a commit: a new branch, a fast-forward, or a force-push. */
  async reset(branch: string, sha: string): Promise<void> {
    this.importer.stdin.write(`reset refs/heads/${branch}\nfrom ${sha}\n\n`);
    await this.settle();
    this.heads.set(branch, sha);
  }

  /** The tree of a commit with these entries put in, of whatever mode; made in an index of its own. */
  treeWith(
    commit: string,
    entries: readonly { readonly path: string; readonly mode: string; readonly sha: string }[],
  ): string {
    const index = join(this.path, 'index-of-a-test');
    const git = (...args: readonly string[]) =>
      execFileSync('git', args, { cwd: this.path, encoding: 'utf8', env: { ...process.env, GIT_INDEX_FILE: index } });
    git('read-tree', commit);
    for (const { path, mode, sha } of entries) git('update-index', '--add', '--cacheinfo', `${mode},${sha},${path}`);
    return git('write-tree').trim();
  }

  treeOf(commit: string): string {
    return this.git('rev-parse', `${commit}^{tree}`);
  }

  messageOf(commit: string): string {
    return this.git('log', '-1', '--format=%B', commit);
  }

  read(commit: string, path: string): string {
    return execFileSync('git', ['show', `${commit}:${path}`], { cwd: this.path, encoding: 'utf8' });
  }

  files(commit: string): readonly string[] {
    return this.git('ls-tree', '-r', '--name-only', commit).split('\n');
  }

  dispose(): void {
    this.disposed = true;
    this.importer.stdin.end('done\n');
    this.answers.close();
    this.importer.kill();
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Makes everything visible to other processes. */
  private async settle(): Promise<void> {
    this.importer.stdin.write('checkpoint\n\nprogress settled\n');
    await this.answer();
  }

  private answer(): Promise<string> {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
