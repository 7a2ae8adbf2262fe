import { orAborted } from './orAborted';
import { starter } from './start/start';
import { closed, type StartedProgram } from './start/started';

export type ProgramOutcome =
  | { readonly kind: 'printed'; readonly text: string }
  /** `code`: the exit code, or the name of the signal that ended it. */
  | { readonly kind: 'failed'; readonly code: number | string; readonly text: string; readonly stderr: string }
  | { readonly kind: 'tooLarge' };

export interface ProgramOptions {
  readonly cwd?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** What it may read; nothing where it is left out. */
  readonly input?: string | Buffer | undefined;
  /** Of what it prints; 64 MiB. */
  readonly maxBytes?: number;
  /** What it leaves behind when it ends by itself may go on: a helper that keeps credentials in memory. */
  readonly mayLeaveChildren?: boolean;
}

const maxOutputBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
/** What a program has printed is read within this once it has ended, whoever holds its pipes open. */
const lastWordsMs = 500;

/** A signal reaches whatever the program has started only where it leads a group of its own. */
const hasGroups = process.platform !== 'win32';

/**
 * Runs a program without a shell, and reads what it prints. Whatever ends this (the signal, too much output), nothing
 * that the program has started in its group is left. Ours, since the runners in use end a program, not its group: a git
 * that is ended so leaves behind what speaks to its server (what stays within a repository is run by `simple-git`).
 * @throws the signal's reason, and what keeps the program from being started
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramOutcome> {
  const { cwd, env, signal, input } = options;
  signal.throwIfAborted();
  const wanted = { cwd, env, hasInput: input !== undefined, saysErrors: true, leadsGroup: hasGroups };
  const starting = starter.start(file, args, wanted);
  try {
    return await follow(await orAborted(starting, signal), options);
  } catch (error) {
    // It may come up when nobody waits for it any more.
    void starting.then(({ pid }) => killGroup(pid)).catch(() => undefined);
    throw error;
  }
}

function follow(program: StartedProgram, options: ProgramOptions): Promise<ProgramOutcome> {
  const { signal, input, maxBytes = maxOutputBytes, mayLeaveChildren = false } = options;
  const { stdin, stdout, stderr: complaints } = program;
  return new Promise((resolve, reject) => {
    const printed: Buffer[] = [];
    let [printedBytes, stderr, isTooLarge] = [0, '', false];
    let lastWords: NodeJS.Timeout | undefined;
    const end = () => killGroup(program.pid);
    const release = () => {
      signal.removeEventListener('abort', end);
      clearTimeout(lastWords);
      stdout.destroy();
      complaints?.destroy();
    };
    const conclude = (code: number | string) => {
      release();
      if (signal.aborted) reject(asError(signal.reason));
      else if (isTooLarge) resolve({ kind: 'tooLarge' });
      else if (code === 0) resolve({ kind: 'printed', text: textOf(printed) });
      else resolve({ kind: 'failed', code, text: textOf(printed), stderr });
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    stdout.on('data', (chunk: Buffer) => {
      printedBytes += chunk.length;
      if (printedBytes <= maxBytes) printed.push(chunk);
      else if (!isTooLarge) {
        isTooLarge = true;
        end();
      }
    });
    complaints?.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < maxErrorBytes) stderr += text;
    });
    stdin?.on('error', () => undefined); // it may end without reading; its exit tells
    stdin?.end(input);
    const read = Promise.all([closed(stdout), complaints && closed(complaints)]);
    program.exited.then(
      (code) => {
        // What it has left behind would hold its pipes open.
        if (!mayLeaveChildren) end();
        // At once after the pipes were read: a busy thread may come to the timer first.
        else lastWords = setTimeout(() => setImmediate(() => conclude(code)), lastWordsMs);
        void read.then(() => conclude(code));
      },
      (error: unknown) => {
        release();
        end();
        reject(asError(error));
      },
    );
  });
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error('aborted'));

const textOf = (printed: readonly Buffer[]): string => Buffer.concat(printed).toString('utf8');

function killGroup(pid: number): void {
  try {
    process.kill(hasGroups ? -pid : pid, 'SIGKILL');
  } catch (error) {
    // It has ended, and all of its group; macOS says EPERM of what has ended and was not waited for yet.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
