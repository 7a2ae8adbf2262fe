import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { ForgeConnections } from '../core/forge/connect';
import type { Owners } from './owners';
import type { ForgeFinder } from '../core/forge/identify';

/** How a host is found out, and its clients. */
export interface ForgeAccess {
  readonly finder: ForgeFinder;
  readonly connections: ForgeConnections;
}

/** What a command may touch of the world around it. */
export interface CliContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working folder, absolute. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Of a command that goes by a catalog: all forges that it leads to. A token without a host's name goes to one alone. */
  readonly catalogHosts?: readonly string[];
  /** Of a command that asks the same forges again and again: their clients, which keep what has not changed. */
  readonly forges?: Map<string, ForgeAccess>;
  /** Who moves branches, as far as it was looked at in this run. */
  readonly owners: Pick<Owners, 'look' | 'unasked'>;
  /** Asks a person, and gives the line that they wrote; nothing where they end it. Only where somebody sits at a terminal. */
  readonly ask?: (question: string) => Promise<string | undefined>;
  /** What is written to stdin; nothing where nobody writes. */
  readonly input?: () => Readable;
  /** Runs another command line, in a world of its own. Never throws. */
  readonly call: (args: readonly string[], world: CliWorld) => Promise<ExitCode>;
  /** Writes one line or document to stdout. */
  print(text: string): void;
  /** Writes one line to stderr. */
  warn(text: string): void;
  /** Sets what the process ends with. */
  exit(code: ExitCode): void;
}

/** What whoever runs a command line gives it. */
export type CliWorld = Omit<CliContext, 'exit' | 'call' | 'owners'>;

/** 0 in sync, nothing to do · 2 something to apply, or drift · 3 a person has to decide · 1 error. Source: `branchline --help`. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A command puts itself on the program; what is heavy it loads when it runs. */
export type Register = (program: Command, context: CliContext) => void;
