import { posix } from 'node:path';
import type { Document } from 'yaml';
import { compose, UnreadableDocument } from '../read/compose';
import { parseDocuments } from '../read/documents';
import { resolved, type YamlNode } from '../read/nodes';
import { type Target, targetOf } from './kinds';
import { nodesAt, textOf, textsAt, type Written, writtenIn } from './nodes';

/**
 * What a file is to the kustomizations of its tree.
 * `content`: a generator makes a Secret of it. `patch`: it patches what is, or may be, a Secret. `patchOfOther`: it
 * patches something else for certain. `doubtful`: some kustomization cannot be read, so that it may be any of these; or its path
 * says that it holds secrets, and only what is an object in it is judged as one.
 */
export type FileRole = 'plain' | 'content' | 'patch' | 'patchOfOther' | 'doubtful';

export interface FileRoles {
  of(path: string): FileRole;
}

/** The files of one tree. */
export interface RoleFiles {
  readonly paths: readonly string[];
  /** Nothing where the file is too large to be read. */
  read(path: string): Promise<string | undefined>;
  /** Where a path that is a link leads, as it is written. */
  link(path: string): Promise<string | undefined>;
}

/** More kustomizations than anybody has; beyond them every file is doubtful. */
const maxKustomizations = 5_000;
const kustomization = /(?:^|\/)kustomization(?:\.ya?ml)?$/i;

/** What each file of a tree is to the kustomizations in it, whether they are used or not: linear in what they name. */
export async function fileRoles(files: RoleFiles): Promise<FileRoles> {
  const found = new Map<string, FileRole>();
  const has = new Set(files.paths);
  let isDoubtful = false;
  const queue = files.paths.filter((path) => kustomization.test(path));
  if (queue.length > maxKustomizations) return { of: () => 'doubtful' };
  const seen = new Set(queue);
  for (const path of queue) {
    const text = await files.read(path);
    const named = text === undefined ? undefined : namesIn(text);
    if (named === undefined) {
      isDoubtful = true;
      continue;
    }
    for (const { name, role } of named) {
      const target = await placeOf(files, has, posix.dirname(path), name);
      if (target === undefined) {
        // A generator reads what this tree does not name so: through a link of a folder, or from outside.
        isDoubtful ||= role === 'content';
      } else if (role === 'generator') {
        if (!seen.has(target)) queue.push(target);
        seen.add(target);
      } else found.set(target, graver(found.get(target), role));
    }
  }
  return { of: (path) => found.get(path) ?? (isDoubtful || isNamedSecret(path) ? 'doubtful' : 'plain') };
}

/** `secrets.yaml`, `secrets.prod.yaml`, `secrets/prod.yaml`: values that a tool keeps apart from others. */
function isNamedSecret(path: string): boolean {
  if (!/\.ya?ml$/i.test(path) || kustomization.test(path)) return false;
  const [name = '', ...folders] = path.toLowerCase().split('/').reverse();
  return /^secrets?[.-]/.test(name) || folders.some((folder) => /^secrets?$/.test(folder));
}

/** The roles in several trees: the gravest counts. */
export function gravest(all: readonly FileRoles[]): FileRoles {
  return { of: (path) => all.map((roles) => roles.of(path)).reduce(graver, 'plain') };
}

const gravity: readonly FileRole[] = ['plain', 'patchOfOther', 'doubtful', 'patch', 'content'];

function graver(one: FileRole | undefined, other: FileRole): FileRole {
  return one !== undefined && gravity.indexOf(one) > gravity.indexOf(other) ? one : other;
}

async function placeOf(
  files: RoleFiles,
  has: ReadonlySet<string>,
  folder: string,
  name: string,
): Promise<string | undefined> {
  const path = posix.normalize(posix.join(folder, name));
  if (!has.has(path)) return undefined;
  const link = await files.link(path);
  if (link === undefined) return path;
  const target = posix.normalize(posix.join(posix.dirname(path), link));
  return has.has(target) ? target : undefined;
}

interface Named {
  readonly name: string;
  readonly role: Exclude<FileRole, 'plain' | 'doubtful'> | 'generator';
}

/** The files that a kustomization (or a generator's own file) makes Secrets of or patches them with; undefined where it cannot be read. */
function namesIn(text: string): readonly Named[] | undefined {
  const { documents, refused } = parseDocuments(text);
  if (refused !== undefined) return undefined;
  const named: Named[] = [];
  for (const document of documents) {
    const root = rootOf(document);
    if (root === undefined) return undefined;
    if (root?.kind === 'map') named.push(...namesOf(writtenIn(root)));
    else if (root && !(root.kind === 'scalar' && root.text.trim() === '')) return undefined;
  }
  return named;
}

function rootOf(document: Document.Parsed): YamlNode | null | undefined {
  if (document.errors.length > 0) return undefined;
  try {
    const root = compose(document);
    return root && resolved(root);
  } catch (error) {
    if (error instanceof UnreadableDocument || error instanceof RangeError) return undefined;
    throw error;
  }
}

function namesOf(fields: readonly Written[]): readonly Named[] {
  const isGenerator = textsAt(fields, 'kind').some((kind) => /secret|sops/i.test(kind));
  return [
    ...nodesAt(fields, 'secretgenerator').flatMap(mapsIn).flatMap(sourcesOf),
    ...(isGenerator ? sourcesOf(fields) : []),
    ...['generators', 'transformers'].flatMap((key) => nodesAt(fields, key).flatMap(textsIn)).map(generator),
    ...nodesAt(fields, 'patches')
      .flatMap(mapsIn)
      .flatMap((patch) => patchOf(patch, 'own')),
    ...nodesAt(fields, 'patchesjson6902')
      .flatMap(mapsIn)
      .flatMap((patch) => patchOf(patch, 'unknown')),
  ];
}

function generator(name: string): Named {
  return { name, role: 'generator' };
}

/** `files` may give another name to the key: `key=path`. */
function sourcesOf(fields: readonly Written[]): readonly Named[] {
  const files = nodesAt(fields, 'files')
    .flatMap(textsIn)
    .map((text) => text.slice(text.indexOf('=') + 1));
  const envs = [...nodesAt(fields, 'envs'), ...nodesAt(fields, 'env')].flatMap(textsIn);
  return [...files, ...envs]
    .filter((name) => name.trim() !== '')
    .map((name) => ({ name: name.trim(), role: 'content' }));
}

/** @param otherwise what it is of where no target is named: what it says itself, or nobody knows */
function patchOf(fields: readonly Written[], otherwise: 'own' | 'unknown'): readonly Named[] {
  const targets = nodesAt(fields, 'target').flatMap(mapsIn);
  if (targets.length === 0 && otherwise === 'own') return [];
  const target: Target = targetOf(targets.flatMap((at) => textsAt(at, 'kind')));
  return textsAt(fields, 'path').map((name) => ({ name, role: target === 'other' ? 'patchOfOther' : 'patch' }));
}

function mapsIn(node: YamlNode): readonly (readonly Written[])[] {
  const at = resolved(node);
  if (at.kind === 'list') return at.items.flatMap(({ value }) => mapsIn(value));
  return at.kind === 'map' ? [writtenIn(at)] : [];
}

function textsIn(node: YamlNode): readonly string[] {
  const at = resolved(node);
  if (at.kind === 'list') return at.items.flatMap(({ value }) => textsIn(value));
  return at.kind === 'scalar' ? [textOf(at)] : [];
}
