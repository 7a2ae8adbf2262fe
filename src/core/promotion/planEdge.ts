import type { Repository } from '../git/repository';
import { GitError } from '../git/errors';
import { short, type Sha } from '../support/sha';
import { lostIn, sourceAt, type Baseline } from './baseline/baseline';
import { baselineTree } from './baseline/baselineTree';
import { describe, stateOf } from './describe';
import type { FileBase } from './merge/mergeFile';
import type { Plan } from './plan';
import { predict, type Prediction } from './merge/prediction';
import { brokenRollback, type BrokenRollback } from './rollback/verify';
import type { EdgeRequest, PlanMemory } from './edge';
import { edgeHistory } from './edgeHistory';

/** A plan, and what is needed to carry it out. */
export interface PreparedPlan {
  readonly plan: Plan;
  readonly prediction?: Prediction;
  /** The baseline was looked for past deployments that say nothing of themselves: pull requests may tell of them. */
  readonly restsOnSilence?: boolean;
}

/**
 * What promoting along one edge would do, decided by content.
 * @throws GitError where the history that is needed is not there
 * @see docs/promotion.md, "The baseline"
 */
export async function planEdge(lasting: PlanMemory, request: EdgeRequest, signal?: AbortSignal): Promise<PreparedPlan> {
  const memory = signal ? { ...lasting, reader: lasting.reader.until(signal) } : lasting;
  const { from, to, source, target } = request;
  if (source === undefined || target === undefined) return { plan: await branchMissing(memory, request) };
  const { reader, history } = memory;
  const { repository } = reader;
  await repository.graph.load([source, target], signal);
  const { chains, deployments, ladder, witness } = edgeHistory(memory, { ...request, target });
  const baseline = await ladder.baselineAt(0);
  const { restsOnSilence } = ladder;
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
  return isUnknown ? { plan, restsOnSilence } : { plan, prediction, restsOnSilence };
}

async function branchMissing({ reader }: PlanMemory, { from, to, source, target }: EdgeRequest): Promise<Plan> {
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
    notes: await Promise.all(missing.map(async (branch) => missingNote(branch, await reader.repository.head(branch)))),
  };
}

/** A mirror keeps what a branch held when it was last seen: then it was deleted, and can be put back. */
function missingNote(branch: string, lastSeen: Sha | undefined): string {
  return lastSeen === undefined
    ? `The branch ${branch} does not exist.`
    : `The branch ${branch} was deleted. It was last seen at ${lastSeen}, where it can be restored.`;
}

/** Without a recorded baseline the answer would come from where the clone was cut. */
function needsMoreHistory(repository: Repository, baseline: Baseline, chain: readonly Sha[]): boolean {
  const { shallow } = repository.place;
  if (shallow.size === 0 || (baseline.kind !== 'none' && baseline.rung !== 'mergeBase')) return false;
  return baseline.kind === 'none' || chain.some((commit) => shallow.has(commit));
}

function brokenNote({ deployment, places }: BrokenRollback): string {
  const files = places.map(({ path }) => path).join(', ');
  return `The rollback ${short(deployment)} did not give the state that it promised. Not as they should be: ${files}.`;
}

async function baselineOf(memory: PlanMemory, baseline: Baseline): Promise<Plan['baseline']> {
  if (baseline.kind === 'none') {
    const lost = lostIn(baseline);
    return { commit: null, tree: null, rung: 'none', inferred: false, ...(lost ? { lost } : {}) };
  }
  const { rung, inferred, deployment, rewoundBy } = baseline;
  return {
    ...(await baselineTree(memory, baseline)),
    rung,
    inferred,
    ...(deployment === undefined ? {} : { deployment }),
    ...(rewoundBy === undefined ? {} : { rewoundBy }),
  };
}
