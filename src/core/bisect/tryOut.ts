import { join } from 'node:path';
import { treeFiles } from '../change/treeFiles';
import { Refusal } from '../manifest/render/refusal';
import { TooLarge, withSandbox } from '../manifest/render/tool/sandbox';
import type { ShownText } from '../manifest/secrecy/shown';
import type { Repository } from '../git/repository';
import { deadline, isTimeout } from '../support/deadline';
import { BranchlineError, reasonOf } from '../support/errors';
import { message } from '../support/message';
import { runProgram, type ProgramOutcome } from '../support/runProgram';
import type { Sha } from '../support/sha';
import { lastOf, withoutTokens } from '../verify/checks/command';
import type { Mark } from './search';

/** A person's program, and where it runs. */
export interface TestProgram {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

export interface Tried {
  readonly mark: Mark;
  readonly code: number;
  /** Its last lines, masked. */
  readonly output: readonly ShownText[];
}

/** What the program learns of what it tests. */
export interface Tested {
  readonly service: string;
  readonly environment: string;
  readonly commit: Sha;
}

const maxBytes = 4 * 1024 * 1024;

/**
 * Runs the program on one deployment, whose files lie in a folder of their own meanwhile: `BRANCHLINE_TREE`. Exit codes are those of
 * `git bisect run`: 0 good, 125 cannot be told, 1 to 124 bad. With 126 and 127 shells say that a program could not be run, as git's
 * manual has it (https://git-scm.com/docs/git-bisect, "Bisect run"); git counts them as bad all the same, and we do not.
 * @throws BranchlineError for every other end, which says nothing of the deployment, and where the files cannot be laid out
 */
export async function tryOut(
  repository: Repository,
  { service, environment, commit }: Tested,
  program: TestProgram,
  signal: AbortSignal,
): Promise<Tried> {
  const { tree } = await repository.commit(commit);
  const files = await treeFiles(repository, tree);
  const programs = new Set(
    (await repository.files(tree)).filter(({ mode }) => mode === '100755').map(({ path }) => path),
  );
  const own = files.paths.filter((path) => !files.links.has(path));
  const copy = new Map(own.map((path) => [path, { from: path, isProgram: programs.has(path) }]));
  try {
    return await withSandbox(files, copy, signal, async (sandbox) => {
      const names = { BRANCHLINE_SERVICE: service, BRANCHLINE_ENVIRONMENT: environment, BRANCHLINE_COMMIT: commit };
      const env = {
        ...withoutTokens(program.environment),
        ...names,
        BRANCHLINE_TREE: join(sandbox.root, sandbox.tree),
      };
      return triedOf(await run(program, env, signal));
    });
  } catch (error) {
    if (error instanceof TooLarge || error instanceof Refusal) throw stopped(error.message);
    throw error;
  }
}

async function run(
  { command, folder, timeoutMs }: TestProgram,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ProgramOutcome> {
  const [file = '', ...args] = command;
  try {
    return await runProgram(file, args, { cwd: folder, env, signal: deadline(signal, timeoutMs), maxBytes });
  } catch (error) {
    signal.throwIfAborted();
    throw stopped(isTimeout(error) ? 'did not end in time' : `could not be started: ${reasonOf(error)}`);
  }
}

function triedOf(outcome: ProgramOutcome): Tried {
  if (outcome.kind === 'printed') return { mark: 'good', code: 0, output: lastOf(outcome.text) };
  if (outcome.kind === 'tooLarge') throw stopped(`printed more than ${maxBytes} bytes`);
  const { code, text, stderr } = outcome;
  if (code === 126 || code === 127) throw stopped(`ended with ${code}, which says that something could not be run`);
  if (typeof code !== 'number' || code < 0 || code > 125) throw stopped(`ended with ${code}`);
  return { mark: code === 125 ? 'skip' : 'bad', code, output: lastOf(`${text}\n${stderr}`) };
}

function stopped(why: string): BranchlineError {
  return new BranchlineError(
    'bisect/stopped',
    message('The program tells nothing of this deployment: {why}.', { why }),
  );
}
