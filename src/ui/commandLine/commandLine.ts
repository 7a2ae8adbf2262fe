import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type * as z from 'zod';
import { deadline } from '../../core/support/deadline';
import { BranchlineError } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import { message } from '../../core/support/message';
import { oneLine } from '../../core/support/oneLine';
import { redact } from '../../core/support/redact';
import { runProgram } from '../../core/support/runProgram';
import { jsonIn } from '../../core/support/jsonIn';

interface CommandLineSources {
  /** The command line that ships with the extension. */
  readonly program: string;
  /** Where mirrors of repositories lie, which the window has, too. */
  readonly storage: string;
  readonly catalogPath: () => string | undefined;
  /** What it is given of this window, asked for as it starts. */
  readonly environment: (signal: AbortSignal) => Promise<Record<string, string>>;
  readonly log: Log;
}

/** What a command line said. `said`: what it wrote beside its answer, a line each. */
export interface Answered<T> {
  readonly answer: T;
  readonly said: readonly string[];
}

/** Every service of a large train is looked at, one after another. */
const timeLimitMs = 900_000;
const maxBytes = 32_000_000;
const mostSaid = 20;

/**
 * Runs `branchline` as it ships with the extension, over the catalog of this window: the same decisions, whoever asks for them.
 * It is ended with all that it started once nobody wants its answer any more.
 */
export class CommandLine {
  constructor(private readonly sources: CommandLineSources) {}

  /**
   * @param command its words
   * @param args of which none that somebody else wrote is taken for a flag
   * @throws BranchlineError with what it said where it has no answer, in a folder that is not trusted, and without a catalog
   */
  async ask<T>(
    command: readonly string[],
    args: readonly string[],
    answer: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<Answered<T>> {
    const { program, storage, catalogPath, environment, log } = this.sources;
    const catalog = catalogPath();
    if (!vscode.workspace.isTrusted) {
      throw new BranchlineError(
        'commandLine/untrusted',
        message('This folder is not trusted: nothing is asked of anybody.'),
      );
    }
    if (catalog === undefined) throw new BranchlineError('commandLine/noCatalog', message('There is no catalog here.'));
    const env = {
      ...process.env,
      ...(await environment(signal)),
      ELECTRON_RUN_AS_NODE: '1',
      BRANCHLINE_CACHE: storage,
    };
    log.debug(`[command line] ${command.join(' ')}`);
    const options = { cwd: dirname(catalog), env, signal: deadline(signal, timeLimitMs), maxBytes };
    const outcome = await runProgram(
      process.execPath,
      [program, ...command, '--catalog', catalog, '--json', ...args],
      options,
    );
    if (outcome.kind === 'tooLarge') throw failed(command, 'tooLarge');
    const said = outcome.kind === 'failed' ? linesOf(outcome.stderr) : [];
    for (const line of said) log.info(`[command line] ${line}`);
    const parsed = answer.safeParse(jsonIn(outcome.text));
    if (parsed.success) return { answer: parsed.data, said };
    throw failed(command, said.at(-1) ?? parsed.error.message);
  }
}

function failed(command: readonly string[], said: string): BranchlineError {
  return new BranchlineError(
    'commandLine/failed',
    message('{said} (branchline {command})', { said: oneLine(redact(said), 600), command: command.join(' ') }),
  );
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => oneLine(redact(line.replace(/^branchline: /, '')), 600))
    .filter((line) => line !== '')
    .slice(-mostSaid);
}
