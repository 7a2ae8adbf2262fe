import type { EdgeRequest, PlanMemory } from './edge';
import type { Sha } from '../support/sha';
import { lostIn, sourcesOf, type Baseline, type LostRecord } from './baseline/baseline';
import { wholeFile } from './content/content';
import { placeOf, shownKey } from './content/items';
import type { EdgeState, PendingItem, ContentKey, Plan, PlanCommit } from './plan';
import { planCommit } from './history/planCommit';
import type { PredictedFile, Prediction } from './merge/prediction';
import type { Witness } from './merge/witness';
import { shellWord } from '../support/shellWord';

export interface Description {
  readonly items: readonly PendingItem[];
  readonly conflicts: Plan['conflicts'];
  readonly hotfixes: Plan['hotfixes'];
  readonly untouched: readonly ContentKey[];
  readonly commits: readonly PlanCommit[];
  readonly notes: readonly string[];
}

export function stateOf({ items, hotfixes }: Description, prediction: Prediction): EdgeState {
  if (prediction.conflicts.length > 0) return 'conflict';
  if (items.some(({ reintroduced }) => reintroduced)) return 'pendingReintroducesRollback';
  if (items.length > 0) return hotfixes.length > 0 ? 'diverged' : 'pending';
  return hotfixes.length > 0 ? 'downstreamOnly' : 'inSync';
}

export interface Material {
  readonly memory: PlanMemory;
  readonly prediction: Prediction;
  readonly witness: Witness;
  readonly request: EdgeRequest;
  readonly baseline: Baseline;
  readonly sourceChain: readonly Sha[];
}

/** A prediction in the words of a plan: what waits, what stays, and who made it. */
export async function describe(material: Material): Promise<Description> {
  const { prediction } = material;
  const [items, hotfixes, commits] = await Promise.all([itemsOf(material), hotfixesOf(material), commitsOf(material)]);
  const untouched = [
    ...prediction.ownedPaths.map((path) => ({ path })),
    ...prediction.files.flatMap(({ path, owned }) => owned.map((entry) => placeOf(path, entry))),
  ];
  return { items, conflicts: prediction.conflicts, hotfixes, untouched, commits, notes: notesOf(material) };
}

async function itemsOf({ memory, prediction, witness, sourceChain }: Material): Promise<readonly PendingItem[]> {
  const marked = await Promise.all(
    prediction.files.map(async (file) => {
      const returning = new Set<string>();
      /** By key: where in the source's history it was last changed. */
      const changedAt = new Map<string, number>();
      for (const { spot, decision, source, target, since, entry } of file.decisions) {
        if (decision === 'keep') continue;
        const place = spot.key === wholeFile ? wholeFile : keyText(entry?.document, entry?.key);
        const [newest] = await witness.changesSince(spot, target, since);
        if (newest !== undefined) changedAt.set(place, newest);
        if (await witness.taken(spot, source)) returning.add(place);
      }
      // A whole file was last changed when anything in it was.
      const newest = changedAt.size > 0 ? [...changedAt.values()].reduce((a, b) => Math.min(a, b)) : undefined;
      const documents = documentsOf(file);
      return Promise.all(
        file.items.map(async (item) => {
          const place = item.key && keyText(item.document ?? documents.get(keyText(undefined, item.key)), item.key);
          const position = (place === undefined ? undefined : changedAt.get(place)) ?? newest;
          const changedBy = await commitAt(memory, sourceChain, position);
          // An item of a whole file returns if anything in it does.
          const reintroduced = place === undefined ? returning.size > 0 : returning.has(place);
          return { ...item, reintroduced, ...(changedBy ? { changedBy } : {}) };
        }),
      );
    }),
  );
  return marked.flat();
}

async function commitAt(
  { reader }: PlanMemory,
  chain: readonly Sha[],
  position: number | undefined,
): Promise<PlanCommit | undefined> {
  const sha = position === undefined ? undefined : chain[position];
  return sha === undefined ? undefined : planCommit(await reader.repository.commit(sha), sha);
}

/** The document of each key, for items that do not name it: by the first decision about a key of that text. */
function documentsOf({ decisions }: PredictedFile): ReadonlyMap<string, string> {
  const documents = new Map<string, string>();
  for (const { entry } of decisions) {
    const text = keyText(undefined, entry?.key);
    if (entry && !documents.has(text)) documents.set(text, entry.document);
  }
  return documents;
}

function keyText(document: string | undefined, key: readonly string[] | undefined): string {
  return JSON.stringify([document ?? '', ...shownKey(key ?? [])]);
}

/** Content of the target that the source lacks: what stays, and what is in conflict. */
async function hotfixesOf({ memory, prediction, witness }: Material): Promise<Plan['hotfixes']> {
  const found = await Promise.all(
    prediction.files.map(async ({ path, sides, decisions }) => {
      const own = decisions.filter(({ decision }) => decision === 'keep' || decision === 'conflict');
      const withCommits = await Promise.all(
        own.map(async ({ spot, target, entry }) => {
          const commit = await witness.setBy(spot, target);
          const isWhole = !sides.target || !sides.source;
          const place = placeOf(path, isWhole ? undefined : entry);
          if (commit === undefined) return place;
          const { author, time } = planCommit(await memory.reader.repository.commit(commit), commit);
          return { ...place, commit, author, time };
        }),
      );
      return uniquePlaces(withCommits);
    }),
  );
  return found.flat();
}

function uniquePlaces<T extends ContentKey>(places: readonly T[]): readonly T[] {
  const seen = new Map(places.map((place) => [JSON.stringify([place.document, place.key]), place]));
  return [...seen.values()];
}

/** First-parent commits of the source that made what is pending, newest first. */
async function commitsOf({ memory, prediction, witness, sourceChain }: Material): Promise<readonly PlanCommit[]> {
  const decisions = prediction.files.flatMap(({ decisions: all }) => all.filter(({ decision }) => decision !== 'keep'));
  const found = await Promise.all(
    decisions.map(({ spot, target, since }) => witness.changesSince(spot, target, since)),
  );
  const positions = [...new Set(found.flat())].sort((one, other) => one - other);
  return Promise.all(
    positions
      .flatMap((position) => sourceChain[position] ?? [])
      .map(async (sha) => planCommit(await memory.reader.repository.commit(sha), sha)),
  );
}

function notesOf({ prediction, baseline, request, memory }: Material): readonly string[] {
  const { graph } = memory.reader.repository;
  const notes: string[] = [];
  const head = request.source;
  for (const commit of sourcesOf(baseline)) {
    if (head !== undefined && !graph.isAncestor(commit, head)) {
      notes.push(`The baseline ${commit.slice(0, 10)} is no longer on ${request.from}: its history was rewritten.`);
    }
  }
  if (baseline.kind === 'patched') {
    notes.push('The baseline is put together from several commits: a part was promoted or taken back.');
  }
  const lost = lostIn(baseline);
  if (lost) notes.push(lostNote(lost, request));
  else if (baseline.kind === 'none') {
    notes.push('No common history and no record tells what of the source is in force on the target. Pin a baseline.');
  }
  for (const { path, sides, edit, owned } of prediction.files) {
    if (sides.target || !edit || owned.length === 0) continue;
    const keys = owned.map(({ key }) => shownKey(key).join('.')).join(', ');
    notes.push(`${path} is new on ${request.to} and comes without what belongs to its environment: ${keys}.`);
  }
  return notes;
}

/** Why nobody can tell what is in force, and the command by which a person says it. */
export function lostNote({ commit, deployment, by }: LostRecord, { from, to, fetch }: EdgeRequest): string {
  const named = {
    promotion: `${deployment} on ${to} brought ${commit} of ${from}, which is not there`,
    rollback: `${deployment} on ${to} went back by ${commit}, which is none of the deployments of ${to} now`,
    pin: `${commit} of ${from} is pinned at ${deployment} on ${to}, and is not there`,
  }[by];
  const asked = by === 'rollback' ? '' : fetch ? ' and could not be fetched' : ' in this copy';
  const pin = `branchline pin --from ${shellWord(from)} --to ${shellWord(to)} --baseline COMMIT --at ${deployment}`;
  return `Not known what of ${from} is in force on ${to}: ${named}${asked}. Say it by: ${pin}`;
}
