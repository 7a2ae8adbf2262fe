import type { PlanMemory } from './edge';
import type { PromotionHead, PullRequestTemplate } from '../catalog/catalog';
import type { Commit } from '../git/objects';
import type { Staging } from '../git/staging';
import { short, type Sha } from '../support/sha';
import { chosenTree, type Choice, type Chosen } from './choice/choose';
import { PromotionError } from './errors';
import type { CodeEvidence } from './record/codeEvidence';
import { gateEvidence, type FoundGate, type GateEvidence, type PipelineEvidence } from './record/gateEvidence';
import type { PendingItem, Plan } from './plan';
import type { PreparedPlan } from './planEdge';
import { headlineOf, movedWords, type VersionChange } from './record/headline';
import {
  changeRecord,
  codeSection,
  commitLines,
  ofCommit,
  itemLine,
  placeLine,
  summaryLines,
  type ChangeRecord,
} from './record/record';
import { code } from './record/untrusted';

/** A commit that is to be proposed: not written and not pushed yet. */
export interface Candidate {
  /** Under `promote/`, `rollback/` or `update/`; of a promotion that comes from the source branch itself: that one. */
  readonly branch: string;
  readonly commit: Sha;
  readonly tree: Sha;
  readonly base: { readonly branch: string; readonly commit: Sha };
  readonly record: ChangeRecord;
  readonly items: readonly PendingItem[];
  /** What stays pending because it was not chosen. */
  readonly left?: readonly PendingItem[];
  /** The new objects; `Repository.write` stores them. */
  readonly staging: Staging;
  /** Of a promotion: the edge, by branches, and whether only chosen items travel. */
  readonly promotion?: {
    readonly from: string;
    readonly to: string;
    readonly isPartial: boolean;
    readonly head: PromotionHead;
  };
  /** Of a release train: its name. A pull request on the same way that does not name it is somebody else's. */
  readonly train?: string;
  /** Whether the forge is asked to land its pull request by itself. */
  readonly asksMerge?: boolean;
  /** Heads that the preview was made from; they are looked at again before the push. */
  readonly heads: ReadonlyMap<string, Sha>;
}

export interface PromotionChoice {
  /** What to promote: everything that is pending, or chosen items. */
  readonly items: Choice;
  /** What was rolled back before returns only with `include`. */
  readonly reintroduced: 'refuse' | 'include';
  /** What the pull request comes from; `headOptions` tells what is possible. Default: `commit`. */
  readonly head?: PromotionHead;
}

/** What a pull request says beside what the plan tells: of the service, in the team's words, of the pipeline. */
export interface RecordDetails {
  readonly service?: string | undefined;
  /** The version that it brings, where it is clear which. */
  readonly version?: VersionChange | undefined;
  readonly template?: PullRequestTemplate | undefined;
  /** Of the source's commit, where it is known; that of another commit counts as unknown. */
  readonly pipeline?: PipelineEvidence | undefined;
  /** The other gates that the catalog asks for, as they were found. */
  readonly gates?: readonly FoundGate[];
  /** What the images that it changes bring of their code; nothing where nobody looked. */
  readonly code?: CodeEvidence | undefined;
  /** Of a release train that it is a part of. */
  readonly train?: TrainPart | undefined;
}

/** What a promotion says of the release train that it is a part of. Source: docs/train.md, "What a train is". */
export interface TrainPart {
  readonly id: string;
  /** A sentence of Markdown, already safe. */
  readonly line: string;
  /** For the commit's message and the hidden part of the pull request. */
  readonly trailers: readonly string[];
}

export const everything: PromotionChoice = { items: { kind: 'all' }, reintroduced: 'refuse' };

/** What of a plan travels. @throws PromotionError where a person has to decide, or nothing is to be done */
export async function chosenOf(
  memory: PlanMemory,
  { plan, prediction }: PreparedPlan,
  { items, reintroduced }: PromotionChoice,
): Promise<Chosen> {
  promotableHeads(plan);
  if (!prediction?.tree) throw refusal(plan);
  const chosen = await chosenTree(memory, plan, prediction, items);
  const returning = chosen.items.filter((item) => item.reintroduced);
  if (returning.length > 0 && reintroduced === 'refuse') throw PromotionError.held(returning.length);
  return chosen;
}

/**
 * The candidate of a promotion: one commit on top of the target's head, whose tree is the prediction (mode B; in mode C
 * with the source as second parent), or the source's own head, of which the caller knows that git's merge gives the
 * prediction (mode A). Two people who promote the same source to the same target make the same commit, byte for byte.
 *
 * @param known what travels by this choice, where the caller has it from `chosenOf`
 * @throws PromotionError where a person has to decide, or nothing is to be done
 * @see docs/promotion.md, "Promoting"
 */
export async function buildPromotion(
  memory: PlanMemory,
  prepared: PreparedPlan,
  choice: PromotionChoice = everything,
  telling: RecordDetails = {},
  known?: Chosen,
): Promise<Candidate> {
  const { plan, prediction } = prepared;
  const chosen = known ?? (await chosenOf(memory, prepared, choice));
  const { source, target } = promotableHeads(plan);
  if (!prediction?.tree) throw refusal(plan);
  const { repository } = memory.reader;
  const isPartial = chosen.tree !== prediction.tree;
  const gate = gateEvidence({ branch: plan.edge.from, commit: source }, telling.pipeline, telling.gates);
  const record = promotionRecord(plan, chosen, { source, target }, { ...telling, gate });
  const { head = 'commit' } = choice;
  if (isPartial && head !== 'commit') throw PromotionError.headRefused(undefined);
  const made = await repository.commit(source);
  const commit =
    head === 'source'
      ? source
      : prediction.staging.commit({
          tree: chosen.tree,
          parents: head === 'merge' ? [target, source] : [target],
          ...pinnedIdentity(made),
          message: record.message,
        });
  return {
    branch: head === 'source' ? plan.edge.from : `promote/${plan.edge.from}-to-${plan.edge.to}/${short(source)}`,
    commit,
    tree: chosen.tree,
    base: { branch: plan.edge.to, commit: target },
    record: ofCommit(
      record,
      commit,
      ...(gate.version === undefined ? [] : [gate.version]),
      ...(telling.code?.versions ?? []),
    ),
    items: chosen.items,
    ...(isPartial ? { left: chosen.left } : {}),
    staging: prediction.staging,
    promotion: { ...plan.edge, isPartial, head },
    ...(telling.train ? { train: telling.train.id } : {}),
    heads: new Map([
      [plan.edge.from, source],
      [plan.edge.to, target],
    ]),
  };
}

/** Identity and dates come from a commit that everybody has, so that everybody makes the same one. */
export function pinnedIdentity({ author, committer }: Commit): Pick<Commit, 'author' | 'committer'> {
  return { author: { ...author, time: committer.time }, committer };
}

/**
 * The heads between which something can be promoted. "Nothing is pending" is said last: a plan without items may as well
 * be one that could not be made.
 *
 * @throws PromotionError where a branch is missing, a person has to decide, or nothing is to be done
 */
export function promotableHeads(plan: Plan): { readonly source: Sha; readonly target: Sha } {
  const { source, target, edge } = plan;
  if (source.commit === null) throw PromotionError.branchMissing(source.branch);
  if (target.commit === null) throw PromotionError.branchMissing(target.branch);
  if (plan.prediction.tree === null) throw refusal(plan);
  if (plan.items.length === 0) throw PromotionError.nothingToDo(edge.from, edge.to);
  return { source: source.commit, target: target.commit };
}

function refusal(plan: Plan): PromotionError {
  return plan.state === 'unknownBaseline'
    ? PromotionError.unknownBaseline(plan.edge, plan.baseline.lost)
    : PromotionError.conflict(plan.conflicts.length);
}

function promotionRecord(
  plan: Plan,
  { items, left, tree }: Chosen,
  { source, target }: { readonly source: Sha; readonly target: Sha },
  {
    service = '',
    version,
    template,
    gate,
    gates = [],
    code: brought,
    train,
  }: RecordDetails & { readonly gate: GateEvidence },
): ChangeRecord {
  const isPartial = tree !== plan.prediction.tree;
  const { from, to } = plan.edge;
  const { baseline } = plan;
  const how = baseline.inferred ? `${baseline.rung}, inferred` : baseline.rung;
  const inForce = baseline.commit === null ? '' : ` In force before: ${short(baseline.commit)} (found by: ${how}).`;
  const counted = items.length === 1 ? '1 change' : `${items.length} changes`;
  const title = `Promote ${from} to ${to}: ${counted} from ${short(source)}`;
  const parts = {
    title,
    ...headlineOf({
      service,
      version,
      versioned: (name, now) => `Promote ${name} ${now} from ${from} to ${to}`,
      counted: (name) => `Promote ${name} from ${from} to ${to}: ${counted}`,
    }),
    introduction: [
      `${movedWords(service, version)}${code(from)} → ${code(to)}: ${counted}.`,
      ...(isPartial ? ['A part of what is pending; the rest stays pending.'] : []),
      ...(train ? [train.line] : []),
    ],
    origin: [`From ${code(from)} at ${short(source)}, on top of ${code(to)} at ${short(target)}.${inForce}`],
    sections: [
      {
        name: 'reintroduced',
        title: 'Returns after a rollback',
        lines: items.filter(({ reintroduced }) => reintroduced).map(itemLine),
      },
      { name: 'items', title: 'Changes', lines: items.map(itemLine) },
      { name: 'gate', title: gates.length > 0 ? 'Gates' : 'Pipeline', lines: gate.lines },
      codeSection(brought),
      { name: 'left', title: 'Stays pending', lines: left.map(placeLine) },
      { name: 'hotfixes', title: `Stays, and is not on ${from}`, lines: plan.hotfixes.map(placeLine) },
      { name: 'untouched', title: `Stays as it is on ${to}`, lines: plan.untouched.map(placeLine) },
      { name: 'commits', title: 'Commits', lines: commitLines(plan.commits) },
    ],
    summary: summaryLines(plan.commits),
    trailers: [
      `Promoted-From: ${from}@${source}`,
      ...(baseline.commit === null ? [] : [`Promotion-Baseline: ${baseline.commit}`]),
      `Promotion-Target: ${to}@${target}`,
      ...(isPartial ? ['Promotion-Scope: partial'] : []),
      ...(train?.trailers ?? []),
    ],
    identity: ['promotion', from, to],
    words: { service, from, to, source, target, summary: title },
  };
  return changeRecord(parts, template);
}
