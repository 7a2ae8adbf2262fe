import { copyFile, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { makeOwnFolder } from '../support/ownFolder';
import { readBounded } from '../support/readBounded';
import type { HashName } from './encode';
import type { Located } from './locate';

/**
 * A shell is a bare repository of ours around the objects and refs of a person's repository. git runs in it, so that nothing else of
 * theirs is read: no configuration (and what it includes), attributes, hooks, grafts, alternates of commands, promisors. Which keys
 * are dangerous, in which version of git, is no question then. See docs/security.md.
 *
 * `read`: their objects are an alternate, and what we make stays in the shell.
 * `serve`: their objects are its own, so that a push arrives there. For the other end of a push or fetch by path.
 * @returns its folder; whoever made it removes it by `removeShell`
 */
export async function makeShell(around: Located, use: 'read' | 'serve'): Promise<string> {
  const shell = await makeOwnFolder('git');
  const theirs = (name: string) => join(around.commonDir, name);
  const ours = (name: string) => join(shell, name);
  try {
    await Promise.all([
      writeFile(ours('config'), configOf(around, use === 'serve' && !around.isBare)),
      writeFile(ours('HEAD'), await headOf(around)),
      around.shallow.size > 0 ? writeFile(ours('shallow'), `${[...around.shallow].join('\n')}\n`) : undefined,
      ...['refs', 'logs', 'reftable', ...(use === 'serve' ? ['objects', 'worktrees'] : [])].map((name) =>
        linkFolder(theirs(name), ours(name)),
      ),
      linkFile(theirs('packed-refs'), ours('packed-refs')),
      use === 'read' ? writeAlternate(ours('objects'), theirs('objects')) : undefined,
    ]);
    return shell;
  } catch (error) {
    await removeShell(shell);
    throw error;
  }
}

/** A bare repository of ours, with nothing in it. @throws where the folder has one */
export async function makeBare(folder: string, hash: HashName): Promise<void> {
  await Promise.all(
    ['objects/info', 'objects/pack', 'refs/heads'].map((name) => mkdir(join(folder, name), { recursive: true })),
  );
  await writeFile(join(folder, 'config'), configOf({ hash, refs: 'files' }, false), { flag: 'wx' });
  await writeFile(join(folder, 'HEAD'), unborn);
}

export async function removeShell(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * What git is to know of a repository of ours. The settings are for the processes that git starts for the other end of a push or a
 * fetch, which get no environment from us: they run no hook and no command, and refuse a branch that is checked out.
 */
function configOf({ hash, refs }: Pick<Located, 'hash' | 'refs'>, hasWorkTree: boolean): string {
  const lines = [
    '[core]',
    '\trepositoryformatversion = 1',
    `\tbare = ${!hasWorkTree}`,
    `\thooksPath = ${devNull.replaceAll('\\', '\\\\')}`,
    '\tfsmonitor = false',
    // Whose alternates they are would be asked by a git process in that repository.
    '\talternateRefsCommand = true',
    '[receive]',
    '\tdenyCurrentBranch = refuse',
    '\tautogc = false',
    '[gc]',
    '\tauto = 0',
    '[maintenance]',
    '\tauto = false',
    '[extensions]',
    `\tobjectformat = ${hash}`,
    ...(refs === 'reftable' ? ['\trefstorage = reftable'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const maxHeadBytes = 10_000;
const unborn = 'ref: refs/heads/none\n';

/** A link here would name a file of anybody's: the words alone are taken over. */
async function headOf({ gitDir }: Located): Promise<string> {
  const file = join(gitDir, 'HEAD');
  if (!(await stat(file)).isFile()) return unborn;
  const text = (await readBounded(file, maxHeadBytes)).toString('utf8');
  return /^(?:ref: refs\/[^\n]+|[0-9a-f]{40,64})\n?$/.test(text) ? text : unborn;
}

async function writeAlternate(objects: string, theirs: string): Promise<void> {
  await Promise.all(['info', 'pack'].map((name) => mkdir(join(objects, name), { recursive: true })));
  const quoted = theirs.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  await writeFile(join(objects, 'info/alternates'), `"${quoted}"\n`);
}

async function linkFolder(target: string, link: string): Promise<void> {
  const isThere = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  // On Windows anybody may make a junction, and few a link.
  if (isThere) await symlink(target, link, 'junction');
}

async function linkFile(target: string, link: string): Promise<void> {
  const isThere = await stat(target).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isThere) return;
  if (process.platform === 'win32') await copyFile(target, link);
  else await symlink(target, link);
}
