import type { PlanMemory } from '../edge';
import { Staging, type FileEdit } from '../../git/staging';
import { applyChanges } from '../../manifest/merge/applyChanges';
import type { Entry, EntryId, FlatFile } from '../../manifest/merge/contract';
import { mergeKeys } from '../../manifest/merge/mergeKeys';
import { groupBy } from '../../support/groupBy';
import type { Sha } from '../../support/sha';
import { keyedContent, type FileRef } from '../content/content';
import { PromotionError } from '../errors';
import { fileRolesOf } from '../content/fileRoles';
import { itemsOf, shownKey } from '../content/items';
import type { PendingItem, ContentKey, Plan } from '../plan';

/**
 * Content of a target that its upstream lacks, to be brought to a branch further up. `hotfix`: what was set on the target
 * directly. `rolledBack`: what a rollback restored there, so that the change goes from where it came from, too.
 */
export interface BackflowRequest {
  readonly kind: 'hotfix' | 'rolledBack';
  /** The plan of the edge at whose end the content is. */
  readonly plan: Plan;
  /** The branch that it is brought to: the first of the way, from which it then travels as everything does. */
  readonly into: { readonly branch: string; readonly head: Sha | undefined };
  /** Only what one deployment of the target set. */
  readonly commit?: Sha;
}

export interface BackflowPlan {
  readonly request: BackflowRequest;
  readonly head: Sha;
  /** Nothing where a place is in conflict. */
  readonly tree: Sha | null;
  readonly items: readonly PendingItem[];
  /** What the branch has already, by whatever way it came there. */
  readonly alreadyThere: readonly ContentKey[];
  readonly conflicts: readonly (ContentKey & { readonly reason: string })[];
  readonly commits: readonly Sha[];
  readonly staging: Staging;
}

/**
 * What bringing it back would do: `merge3(before it was set, the branch, the target)` at exactly these places.
 * @throws PromotionError where there is nothing to bring back
 * @see docs/promotion.md, "Hotfixes"
 */
export async function planBackflow(memory: PlanMemory, request: BackflowRequest): Promise<BackflowPlan> {
  const { plan, into } = request;
  if (into.head === undefined) throw PromotionError.branchMissing(into.branch);
  const { target } = plan;
  if (target.commit === null) throw PromotionError.branchMissing(target.branch);
  // What is a hotfix, and what a rollback took, is told apart by what is in force.
  if (plan.state === 'unknownBaseline') throw PromotionError.unknownBaseline(plan.edge, plan.baseline.lost);
  const { graph } = memory.reader.repository;
  await graph.load([into.head, target.commit]);
  const places = placesOf(request);
  if (places.length === 0) throw PromotionError.nothingToReturn(target.branch, plan.edge.from);
  const staging = new Staging(memory.reader.repository);
  const byPath = groupBy(places, ({ path }) => path);
  const files = await Promise.all([...byPath].map(([path, own]) => bringBack(memory, staging, request, path, own)));
  const conflicts = files.flatMap((file) => file.conflicts);
  const edits = new Map(files.flatMap(({ path, edit }) => (edit === undefined ? [] : [[path, edit] as const])));
  if (conflicts.length === 0 && edits.size === 0) throw PromotionError.alreadyReturned(into.branch);
  return {
    request,
    head: into.head,
    tree: conflicts.length > 0 ? null : await staging.edit(graph.tree(into.head), edits),
    items: files.flatMap(({ items }) => items),
    alreadyThere: files.flatMap(({ alreadyThere }) => alreadyThere),
    conflicts,
    commits: [...new Set(places.flatMap(({ commit }) => commit ?? []))],
    staging,
  };
}

type SetPlace = ContentKey & { readonly commit?: Sha };

function placesOf({ kind, plan, commit }: BackflowRequest): readonly SetPlace[] {
  const places: readonly SetPlace[] =
    kind === 'hotfix' ? plan.hotfixes : plan.items.filter((item) => item.reintroduced);
  return commit === undefined ? places : places.filter((place) => place.commit === commit);
}

interface BroughtBack {
  readonly path: string;
  readonly edit?: FileEdit;
  readonly items: readonly PendingItem[];
  readonly alreadyThere: readonly ContentKey[];
  readonly conflicts: readonly (ContentKey & { readonly reason: string })[];
}

async function bringBack(
  memory: PlanMemory,
  staging: Staging,
  request: BackflowRequest,
  path: string,
  places: readonly SetPlace[],
): Promise<BroughtBack> {
  const { reader, history } = memory;
  const { graph } = reader.repository;
  const at = (commit: Sha | null | undefined) =>
    commit === null || commit === undefined ? undefined : history.fileAt(graph.tree(commit), path);
  const [theirs, ours] = await Promise.all([at(request.plan.target.commit), at(request.into.head)]);
  const bases = await Promise.all(places.map(async (place) => at(baseOf(memory, request, place))));
  const [ourFlat, theirFlat, ...baseFlats] = await Promise.all(
    [ours, theirs, ...bases].map((file) => flatOf(memory, path, file)),
  );
  const isWhole = places.some(({ key }) => key === undefined) || !ourFlat || !theirFlat;
  if (isWhole) return wholeFile(path, { ours, theirs, base: bases[0] }, places);
  const only = (flat: FlatFile | undefined, isMeant: (entry: Entry) => boolean) =>
    [...(flat?.entries ?? [])].filter(([, entry]) => isMeant(entry));
  const isPlace = (entry: Entry) => places.some((place) => covers(place, entry));
  // What is not meant is the same on all sides: so it stays, and an item of a list is never seen without its name.
  const others = only(ourFlat, (entry) => !isPlace(entry));
  const before = places.flatMap((place, index) => only(baseFlats[index], (entry) => covers(place, entry)));
  const sides = {
    base: new Map<EntryId, Entry>([...others, ...before]),
    target: ourFlat.entries,
    source: new Map([...others, ...only(theirFlat, isPlace)]),
  };
  const merged = mergeKeys(sides);
  const edited =
    merged.conflicts.length > 0
      ? { kind: 'refused' as const, conflicts: merged.conflicts }
      : applyChanges(ourFlat, merged.changes, reader.rules.merge);
  if (edited.kind === 'refused') {
    const reason = `${request.into.branch} changed it, too, and differently.`;
    const conflicts = edited.conflicts.map(({ key }) => ({
      path,
      ...(key && key.length > 0 ? { key: shownKey(key) } : {}),
      reason,
    }));
    return { path, items: [], alreadyThere: [], conflicts };
  }
  const changed = new Set(merged.changes.map(({ entry }) => entry.id));
  const present = [...sides.source.values(), ...sides.target.values()].filter(
    (entry) => isPlace(entry) && !changed.has(entry.id),
  );
  const alreadyThere = [...new Map(present.map((entry) => [entry.id, { path, key: shownKey(entry.key) }])).values()];
  if (merged.changes.length === 0) return { path, items: [], alreadyThere, conflicts: [] };
  const after = edited.text === null ? undefined : keyedContent(edited.text, reader.rules)?.flat;
  const trees = [request.plan.target.commit, request.into.head].flatMap((commit) => (commit ? graph.tree(commit) : []));
  const role = (await fileRolesOf(reader.repository, trees)).of(path);
  const items = itemsOf({ path, role }, ourFlat, after).map((item) => ({ ...item, reintroduced: false }));
  const edit = edited.text === null || !ours ? null : { mode: ours.mode, sha: staging.blob(Buffer.from(edited.text)) };
  return { path, edit, items, alreadyThere, conflicts: [] };
}

/** Where the value stood before: a hotfix's on the target, a rolled-back one's on the source that still has it. */
function baseOf({ reader }: PlanMemory, { kind, plan }: BackflowRequest, { commit }: SetPlace): Sha | undefined {
  if (kind === 'rolledBack') return plan.source.commit ?? undefined;
  return commit === undefined ? (plan.baseline.commit ?? undefined) : reader.repository.graph.parents(commit)[0];
}

function wholeFile(
  path: string,
  { ours, theirs, base }: Readonly<Record<'ours' | 'theirs' | 'base', FileRef | undefined>>,
  places: readonly SetPlace[],
): BroughtBack {
  if (ours?.sha === theirs?.sha) return { path, items: [], alreadyThere: places, conflicts: [] };
  if (ours?.sha !== base?.sha) {
    const conflicts = [{ path, reason: 'Changed on both branches, and not readable by keys on both.' }];
    return { path, items: [], alreadyThere: [], conflicts };
  }
  const change = !ours ? 'added' : !theirs ? 'removed' : 'changed';
  return {
    path,
    edit: theirs ?? null,
    items: [{ path, change, reintroduced: false }],
    alreadyThere: [],
    conflicts: [],
  };
}

async function flatOf({ reader }: PlanMemory, path: string, file: FileRef | undefined): Promise<FlatFile | undefined> {
  if (!file) return undefined;
  const content = await reader.read(path, file);
  return content.kind === 'keys' ? content.flat : undefined;
}

function covers({ key, document }: ContentKey, entry: Entry): boolean {
  if (document !== undefined && document !== entry.document) return false;
  const own = shownKey(entry.key);
  return key?.length === own.length && key.every((part, index) => part === own[index]);
}
