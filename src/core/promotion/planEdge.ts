import type { Repository } from '../git/repository';
import { GitError } from '../git/errors';
import { subjectOf } from '../git/objects';
import { short, type Sha } from '../support/sha';
import { sourceAt, sourcesOf, type Baseline, type PinnedBaseline } from './baseline';
import { baselineTree } from './baselineTree';
import { PathHistory } from './chain';
import { ContentReader, wholeFile } from './content';
import { Deployments, type PullRequestTexts } from './deployments';
import { placeOf } from './items';
import { Ladder } from './ladder';
import type { FileBase } from './mergeFile';
import type { EdgeState, PendingItem, Place, Plan, PlanCommit } from './plan';
import { predict, type PredictedFile, type Prediction } from './prediction';
import { brokenRollback, type BrokenRollback } from './rollback/verify';
import type { PromotionRules } from './rules';
import { Witness } from './witness';

export interface EdgeRequest {
  readonly from: string;
  readonly to: string;
  /** Heads of the two branches; nothing where the branch is missing. */
  readonly source: Sha | undefined;
  readonly target: Sha | undefined;
  /** What the merged pull requests towards the target say of themselves, where the forge was asked. */
  readonly pullRequests?: PullRequestTexts | undefined;
  readonly pinned?: PinnedBaseline | undefined;
  /** Tries to get a commit that the repository lacks. */
  readonly fetch?: (commit: Sha) => Promise<boolean>;
}

/** What is kept from plan to plan of one repository under one set of rules. */
export interface PlanMemory {
  readonly reader: ContentReader;
  readonly history: PathHistory;
}

export function planMemory(repository: Repository, rules: PromotionRules): PlanMemory {
  return { reader: new ContentReader(repository, rules), history: new PathHistory(repository) };
}

/** A plan, and what is needed to carry it out. */
export interface PreparedPlan {
  readonly plan: Plan;
  readonly prediction?: Prediction;
}

/**
 * What promoting along one edge would do, decided by content.
 * @throws GitError where the history that is needed is not there
 * @see research: promotion §3.4; design §5
 */
export async function planEdge(memory: PlanMemory, request: EdgeRequest, signal?: AbortSignal): Promise<PreparedPlan> {
  const { from, to, source, target } = request;
  if (source === undefined || target === undefined) return { plan: branchMissing(request) };
  const { reader, history } = memory;
  const { repository } = reader;
  await repository.graph.load([source, target], signal);
  const chains = { source: history.chain(source), target: history.chain(target) };
  const deployments = new Deployments(reader, history, to, chains.target, request.pullRequests);
  const ladder = new Ladder(reader, deployments, {
    source: { branch: from, chain: chains.source },
    pinned: request.pinned,
    fetch: request.fetch,
  });
  const witness = new Witness(
    reader,
    history,
    { branch: from, chain: chains.source },
    { branch: to, chain: chains.target },
    ladder,
  );
  const baseline = await ladder.baselineAt(0);
  if (needsMoreHistory(repository, baseline, chains.target.commits)) throw GitError.shallow(repository.where);
  const base: FileBase = {
    sourceAt: (path, key) => sourceAt(baseline, path, key),
    fileAt: (commit, path) => history.fileAt(repository.graph.tree(commit), path),
  };
  const trees = { source: repository.graph.tree(source), target: repository.graph.tree(target) };
  const prediction = await predict(reader, { ...trees, base, witness, signal, target: trees.target });
  const described = await describe({
    memory,
    prediction,
    witness,
    request,
    baseline,
    sourceChain: chains.source.commits,
  });
  const broken = await brokenRollback(memory, deployments);
  const isUnknown = baseline.kind === 'none' && trees.source !== trees.target;
  const plan: Plan = {
    edge: { from, to },
    source: { branch: from, commit: source },
    target: { branch: to, commit: target, tree: trees.target },
    state: isUnknown ? 'unknownBaseline' : stateOf(described, prediction),
    baseline: await baselineOf(memory, baseline),
    prediction: { tree: isUnknown ? null : prediction.tree },
    ...described,
    ...(isUnknown ? { conflicts: [], hotfixes: [] } : {}),
    ...(broken ? { brokenRollback: broken, notes: [...described.notes, brokenNote(broken)] } : {}),
  };
  return isUnknown ? { plan } : { plan, prediction };
}

function branchMissing({ from, to, source, target }: EdgeRequest): Plan {
  const missing = [...(source === undefined ? [from] : []), ...(target === undefined ? [to] : [])];
  return {
    edge: { from, to },
    source: { branch: from, commit: source ?? null },
    target: { branch: to, commit: target ?? null, tree: null },
    state: 'branchMissing',
    baseline: { commit: null, tree: null, rung: 'none', inferred: false },
    prediction: { tree: null },
    items: [],
    conflicts: [],
    hotfixes: [],
    untouched: [],
    commits: [],
    notes: missing.map((branch) => `The branch ${branch} does not exist.`),
  };
}

/** Without a recorded baseline the answer would come from where the clone was cut. */
function needsMoreHistory(repository: Repository, baseline: Baseline, chain: readonly Sha[]): boolean {
  const { shallow } = repository.place;
  if (shallow.size === 0 || (baseline.kind !== 'none' && baseline.rung !== 'mergeBase')) return false;
  return baseline.kind === 'none' || chain.some((commit) => shallow.has(commit));
}

interface Description {
  readonly items: readonly PendingItem[];
  readonly conflicts: Plan['conflicts'];
  readonly hotfixes: Plan['hotfixes'];
  readonly untouched: readonly Place[];
  readonly commits: readonly PlanCommit[];
  readonly notes: readonly string[];
}

function stateOf({ items, hotfixes }: Description, prediction: Prediction): EdgeState {
  if (prediction.conflicts.length > 0) return 'conflict';
  if (items.some(({ reintroduced }) => reintroduced)) return 'pendingReintroducesRollback';
  if (items.length > 0) return hotfixes.length > 0 ? 'diverged' : 'pending';
  return hotfixes.length > 0 ? 'downstreamOnly' : 'inSync';
}

interface Material {
  readonly memory: PlanMemory;
  readonly prediction: Prediction;
  readonly witness: Witness;
  readonly request: EdgeRequest;
  readonly baseline: Baseline;
  readonly sourceChain: readonly Sha[];
}

async function describe(material: Material): Promise<Description> {
  const { prediction } = material;
  const [items, hotfixes, commits] = await Promise.all([itemsOf(material), hotfixesOf(material), commitsOf(material)]);
  const untouched = [
    ...prediction.ownedPaths.map((path) => ({ path })),
    ...prediction.files.flatMap(({ path, owned }) => owned.map((entry) => placeOf(path, entry))),
  ];
  return { items, conflicts: prediction.conflicts, hotfixes, untouched, commits, notes: notesOf(material) };
}

async function itemsOf({ prediction, witness }: Material): Promise<readonly PendingItem[]> {
  const marked = await Promise.all(
    prediction.files.map(async (file) => {
      const returning = new Set<string>();
      for (const { spot, decision, source, entry } of file.decisions) {
        if (decision === 'keep' || !(await witness.taken(spot, source))) continue;
        returning.add(spot.key === wholeFile ? wholeFile : keyText(entry?.document, entry?.key));
      }
      return file.items.map((item) => ({ ...item, reintroduced: isReturning(file, item, returning) }));
    }),
  );
  return marked.flat();
}

/** An item of a whole file returns if anything in it does. */
function isReturning(
  file: PredictedFile,
  item: Omit<PendingItem, 'reintroduced'>,
  returning: ReadonlySet<string>,
): boolean {
  if (!item.key) return returning.size > 0;
  const document = file.decisions.find(({ entry }) => entry && sameKey(entry.key, item.key))?.entry?.document;
  return returning.has(keyText(item.document ?? document, item.key));
}

function keyText(document: string | undefined, key: readonly string[] | undefined): string {
  return JSON.stringify([document ?? '', ...(key ?? [])]);
}

function sameKey(one: readonly string[], other: readonly string[] | undefined): boolean {
  return one.length === other?.length && one.every((part, index) => part === other[index]);
}

/** Content of the target that the source lacks: what stays, and what is in conflict. */
async function hotfixesOf({ prediction, witness }: Material): Promise<Plan['hotfixes']> {
  const found = await Promise.all(
    prediction.files.map(async ({ path, sides, decisions }) => {
      const own = decisions.filter(({ decision }) => decision === 'keep' || decision === 'conflict');
      const withCommits = await Promise.all(
        own.map(async ({ spot, target, entry }) => {
          const commit = await witness.setBy(spot, target);
          const isWhole = !sides.target || !sides.source;
          return { ...placeOf(path, isWhole ? undefined : entry), ...(commit === undefined ? {} : { commit }) };
        }),
      );
      return uniquePlaces(withCommits);
    }),
  );
  return found.flat();
}

function uniquePlaces<T extends Place>(places: readonly T[]): readonly T[] {
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
      .map(async (sha) => {
        const commit = await memory.reader.repository.commit(sha);
        return { commit: sha, subject: subjectOf(commit), author: commit.author.name, time: commit.author.time };
      }),
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
  if (baseline.kind === 'none') {
    notes.push('No common history and no record tells what of the source is in force on the target. Pin a baseline.');
  }
  for (const { path, sides, edit, owned } of prediction.files) {
    if (sides.target || !edit || owned.length === 0) continue;
    const keys = owned.map(({ key }) => key.join('.')).join(', ');
    notes.push(`${path} is new on ${request.to} and comes without what belongs to its environment: ${keys}.`);
  }
  return notes;
}

function brokenNote({ deployment, places }: BrokenRollback): string {
  const files = places.map(({ path }) => path).join(', ');
  return `The rollback ${short(deployment)} did not give the state that it promised. Not as they should be: ${files}.`;
}

async function baselineOf(memory: PlanMemory, baseline: Baseline): Promise<Plan['baseline']> {
  if (baseline.kind === 'none') return { commit: null, tree: null, rung: 'none', inferred: false };
  const { rung, inferred, deployment, rewoundBy } = baseline;
  return {
    ...(await baselineTree(memory, baseline)),
    rung,
    inferred,
    ...(deployment === undefined ? {} : { deployment }),
    ...(rewoundBy === undefined ? {} : { rewoundBy }),
  };
}
