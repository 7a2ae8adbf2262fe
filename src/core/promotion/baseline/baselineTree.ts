import type { PlanMemory } from '../edge';
import { Staging, type FileEdit } from '../../git/staging';
import { applyChanges } from '../../manifest/merge/applyChanges';
import type { Change } from '../../manifest/merge/contract';
import type { Sha } from '../../support/sha';
import { sourceAt, sourcesOf, type Baseline } from './baseline';
import { wholeFile } from '../content/content';
import { changedKeys } from '../content/keySet';

export interface ShownBaseline {
  readonly commit: Sha | null;
  readonly tree: Sha | null;
}

/**
 * A baseline as a commit and a tree, for people. One that is put together from several commits is that of the commit
 * with the same promotable content, if there is one; else it is a tree of its own, and the commit is what it mostly is.
 */
export async function baselineTree(memory: PlanMemory, baseline: Baseline): Promise<ShownBaseline> {
  const { reader } = memory;
  const { graph } = reader.repository;
  const commits = sourcesOf(baseline);
  const bottom = commits.at(-1);
  if (bottom === undefined) return { commit: null, tree: null };
  if (commits.length === 1) return { commit: bottom, tree: graph.tree(bottom) };
  const paths = new Set(patchedPaths(baseline));
  const same = await firstWhere(commits, async (commit) => {
    const parts = await Promise.all([...paths].map((path) => isAsIn(memory, baseline, commit, path)));
    return parts.every(Boolean) && (await agreesElsewhere(memory, bottom, commit, paths));
  });
  if (same !== undefined) return { commit: same, tree: graph.tree(same) };
  const staging = new Staging(reader.repository);
  const edits = new Map<string, FileEdit>();
  for (const path of paths) {
    const edit = await composed(memory, staging, baseline, bottom, path);
    if (edit === 'refused') return { commit: bottom, tree: null };
    if (edit !== 'same') edits.set(path, edit);
  }
  return { commit: bottom, tree: await staging.edit(graph.tree(bottom), edits) };
}

function patchedPaths(baseline: Baseline): readonly string[] {
  if (baseline.kind !== 'patched') return [];
  return [...baseline.places.paths, ...patchedPaths(baseline.under), ...patchedPaths(baseline.over)];
}

async function firstWhere<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T | undefined> {
  const verdicts = await Promise.all(items.map(holds));
  return items.find((_, index) => verdicts[index]);
}

/** Whether the baseline's keys of a file all have the values that the commit has. */
async function isAsIn(memory: PlanMemory, baseline: Baseline, commit: Sha, path: string): Promise<boolean> {
  const own = await valuesAt(memory, commit, path);
  const others = await Promise.all(sourcesOf(baseline).map((source) => valuesAt(memory, source, path)));
  const bySource = new Map(sourcesOf(baseline).map((source, index) => [source, others[index]]));
  const keys = new Set([own, ...others].flatMap((values) => [...values.keys()]));
  return [...keys].every((key) => {
    const source = sourceAt(baseline, path, key);
    return (source === undefined ? undefined : bySource.get(source)?.get(key)) === own.get(key);
  });
}

async function agreesElsewhere(
  memory: PlanMemory,
  one: Sha,
  other: Sha,
  except: ReadonlySet<string>,
): Promise<boolean> {
  const { reader } = memory;
  const { graph } = reader.repository;
  if (one === other) return true;
  const differing = await changedKeys(reader, graph.tree(one), graph.tree(other));
  return [...differing.paths].every((path) => except.has(path));
}

async function valuesAt({ reader, history }: PlanMemory, commit: Sha, path: string) {
  const file = await history.fileAt(reader.repository.graph.tree(commit), path);
  return file ? (await reader.read(path, file)).values : new Map<string, string>();
}

/** The file that `bottom` has, with the keys of the other commits put in. */
async function composed(
  { reader, history }: PlanMemory,
  staging: Staging,
  baseline: Baseline,
  bottom: Sha,
  path: string,
): Promise<FileEdit | 'same' | 'refused'> {
  const { graph } = reader.repository;
  const whole = sourceAt(baseline, path, wholeFile) ?? bottom;
  const [own, over] = await Promise.all([
    history.fileAt(graph.tree(bottom), path),
    history.fileAt(graph.tree(whole), path),
  ]);
  if (!own || !over) return over ?? (own ? null : 'same');
  const [ownContent, overContent] = await Promise.all([reader.read(path, own), reader.read(path, over)]);
  if (ownContent.kind !== 'keys' || overContent.kind !== 'keys') return over;
  const changes: Change[] = [];
  for (const id of new Set([...ownContent.flat.entries.keys(), ...overContent.flat.entries.keys()])) {
    const source = sourceAt(baseline, path, id);
    if (source === undefined || source === bottom) continue;
    const file = await history.fileAt(graph.tree(source), path);
    const content = file && (await reader.read(path, file));
    const entry = content?.kind === 'keys' ? content.flat.entries.get(id) : undefined;
    const old = ownContent.flat.entries.get(id);
    if (entry && ownContent.values.get(id) !== (content?.values.get(id) ?? '')) changes.push({ kind: 'set', entry });
    else if (!entry && old && !old.owned) changes.push({ kind: 'remove', entry: old });
  }
  if (changes.length === 0) return 'same';
  const edited = applyChanges(ownContent.flat, changes, reader.rules.merge);
  if (edited.kind === 'refused') return 'refused';
  return edited.text === null ? null : { mode: own.mode, sha: staging.blob(Buffer.from(edited.text)) };
}
