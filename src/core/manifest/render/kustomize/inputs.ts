import type { TreeFiles } from '../rendered';
import { Refusal } from '../refusal';
import { jsonOf } from '../json';
import { kustomizationsIn } from '../layout';
import { readOneStrictly, readStrictly } from '../strictYaml';
import type { Content, Copy } from '../tool/sandbox';
import { judge, judgePlugins, type Reference } from './judge';
import { kustomizationShape } from './shapes';
import { posix } from 'node:path';
import { redact } from '../../../support/redact';

/** What a kustomization is made of, found without running anything. */
export interface KustomizationInputs {
  /** All that kustomize gets to see: files as they are, and what steers it as it was judged. */
  readonly copy: Copy;
  /** Files of objects and patches that it and its bases read. */
  readonly sources: readonly string[];
}

/**
 * Follows a kustomization through its bases, components and plugins. Whatever is not known to be a file or folder of the
 * tree, and no program, is refused. What passes is written anew, so that kustomize reads what was judged, and nothing
 * that some version of it would read in another way.
 * @throws Refusal
 */
export async function kustomizationInputs(
  files: TreeFiles,
  folder: string,
  signal: AbortSignal,
): Promise<KustomizationInputs> {
  const has = new Set(files.paths);
  const asTheyAre = new Set<string>();
  const rewritten = new Map<string, string>();
  const sources = new Set<string>();
  const seen = new Set<string>();
  const text = async (path: string): Promise<string> => (await files.read(path, signal)).toString('utf8');

  const visit = async (at: string, from: string): Promise<void> => {
    const [file, another] = kustomizationsIn(has, at);
    if (file === undefined) throw new Refusal('remoteBase', `${from} has no kustomization.`);
    if (another !== undefined) throw new Refusal('failed', `${file} and ${another}: one of them too many.`);
    if (seen.has(file)) return;
    seen.add(file);
    const document = readOneStrictly(file, await text(file), 'kubectl');
    if (!document) throw new Refusal('failed', `${file} is empty.`);
    const { value, references } = judge(file, document, kustomizationShape);
    rewritten.set(file, jsonOf(value));
    for (const reference of references) await follow(at, reference);
  };

  const follow = async (at: string, reference: Reference): Promise<void> => {
    signal.throwIfAborted();
    const { role, place } = reference;
    const path = pathOf(at, reference, files.links);
    if (role !== 'component' && has.has(path)) {
      if (role === 'plugin') return plugins(at, path);
      asTheyAre.add(path);
      if (role !== 'source') sources.add(path);
      return;
    }
    const isFolder = role === 'resource' || role === 'component';
    if (!isFolder || kustomizationsIn(has, path).length === 0) throw missing(reference);
    await visit(path, place);
  };

  const plugins = async (at: string, path: string): Promise<void> => {
    if (rewritten.has(path)) return;
    const judged = judgePlugins(path, readStrictly(path, await text(path), 'kustomize'));
    rewritten.set(path, judged.text);
    for (const reference of judged.references) await follow(at, reference);
  };

  await visit(folder, folder || 'The repository');
  for (const path of asTheyAre) {
    if (rewritten.has(path)) throw new Refusal('refused', `${path} steers kustomize, and is content at the same time.`);
  }
  const copy = new Map<string, Content>();
  for (const path of asTheyAre) copy.set(path, { from: path });
  for (const [path, judged] of rewritten) copy.set(path, { text: judged });
  return { copy, sources: [...sources] };
}

function pathOf(at: string, reference: Reference, links: ReadonlySet<string>): string {
  const path = localPath(at, reference);
  if (path === undefined) throw missing(reference);
  const steps = path.split('/');
  if (steps.some((_, index) => links.has(steps.slice(0, index + 1).join('/')))) {
    throw new Refusal(
      'refused',
      `${reference.place} leads through a symbolic link or a submodule, which is not followed.`,
    );
  }
  return path;
}

function missing({ place, named }: Reference): Refusal {
  return new Refusal('remoteBase', `${place} names “${shown(named)}”, which is not in this repository.`);
}

/**
 * The path of the tree that a name in a folder means; undefined for whatever any version of kustomize could take for
 * anything else: an address, a repository, a path that is absolute or leaves the tree.
 * @see sigs.k8s.io/kustomize/api/internal/git `NewRepoSpecFromURL`; hashicorp/go-getter, which kustomize 3 asks
 */
export function localPath(folder: string, { named, role }: Reference): string | undefined {
  if (named === '' || /[\p{Cc}:\\]|^[/~]|\/\//u.test(named)) return undefined;
  const isTriedAsRepository = role === 'resource' || role === 'component' || role === 'plugin';
  if (isTriedAsRepository && looksLikeRepository(named)) return undefined;
  const path = posix.normalize(posix.join(folder, named)).replace(/\/$/, '');
  return path === '..' || path.startsWith('../') ? undefined : path === '.' ? '' : path;
}

function looksLikeRepository(named: string): boolean {
  const [first = '', ...rest] = named.toLowerCase().split('/');
  const isHost = rest.length > 0 && /\.(com|org)\b/.test(first);
  return isHost || /[@?]|\.git|_git/.test(named.toLowerCase());
}

/** A name to show: short, in one line, without credentials. */
export function shown(named: string): string {
  const line = redact(named).replace(/\p{Cc}+/gu, ' ');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
