import type { Edge } from '../catalog/catalog';
import type { ContentKey, Plan } from '../promotion/plan';
import type { PlanMemory } from '../promotion/edge';
import { edgeHistory } from '../promotion/edgeHistory';
import type { FileRef } from '../promotion/content/content';
import { placeOf } from '../promotion/content/items';
import type { Witness } from '../promotion/merge/witness';
import type { PredictedFile, Prediction } from '../promotion/merge/prediction';
import type { PreparedPlan } from '../promotion/planEdge';
import type { Sha } from '../support/sha';
import type { Brought, ValueChange } from './brought';
import { hasGoneOn, lineageOf, newestTogether, type Lineage, type SourceHistory } from './lineage';
import { standingOf, worstOf, type Sides, type Standing } from './standing';

/** A branch that something is promoted from to the one that is judged. */
export interface UpstreamEdge {
  /** The one that it is planned by. */
  readonly edge: Edge;
  /** All: several environments may be on one branch, and the gates of each count. */
  readonly edges: readonly Edge[];
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
  /** Whether any value of it was held upstream, or comes by the plan: then gates are asked for. */
  readonly comesFromSource: boolean;
  readonly plan: Plan;
  /** What a fresh promotion of that commit gives; nothing where that cannot be told. */
  readonly prediction: Prediction | undefined;
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
  const files = new Map((prediction?.files ?? []).map((file) => [file.path, predictedIn(file)]));
  const standing = (change: ValueChange): Standing => {
    const lineage = lineages.get(change);
    const wentOn = lineage !== undefined && hasGoneOn(lineage, at);
    const predicted = files.get(change.spot.path)?.(change) ?? asIs(change);
    return standingOf({ ...change, ...predicted, wentOn, wasHeld: lineage?.wasHeld === true });
  };
  const stood = request.brought.map((one) => ({ brought: one, standing: worstOf(one.values.map(standing)) }));
  const wasHeld = [...lineages.values()].some(({ stretches }) => stretches.length > 0);
  // A file that is merged by line is as the plan gives it, and as no commit of the source ever had it.
  const isPlanned = stood.some((one) => one.standing === 'promised' || one.standing === 'settles');
  return {
    ...edge,
    source: commit ?? (isPlanned && !wasHeld ? from.head : undefined),
    comesFromSource: claimedAt !== undefined || wasHeld || isPlanned,
    plan,
    prediction,
    stood,
    missing: prediction ? missingIn(prediction.files, changes) : [],
    witness,
  };
}

function concern(witness: Witness, changes: readonly ValueChange[]): void {
  const byPath = new Map<string, string[]>();
  for (const { spot } of changes) {
    if (spot.granularity === 'opaque') continue;
    const keys = byPath.get(spot.path);
    if (keys) keys.push(spot.key);
    else byPath.set(spot.path, [spot.key]);
  }
  for (const [path, keys] of byPath) witness.concerns(path, keys);
}

type Predicted = Pick<Sides, 'predicted' | 'source' | 'disputed'>;

/** Where the plan changes nothing, and both have the same. */
function asIs({ target }: ValueChange): Predicted {
  return { predicted: target, source: target, disputed: false };
}

/** What the plan makes of the values of a file. */
function predictedIn(file: PredictedFile): (change: ValueChange) => Predicted {
  const decisions = new Map(file.decisions.map((one) => [one.spot.key, one]));
  const isWhole = file.result.kind === 'conflict' && file.conflicts.length > 0;
  return (change) => {
    const { spot, target } = change;
    if (spot.granularity === 'opaque' || file.granularity === 'opaque') {
      const { edit, sides, result } = file;
      const predicted = edit === undefined ? target : named(edit);
      return { predicted, source: named(sides.source), disputed: result.kind === 'conflict' };
    }
    const decided = decisions.get(spot.key);
    if (!decided) return asIs(change);
    const disputed = decided.decision === 'conflict' || (isWhole && decided.decision === 'take');
    return { predicted: decided.decision === 'take' ? decided.source : target, source: decided.source, disputed };
  };
}

function named(file: FileRef | undefined | null): string | undefined {
  return file ? `${file.mode} ${file.sha}` : undefined;
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
