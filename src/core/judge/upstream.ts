import type { Edge } from '../catalog/catalog';
import type { ContentKey, Plan } from '../promotion/plan';
import type { PlanMemory } from '../promotion/edge';
import { edgeHistory } from '../promotion/edgeHistory';
import { placeOf } from '../promotion/content/items';
import type { Witness } from '../promotion/merge/witness';
import type { PredictedFile } from '../promotion/merge/prediction';
import type { PreparedPlan } from '../promotion/planEdge';
import type { Sha } from '../support/sha';
import type { Brought, ValueChange } from './brought';
import { hasGoneOn, lineageOf, newestTogether, type Lineage, type SourceHistory } from './lineage';
import { standingOf, worstOf, type Standing } from './standing';

/** An edge towards the branch that is judged. */
export interface UpstreamEdge {
  readonly edge: Edge;
  readonly from: { readonly branch: string; readonly head: Sha };
  readonly to: { readonly branch: string; readonly head: Sha };
}

/** One thing that is brought, held against the plan. */
export interface Stood {
  readonly brought: Brought;
  /** Nothing where none of its values travels. */
  readonly standing: Standing | undefined;
}

/** A pull request as one edge sees it. */
export interface EdgeView extends UpstreamEdge {
  /** The commit of the source whose content this is; nothing where no one commit has all of it, or nothing comes from there. */
  readonly source: Sha | undefined;
  /** Whether any value of it was held upstream: then gates are asked for. */
  readonly comesFromSource: boolean;
  readonly plan: Plan;
  /** The tree that a fresh promotion of that commit gives. */
  readonly predicted: Sha | undefined;
  readonly stood: readonly Stood[];
  /** What the plan has, and merging does not give. */
  readonly missing: readonly ContentKey[];
  readonly witness: Witness;
}

export interface ViewRequest {
  readonly brought: readonly Brought[];
  /** The commit that it says, or shows, that it comes from. */
  readonly claimed: Sha | undefined;
  readonly planAt: (source: Sha) => Promise<PreparedPlan>;
}

/**
 * Holds what is brought against the plan of one edge, made afresh from the commit whose content it is: the one that is
 * claimed where the source's history has it, else the newest deployment of the source that holds all that came from there.
 * @throws GitError
 */
export async function viewOf(memory: PlanMemory, edge: UpstreamEdge, request: ViewRequest): Promise<EdgeView> {
  const { from, to } = edge;
  const { witness, chains } = edgeHistory(memory, {
    from: from.branch,
    to: to.branch,
    source: from.head,
    target: to.head,
  });
  const changes = request.brought.flatMap(({ values }) => values);
  concern(witness, changes);
  const source: SourceHistory = { branch: from.branch, chain: chains.source, history: memory.history, witness };
  const lineages = new Map<ValueChange, Lineage>();
  for (const change of changes) lineages.set(change, await lineageOf(source, change));
  const claimedAt = request.claimed === undefined ? undefined : chains.source.index.get(request.claimed);
  const at = claimedAt ?? newestTogether([...lineages.values()]);
  const commit = at === undefined ? undefined : chains.source.commits[at];
  const { plan, prediction } = await request.planAt(commit ?? from.head);
  const files = new Map((prediction?.files ?? []).map((file) => [file.path, file]));
  const standing = (change: ValueChange): Standing => {
    const lineage = lineages.get(change);
    const wentOn = lineage !== undefined && hasGoneOn(lineage, at);
    return standingOf({ ...change, ...predictedAt(files.get(change.spot.path), change), wentOn });
  };
  const stood = request.brought.map((one) => ({ brought: one, standing: worstOf(one.values.map(standing)) }));
  return {
    ...edge,
    source: commit,
    comesFromSource: claimedAt !== undefined || [...lineages.values()].some(({ stretches }) => stretches.length > 0),
    plan,
    predicted: prediction?.tree ?? undefined,
    stood,
    missing: prediction ? missingIn(prediction.files, changes) : [],
    witness,
  };
}

function concern(witness: Witness, changes: readonly ValueChange[]): void {
  const byPath = new Map<string, string[]>();
  for (const { spot } of changes) {
    if (spot.granularity === 'opaque') continue;
    byPath.set(spot.path, [...(byPath.get(spot.path) ?? []), spot.key]);
  }
  for (const [path, keys] of byPath) witness.concerns(path, keys);
}

/** What the plan makes of one value. */
function predictedAt(file: PredictedFile | undefined, { spot, target }: ValueChange) {
  if (!file) return { predicted: target, source: target, disputed: false };
  const named = (ref: { readonly mode: string; readonly sha: Sha } | undefined | null) =>
    ref ? `${ref.mode} ${ref.sha}` : undefined;
  if (spot.granularity === 'opaque' || file.granularity === 'opaque') {
    const { edit, sides, result } = file;
    const predicted = edit === undefined ? target : named(edit);
    return { predicted, source: named(sides.source), disputed: result.kind === 'conflict' };
  }
  const decided = file.decisions.find((one) => one.spot.key === spot.key);
  if (!decided) return { predicted: target, source: target, disputed: false };
  const isWhole = file.result.kind === 'conflict' && file.conflicts.length > 0;
  const disputed = decided.decision === 'conflict' || (isWhole && decided.decision === 'take');
  return { predicted: decided.decision === 'take' ? decided.source : target, source: decided.source, disputed };
}

function missingIn(files: readonly PredictedFile[], changes: readonly ValueChange[]): readonly ContentKey[] {
  const brought = new Set(changes.map(({ spot }) => JSON.stringify([spot.path, spot.key])));
  const byOpaque = new Set(changes.filter(({ spot }) => spot.granularity === 'opaque').map(({ spot }) => spot.path));
  return files.flatMap(({ path, decisions, sides }) =>
    decisions
      .filter(({ decision, spot }) => {
        return decision === 'take' && !byOpaque.has(path) && !brought.has(JSON.stringify([path, spot.key]));
      })
      .map(({ entry }) => placeOf(path, sides.target && sides.source ? entry : undefined)),
  );
}
