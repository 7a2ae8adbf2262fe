import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A git process ended with another code than 0. */
export class GitFailure extends Error {
  constructor(
    readonly args: readonly string[],
    readonly exitCode: number | null,
    readonly stderr: string,
    readonly stdout: string,
  ) {
    super(`git ${args.join(' ')} ended with ${String(exitCode)}: ${stderr.trim()}`);
  }
}

export interface GitRun {
  readonly input?: string | Uint8Array | Readable;
  readonly env?: Readonly<Record<string, string>>;
}

/** What every git process of the forge gets: nothing of the user's configuration, no prompt. */
export const bareEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  TZ: 'UTC',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** Runs git and keeps count of its processes, so that none outlives the forge. */
export class Git {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly signal: AbortSignal) {}

  /** Resolves when no process is left. */
  async ended(): Promise<void> {
    await Promise.all(this.running);
  }

  /** A process that ends with the forge, or earlier with `signal`. */
  start(args: readonly string[], options: { cwd?: string; env: Record<string, string>; signal?: AbortSignal }) {
    const child = spawn('git', args, {
      ...options,
      env: { ...bareEnvironment, ...options.env },
      signal: options.signal ? AbortSignal.any([this.signal, options.signal]) : this.signal,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    this.running.add(closed);
    void closed.then(() => this.running.delete(closed));
    return child;
  }

  /** Standard output as it is. */
  async bytes(repository: string, args: readonly string[], run: GitRun = {}): Promise<Buffer> {
    const child = this.start(args, { cwd: repository, env: { ...run.env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    const fed = feed(child.stdin, run.input);
    const [exitCode] = await Promise.all([ended, fed]);
    if (exitCode === 0) return Buffer.concat(out);
    throw new GitFailure(args, exitCode, Buffer.concat(err).toString(), Buffer.concat(out).toString());
  }

  /** Standard output as text, without the newline at its end. */
  async text(repository: string, args: readonly string[], run: GitRun = {}): Promise<string> {
    return (await this.bytes(repository, args, run)).toString().replace(/\n$/, '');
  }

  /** As `text`; `undefined` where git says no (exit code 1 or 128), e.g. for a revision that is not there. */
  async maybe(repository: string, args: readonly string[], run: GitRun = {}): Promise<string | undefined> {
    try {
      return await this.text(repository, args, run);
    } catch (error) {
      if (error instanceof GitFailure && (error.exitCode === 1 || error.exitCode === 128)) return undefined;
      throw error;
    }
  }
}

async function feed(stdin: Writable, input: GitRun['input']): Promise<void> {
  // A process that ends before it has read everything closes the pipe: its exit code tells the story.
  stdin.on('error', () => undefined);
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) stdin.end(input);
  else await pipeline(input, stdin).catch(() => undefined);
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly at: Date;
}

/** `seconds +0000`: the form that git reads from its environment and from fast-import streams. */
export function gitDate(at: Date): string {
  return `${Math.floor(at.getTime() / 1000)} +0000`;
}

export function authorAndCommitter(author: Signature, committer: Signature): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: gitDate(author.at),
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: gitDate(committer.at),
  };
}

/** The id that stands for "no commit" in pushes. */
export const noCommit = '0'.repeat(40);
