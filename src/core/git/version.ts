import { GitError } from './errors';
import { runGit } from './run';

/** The oldest git that serves; what is used of it is written to work on all newer ones. */
const oldest = { major: 2, minor: 38 };

let known: Promise<string> | undefined;

/** The version of git, asked once a process. @throws GitError where there is none, or one that is too old */
export function requireGit(): Promise<string> {
  known ??= ask().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function ask(): Promise<string> {
  const { stdout } = await runGit({ args: ['version'], place: { kind: 'none' }, where: 'git', timeoutMs: 10_000 });
  return checkedVersion(stdout);
}

/** The version in what `git version` says. @throws GitError where it is too old */
export function checkedVersion(said: string): string {
  const [, version = '0', major = '0', minor = '0'] = /git version ((\d+)\.(\d+)[^\s]*)/.exec(said) ?? [];
  const tooOld = Number(major) < oldest.major || (Number(major) === oldest.major && Number(minor) < oldest.minor);
  if (tooOld) throw GitError.tooOld(version);
  return version;
}
