import { stat } from 'node:fs/promises';
import { BranchlineError, reasonOf } from '../support/errors';
import { deadline } from '../support/deadline';
import { runProgram } from '../support/runProgram';
import { starter } from '../support/start/start';
import { runSimply } from './simple';
import { classify, GitError } from './errors';
import { folderOf, gitEnvironment, type GitEnvironment } from './environment';

export interface GitCommand extends GitEnvironment {
  readonly args: readonly string[];
  /** How the repository is called in errors. */
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  readonly input?: Buffer;
  readonly limitBytes?: number;
  /** Exit codes besides 0 that are an answer. */
  readonly answers?: readonly number[];
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const localTimeoutMs = 60_000;
const localLimitBytes = 200_000_000;

/** Of what git prints on a failure, what may tell the case. */
const toldLength = 2_000;

/**
 * Runs one git command to its end. Never through a shell; bounded in time and output; ended when the signal aborts, with
 * all that it has started.
 * @throws GitError by the case that git's words tell
 */
export async function runGit(command: GitCommand): Promise<GitAnswer> {
  const { args, where, input, timeoutMs = localTimeoutMs, limitBytes = localLimitBytes } = command;
  const cwd = folderOf(command.place);
  await requireFolder(cwd, where);
  const signal = deadline(command.signal, timeoutMs);
  const options = { cwd, env: gitEnvironment(command), signal, input, maxBytes: limitBytes };
  // What reaches others starts programs of its own, which have to end with it; all but what keeps credentials, or a
  // connection of ssh that is shared. While there are many, `simple-git` would start them at the full price.
  const running =
    command.protocols || starter.hasHelper
      ? runProgram('git', args, { ...options, mayLeaveChildren: command.protocols !== undefined })
      : runSimply(args, options);
  const outcome = await running.catch((error: unknown) => {
    command.signal?.throwIfAborted();
    if (signal.aborted) throw GitError.timeout(where, timeoutMs, error);
    throw (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? GitError.missing(error)
      : classify(reasonOf(error), where, error);
  });
  if (outcome.kind === 'tooLarge') throw GitError.tooLarge(where, limitBytes);
  if (outcome.kind === 'printed') return { exitCode: 0, stdout: outcome.text, stderr: '' };
  const { code, text, stderr } = outcome;
  if (typeof code === 'number' && command.answers?.includes(code)) return { exitCode: code, stdout: text, stderr };
  // `push --porcelain` tells what became of a ref on stdout.
  const said = `${stderr}${text.slice(0, toldLength)}`;
  throw classify(said, where, new Error(`git ${args[0] ?? ''} ended with ${code}`));
}

async function requireFolder(folder: string, where: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (cause) {
    if (cause instanceof BranchlineError) throw cause;
    throw GitError.notARepository(where, cause);
  }
  throw GitError.notARepository(where);
}
