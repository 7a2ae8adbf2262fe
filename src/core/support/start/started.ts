import type { Readable, Writable } from 'node:stream';

export interface StartOptions {
  readonly cwd?: string | undefined;
  /** All of it: nothing is taken over. */
  readonly env: NodeJS.ProcessEnv;
  /** Without, it reads nothing. */
  readonly hasInput: boolean;
  /** Without, what it says on stderr is dropped. */
  readonly saysErrors: boolean;
  /** A signal reaches whatever the program has started only where it leads a group of its own. */
  readonly leadsGroup: boolean;
}

export interface StartedProgram {
  readonly pid: number;
  /** Where it was asked for. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** Where it was asked for. */
  readonly stderr: Readable | undefined;
  /**
   * The exit code, or the name of the signal that ended it; what it has left behind may hold its pipes open. Rejects where
   * nobody can tell any more.
   */
  readonly exited: Promise<number | string>;
}

/** Once the pipe is closed, which one that nothing came through may be from the start. */
export function closed(pipe: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (pipe.closed) resolve();
    else pipe.once('close', () => resolve());
  });
}
