import { simpleGit, type SimpleGitOptions } from 'simple-git';
import type { ProgramOutcome } from '../support/runProgram';

/**
 * What of the guard of `simple-git` has to be opened: our own environment (no prompts, fixed configuration). No argument
 * comes near these.
 */
const unsafe: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeExec: true,
  allowUnsafeHooksPath: true,
  allowUnsafeSshCommand: true,
};

export interface SimpleOptions {
  readonly cwd: string;
  /** All of it: nothing is taken over. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly input?: Buffer | undefined;
  readonly maxBytes: number;
}

/**
 * Runs a git command that starts no other program: where the signal ends it, git alone is ended.
 * @throws the signal's reason; with the code `ENOENT` where there is no git
 */
export async function runSimply(
  args: readonly string[],
  { cwd, env, signal, input, maxBytes }: SimpleOptions,
): Promise<ProgramOutcome> {
  const overflow = new AbortController();
  let failed: Extract<ProgramOutcome, { readonly kind: 'failed' }> | undefined;
  const git = simpleGit({
    baseDir: cwd,
    abort: AbortSignal.any([signal, overflow.signal]),
    trimmed: false,
    allowEnvironment: Object.keys(env),
    unsafe,
    ...(input === undefined ? {} : { input: () => input }),
    errors: (error, { exitCode, stdOut, stdErr }) => {
      if (exitCode === 0) return undefined;
      const [text, stderr] = [stdOut, stdErr].map((parts) => Buffer.concat(parts).toString('utf8'));
      failed = { kind: 'failed', code: exitCode, text: text ?? '', stderr: stderr ?? '' };
      return error ?? new Error(stderr);
    },
  })
    .env(env)
    .outputHandler((_name, stdout) => {
      let sizeBytes = 0;
      stdout.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) overflow.abort(new Error('too large'));
      });
    });
  try {
    return { kind: 'printed', text: await git.raw([...args]) };
  } catch (error) {
    signal.throwIfAborted();
    if (overflow.signal.aborted) return { kind: 'tooLarge' };
    if (/\bENOENT\b/.test(failed?.stderr ?? String(error)))
      throw Object.assign(new Error('git', { cause: error }), { code: 'ENOENT' });
    if (failed) return failed;
    throw error;
  }
}
