import { inEnglish, type Message } from './message';

/** What a person can do about an error: a title for the button, and the command that it runs. */
export interface Remedy {
  readonly title: Message;
  readonly command: string;
  readonly args?: readonly unknown[];
}

export interface ErrorOptions {
  /** Nothing went wrong: there was nothing to do. Told as an answer, not as a failure. */
  readonly nothingToDo?: boolean;
  readonly remedy?: Remedy;
  /** What went wrong below; goes to the log only. */
  readonly cause?: unknown;
}

/**
 * The one family of errors: a stable code for tests and logs, a sentence for people, a remedy where there is one.
 * Each folder has its own subclass with one static method a case.
 */
export class BranchlineError extends Error {
  readonly remedy: Remedy | undefined;
  /** Nothing went wrong: there was nothing to do. */
  readonly isNothingToDo: boolean;

  constructor(
    readonly code: string,
    readonly said: Message,
    options: ErrorOptions = {},
  ) {
    super(inEnglish(said), { cause: options.cause });
    this.name = new.target.name;
    this.remedy = options.remedy;
    this.isNothingToDo = options.nothingToDo ?? false;
  }
}

/** True when the error only says that somebody cancelled; such an error is never shown. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The message of anything thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
