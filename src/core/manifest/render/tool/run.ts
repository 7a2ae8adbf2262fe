import { spawn } from 'node:child_process';

export type RunOutcome =
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'failed'; readonly stderr: string }
  | { readonly kind: 'tooLarge' };

export interface RunOptions {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const maxOutputBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;

/** A signal reaches whatever the program has started only where it leads a group of its own. */
const hasGroups = process.platform !== 'win32';

/**
 * Runs a program without a shell, and reads what it prints. Whatever ends this (the signal, too much output), nothing
 * that the program has started in its group is left.
 * @throws the signal's reason, and what keeps the program from being started
 */
export function run(file: string, args: readonly string[], { signal, ...options }: RunOptions): Promise<RunOutcome> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(file, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: hasGroups,
      windowsHide: true,
    });
    const printed: Buffer[] = [];
    let [printedBytes, stderr, isTooLarge] = [0, '', false];
    const end = () => killGroup(child.pid);
    signal.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      printedBytes += chunk.length;
      if (printedBytes <= maxOutputBytes) printed.push(chunk);
      else if (!isTooLarge) {
        isTooLarge = true;
        end();
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < maxErrorBytes) stderr += text;
    });
    child.on('error', (error) => {
      signal.removeEventListener('abort', end);
      reject(error);
    });
    child.on('exit', end); // what it has left behind would hold its pipes open
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      else if (isTooLarge) resolve({ kind: 'tooLarge' });
      else if (code === 0) resolve({ kind: 'printed', text: Buffer.concat(printed).toString('utf8') });
      else resolve({ kind: 'failed', stderr });
    });
  });
}

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
