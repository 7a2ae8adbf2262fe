import { every, type Disposable } from '../support/disposable';
import type { Sha } from '../support/sha';
import { starter } from '../support/start/start';
import { closed, type StartedProgram } from '../support/start/started';
import { folderOf, gitEnvironment } from './environment';
import { GitError } from './errors';

export type ObjectKind = 'commit' | 'tree' | 'blob' | 'tag';

export interface RawObject {
  readonly sha: Sha;
  readonly kind: ObjectKind;
  readonly data: Buffer;
}

interface Request {
  readonly name: string;
  resolve(object: RawObject | undefined): void;
  reject(error: Error): void;
}

interface Incoming {
  readonly sha: Sha;
  readonly kind: ObjectKind;
  readonly sizeBytes: number;
  readonly chunks: Buffer[];
  receivedBytes: number;
}

export interface BatchOptions {
  /** A bare repository of ours. */
  readonly gitDir: string;
  /** How the repository is called in errors. */
  readonly where: string;
  readonly limitBytes?: number;
  readonly idleMs?: number;
}

/** One run of the process; it may not be there yet. */
interface Run {
  program: StartedProgram | undefined;
}

/** How often the idle time may pass without a byte while a question is open: what git waits for will not come. */
const patienceTicks = 4;

/**
 * Reads objects through one `git cat-file --batch` that stays: thousands of reads for the price of one process.
 * It starts with the first question, ends when nobody has asked for a while, and starts again after a crash (a question
 * that was open at a crash is asked once more).
 */
export class ObjectReader implements Disposable {
  private run: Run | undefined;
  private idle: Disposable | undefined;
  private queue: Request[] = [];
  /** Names that are in the queue, and were not written yet. */
  private unsent = '';
  private buffered = Buffer.alloc(0);
  private incoming: Incoming | undefined;
  private askedSinceTick = false;
  private silentTicks = 0;
  private crashes = 0;
  private disposed = false;

  constructor(private readonly options: BatchOptions) {}

  /** The object of that name; nothing where the repository lacks it. @throws GitError where it is larger than the bound */
  read(name: string): Promise<RawObject | undefined> {
    if (/[\s\0]/.test(name) || name === '') return Promise.reject(GitError.badName(name));
    if (this.disposed) return Promise.reject(GitError.objectMissing(name));
    return new Promise((resolve, reject) => {
      this.queue.push({ name, resolve, reject });
      this.askedSinceTick = true;
      this.running();
      if (this.unsent === '') setImmediate(() => this.send());
      this.unsent += `${name}\n`;
    });
  }

  /** What is asked for in one turn is written in one go: a write costs more than what it asks for. */
  private send(): void {
    const stdin = this.run?.program?.stdin;
    if (!stdin || this.unsent === '') return;
    stdin.write(this.unsent);
    this.unsent = '';
  }

  dispose(): void {
    this.disposed = true;
    for (const request of this.queue) request.reject(GitError.objectMissing(request.name));
    this.queue = [];
    this.stop();
  }

  private running(): void {
    if (this.run) return;
    const place = { kind: 'own', gitDir: this.options.gitDir } as const;
    const run: Run = { program: undefined };
    this.run = run;
    this.buffered = Buffer.alloc(0);
    this.incoming = undefined;
    this.silentTicks = 0;
    this.idle = every(this.idleMs, () => this.tick());
    const options = { cwd: folderOf(place), env: gitEnvironment({ place }), hasInput: true } as const;
    starter.start('git', ['cat-file', '--batch'], { ...options, saysErrors: false, leadsGroup: false }).then(
      (program) => this.begun(run, program),
      (error: unknown) => this.ended(run, error as Error),
    );
  }

  private begun(run: Run, program: StartedProgram): void {
    const { stdin, stdout, exited } = program;
    stdin?.on('error', () => undefined); // the end of the process is heard by what it prints
    if (this.run !== run) {
      quit(program);
      return;
    }
    run.program = program;
    stdout.on('data', (chunk: Buffer) => {
      if (this.run !== run) return;
      this.silentTicks = 0;
      this.take(chunk);
    });
    const end = () => {
      run.program = undefined; // its number may be another's by now
      this.ended(run, undefined);
    };
    void closed(stdout)
      .then(() => exited)
      .then(end, end);
    this.send();
  }

  private get idleMs(): number {
    return this.options.idleMs ?? 15_000;
  }

  private tick(): void {
    if (this.queue.length > 0) this.silentTicks += 1;
    else if (!this.askedSinceTick) this.stop();
    this.askedSinceTick = false;
    if (this.silentTicks > patienceTicks) this.fail(GitError.timeout(this.options.where, this.idleMs * patienceTicks));
  }

  private fail(error: Error): void {
    this.stop();
    const waiting = this.queue;
    this.queue = [];
    for (const request of waiting) request.reject(error);
  }

  private stop(): void {
    this.idle?.dispose();
    this.unsent = ''; // whoever is still in the queue is asked for anew, or told why not
    const program = this.run?.program;
    this.run = undefined;
    if (program) quit(program);
  }

  private ended(run: Run, error: Error | undefined): void {
    if (this.run !== run) return;
    this.stop();
    if (this.queue.length === 0) return;
    this.crashes += 1;
    if (!error && this.crashes <= 3) {
      this.askAgain();
      return;
    }
    const told = error && /ENOENT/.test(error.message) ? GitError.missing(error) : undefined;
    this.fail(told ?? GitError.notARepository(this.options.where, error));
  }

  private askAgain(): void {
    this.running();
    this.unsent = this.queue.map(({ name }) => `${name}\n`).join('');
  }

  private take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.incoming) {
        rest = this.takeBody(this.incoming, rest);
        continue;
      }
      const newline = rest.indexOf(10);
      if (newline < 0) {
        this.buffered = Buffer.concat([this.buffered, rest]);
        return;
      }
      const header = Buffer.concat([this.buffered, rest.subarray(0, newline)]).toString('utf8');
      this.buffered = Buffer.alloc(0);
      rest = rest.subarray(newline + 1);
      this.takeHeader(header);
    }
  }

  private takeHeader(header: string): void {
    const [, sha, kind, size] = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(header) ?? [];
    if (sha === undefined || kind === undefined) {
      // "NAME missing" or "NAME ambiguous": an answer too.
      this.queue.shift()?.resolve(undefined);
      return;
    }
    this.incoming = { sha, kind: kind as ObjectKind, sizeBytes: Number(size), chunks: [], receivedBytes: 0 };
  }

  /** The body and the newline after it. What is larger than the bound is read and dropped. */
  private takeBody(incoming: Incoming, chunk: Buffer): Buffer {
    const missing = incoming.sizeBytes + 1 - incoming.receivedBytes;
    const part = chunk.subarray(0, missing);
    const limitBytes = this.options.limitBytes ?? 64_000_000;
    if (incoming.sizeBytes <= limitBytes) incoming.chunks.push(part);
    incoming.receivedBytes += part.length;
    if (incoming.receivedBytes === incoming.sizeBytes + 1) {
      this.incoming = undefined;
      this.crashes = 0;
      const request = this.queue.shift();
      if (incoming.sizeBytes > limitBytes) request?.reject(GitError.tooLarge(incoming.sha, limitBytes));
      else {
        const data = Buffer.concat(incoming.chunks).subarray(0, incoming.sizeBytes);
        request?.resolve({ sha: incoming.sha, kind: incoming.kind, data });
      }
    }
    return chunk.subarray(part.length);
  }
}

function quit({ pid, stdin, stdout }: StartedProgram): void {
  stdin?.end();
  stdout.resume(); // whatever it still says
  try {
    process.kill(pid);
  } catch {
    // It has ended by itself.
  }
}
