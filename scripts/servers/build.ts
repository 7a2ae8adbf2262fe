import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../bootstrap/cache.mjs';
import { Impossible, step } from '../bootstrap/output.mjs';
import { startGuarded } from '../processes/guarded';
import { families, type Family, type FamilyFiles, type FamilyName } from './families';
import { answer, goEnvironment, goVersion, needCompiler } from './go';

const suffix = process.platform === 'win32' ? '.exe' : '';

export const commandFile = (folder: string, command: string): string => join(folder, command + suffix);

/**
 * The folder with a family's commands, built where no earlier run has. Other module versions, flags or another Go are
 * another folder.
 *
 * @throws Impossible where Go or a C compiler is missing
 */
export async function built(name: FamilyName): Promise<string> {
  const family: Family = families[name];
  const flags = flagsOf(family);
  const version = await goVersion(family);
  if (family.cgo) await needCompiler();
  const hash = createHash('sha256').update(JSON.stringify([version, process.arch, flags]));
  for (const file of await sourcesOf(family)) hash.update(await readFile(join(family.folder, file)));
  return cached(`server-${name}-${hash.digest('hex').slice(0, 16)}`, (folder) =>
    step(`Building ${name} (once; ${family.takes} or so)`, () => build(family, flags, folder)),
  );
}

/** What is built is told by its modules, and by the command itself where it is our own. */
async function sourcesOf({ folder }: Family): Promise<readonly string[]> {
  return (await readdir(folder)).filter((file) => /^go\.(mod|sum)$|\.go$/.test(file)).sort();
}

function flagsOf({ tags, variables = {} }: Family): readonly string[] {
  const settings = Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`);
  return ['-trimpath', ...(tags === undefined ? [] : ['-tags', tags]), `-ldflags=${['-s -w', ...settings].join(' ')}`];
}

async function build(family: Family, flags: readonly string[], target: string): Promise<void> {
  const building = startGuarded('go', ['build', ...flags, '-o', `${target}/`, 'tool'], {
    cwd: family.folder,
    env: { ...goEnvironment, ...(family.cgo === undefined ? {} : { CGO_ENABLED: family.cgo ? '1' : '0' }) },
  });
  await building.ended;
  const missing = family.commands.filter((command) => !existsSync(commandFile(target, command)));
  if (missing.length > 0) throw new Impossible(`${missing.join(', ')} could not be built:\n${building.output()}`);
  for (const files of family.files ?? []) await copyFiles(family.folder, files, target);
}

/** So that the servers work without the module cache, which a person may clean. */
async function copyFiles(cwd: string, files: FamilyFiles, target: string): Promise<void> {
  const source = await answer(['list', '-m', '-f', '{{.Dir}}', files.module], cwd);
  for (const folder of files.folders) {
    await cp(join(source, folder), join(target, files.target, folder), { recursive: true });
  }
  await makeWritable(join(target, files.target)); // modules are read-only, and a cache has to be removable
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}
