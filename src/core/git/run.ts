import { stat } from 'node:fs/promises';
import { simpleGit, type SimpleGitOptions } from 'simple-git';
import { BranchlineError } from '../support/errors';
import { deadline, isTimeout } from '../support/deadline';
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
}

const localTimeoutMs = 60_000;
const localLimitBytes = 200_000_000;

/**
 * What of the guard of `simple-git` has to be opened: our own environment (no prompts, the token as configuration of
 * one URL) and the ssh command that people set. No argument comes near these.
 */
const unsafe: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeExec: true,
  allowUnsafeHooksPath: true,
  allowUnsafeSshCommand: true,
};

/**
 * Runs one git command to its end. Never through a shell; bounded in time and output; ended when the signal aborts.
 * @throws GitError by the case that git's words tell
 */
export async function runGit(command: GitCommand): Promise<GitAnswer> {
  const { where, input, timeoutMs = localTimeoutMs, limitBytes = localLimitBytes } = command;
  const folder = folderOf(command.place);
  await requireFolder(folder, where);
  command.signal?.throwIfAborted();
  const overflow = new AbortController();
  const abort = AbortSignal.any([deadline(command.signal, timeoutMs), overflow.signal]);
  const outcome = { exitCode: 0, stderr: '' };
  const environment = gitEnvironment(command);
  const git = simpleGit({
    baseDir: folder,
    abort,
    trimmed: false,
    allowEnvironment: Object.keys(environment),
    unsafe,
    ...(input ? { input: () => input } : {}),
    errors: (error, result) => {
      outcome.exitCode = result.exitCode;
      // `push --porcelain` tells what became of a ref on stdout.
      outcome.stderr = Buffer.concat([...result.stdErr, ...result.stdOut.slice(0, 4)]).toString('utf8');
      if (result.exitCode === 0 || command.answers?.includes(result.exitCode)) return undefined;
      return error ?? new Error(outcome.stderr);
    },
  })
    .env(environment)
    .outputHandler((_name, stdout) => {
      let sizeBytes = 0;
      stdout.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) overflow.abort(GitError.tooLarge(where, limitBytes));
      });
    });
  try {
    const stdout = await git.raw([...command.args]);
    return { exitCode: outcome.exitCode, stdout };
  } catch (error) {
    command.signal?.throwIfAborted();
    if (overflow.signal.aborted) throw GitError.tooLarge(where, limitBytes);
    if (abort.aborted && isTimeout(abort.reason)) throw GitError.timeout(where, timeoutMs, error);
    if (/\bENOENT\b/.test(outcome.stderr || String(error))) throw GitError.missing(error);
    throw classify(outcome.stderr || (error instanceof Error ? error.message : String(error)), where, error);
  }
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
