import { execFile } from 'node:child_process';
import { posix } from 'node:path';

const limitBytes = 32 * 1024 * 1024;
const deadlineMs = 20_000;

/** The manifests of a commit: text by path, relative to the folder they lie in. */
export type Manifests = ReadonlyMap<string, string>;

/** All YAML files of a commit of a bare repository, read without a work tree. */
export async function filesAt(repository: string, commit: string, signal: AbortSignal): Promise<Manifests> {
  const listing = await git(repository, ['ls-tree', '-r', '-z', '--full-tree', commit], '', signal);
  const entries = listing
    .toString()
    .split('\0')
    .flatMap((line) => {
      const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return id !== undefined && path !== undefined && isYaml(path) ? [{ id, path }] : [];
    });
  const input = entries.map(({ id }) => `${id}\n`).join('');
  const texts = split(await git(repository, ['cat-file', '--batch'], input, signal), entries.length);
  return new Map(entries.map(({ path }, index) => [path, texts[index] ?? '']));
}

/** What the pipeline deploys: the folder `manifests` where there is one, else everything. Dot files are not manifests. */
export function deployable(files: Manifests): Manifests {
  const all = [...files].filter(([path]) => isYaml(path) && !path.split('/').some((name) => name.startsWith('.')));
  const folder = 'manifests/';
  const inside = all.filter(([path]) => path.startsWith(folder));
  return new Map(inside.length > 0 ? inside.map(([path, text]) => [path.slice(folder.length), text]) : all);
}

const isYaml = (path: string): boolean => ['.yaml', '.yml'].includes(posix.extname(path));

/** `<id> blob <size>\n<content>\n`, over and over. */
function split(batch: Buffer, count: number): readonly string[] {
  const texts: string[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    const end = batch.indexOf(0x0a, offset);
    const size = Number(batch.subarray(offset, end).toString().split(' ')[2]);
    texts.push(batch.subarray(end + 1, end + 1 + size).toString());
    offset = end + 1 + size + 1;
  }
  return texts;
}

function git(repository: string, args: readonly string[], input: string, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['--git-dir', repository, ...args],
      { encoding: 'buffer', maxBuffer: limitBytes, timeout: deadlineMs, signal },
      (error, stdout) => (error ? reject(new Error(`git ${args[0] ?? ''} failed`, { cause: error })) : resolve(stdout)),
    );
    child.stdin?.on('error', () => undefined); // git may end before it has read all; its exit code says why
    child.stdin?.end(input);
  });
}
