import type { ExitCode } from '../context';

/** What the thread that runs a command says to the one that watches over it. */
export type Said =
  | { readonly kind: 'out' | 'err'; readonly text: string }
  /** The command has come to its end; what it leaves open is its own to close, in a moment. */
  | { readonly kind: 'ended'; readonly code: ExitCode };
