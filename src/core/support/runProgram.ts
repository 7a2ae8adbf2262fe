import { spawn } from 'node:child_process';

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
export function runProgram(file: string, args: readonly string[], options: ProgramOptions): Promise<ProgramOutcome> {
  const { cwd, env, signal, input, maxBytes = maxOutputBytes, mayLeaveChildren = false } = options;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(file, args, { cwd, env, stdio: 'pipe', detached: hasGroups, windowsHide: true });
    const printed: Buffer[] = [];
    let [printedBytes, stderr, isTooLarge] = [0, '', false];
    let lastWords: NodeJS.Timeout | undefined;
    const end = () => killGroup(child.pid);
    const conclude = (code: number | string) => {
      signal.removeEventListener('abort', end);
      clearTimeout(lastWords);
      child.stdout.destroy();
      child.stderr.destroy();
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      else if (isTooLarge) resolve({ kind: 'tooLarge' });
      else if (code === 0) resolve({ kind: 'printed', text: textOf(printed) });
      else resolve({ kind: 'failed', code, text: textOf(printed), stderr });
    };
    signal.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      printedBytes += chunk.length;
      if (printedBytes <= maxBytes) printed.push(chunk);
      else if (!isTooLarge) {
        isTooLarge = true;
        end();
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < maxErrorBytes) stderr += text;
    });
    child.stdin.on('error', () => undefined); // it may end without reading; its exit tells
    child.stdin.end(input);
    child.on('error', (error) => {
      signal.removeEventListener('abort', end);
      reject(error);
    });
    child.on('exit', (code, by) => {
      // What it has left behind would hold its pipes open.
      if (!mayLeaveChildren) end();
      // At once after the pipes were read: a busy thread may come to the timer first.
      else lastWords = setTimeout(() => setImmediate(() => conclude(code ?? by ?? -1)), lastWordsMs);
    });
    child.on('close', (code, by) => conclude(code ?? by ?? -1));
  });
}

const textOf = (printed: readonly Buffer[]): string => Buffer.concat(printed).toString('utf8');

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(hasGroups ? -pid : pid, 'SIGKILL');
  } catch (error) {
    // It has ended, and all of its group; macOS says EPERM of what has ended and was not waited for yet.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
