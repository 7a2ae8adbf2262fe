import type { Edge, PromotionHead } from '../catalog/catalog';
import type { PipelineState } from '../pipeline/state';
import { buildPromotion, chosenOf, type TrainPart } from '../promotion/candidate';
import type { ContentKey, Plan } from '../promotion/plan';
import type { PreparedPlan } from '../promotion/planEdge';
import {
  chooseHead,
  type ChosenHead,
  headOptions,
  type HeadOption,
  type LandingRules,
} from '../promotion/proposal/heads';
import { ownedDifferences } from '../promotion/proposal/ownedValues';
import { afterLanding } from './afterLanding';
import { codeEvidence } from './code/lines';
import { preparedCode } from './code/ofChange';
import { gatesToRecord, type GateVerdict } from './gates/gate';
import { evidenceOf } from './gates/pipeline';
import { readVersionChange } from './versionChange';
import { preparedChange, type ChangeSetting, type ChangeTarget, type PreparedChange } from './preparedChange';
import { nativeMerge } from '../git/nativeMerge';
import type { Repository } from '../git/repository';

/** What to promote; everything that is pending where no items are named. */
export interface PromotionWish {
  readonly includeReintroduced: boolean;
  readonly items?: readonly ContentKey[];
  /** What the pull request comes from. Default: what the catalog says of the path, where that is possible. */
  readonly head?: PromotionHead | undefined;
}

export interface PromotionRequest {
  readonly prepared: PreparedPlan;
  readonly wish: PromotionWish;
  /** The catalog's promotion between the two; nothing where it has none. */
  readonly path: Edge | undefined;
  /** Of exactly the source commit: whether it may go on, and the pipeline as far as it is known. */
  readonly gates: { readonly verdict?: GateVerdict | undefined; readonly pipeline?: PipelineState | undefined };
  /** Whether a person is shown what else could be: each head, what stays with both sides, what is left afterwards. */
  readonly isShown: boolean;
  /** The release train that it is a part of. */
  readonly train?: TrainPart;
}

/**
 * A promotion, ready to be proposed: the one way to it, for the editor and the command line.
 * @throws PromotionError where a person has to decide, or nothing is to be done; GitError
 */
export async function preparePromotion(
  setting: ChangeSetting,
  request: PromotionRequest,
  target: ChangeTarget,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { prepared, wish, gates, isShown } = request;
  const { memory, service, templates } = setting;
  const heads = await headsOf(setting, request, target, signal);
  const choice = {
    head: heads.head,
    items: wish.items ? { kind: 'places' as const, places: wish.items } : { kind: 'all' as const },
    reintroduced: wish.includeReintroduced ? ('include' as const) : ('refuse' as const),
  };
  const { plan, prediction } = prepared;
  const chosen = await chosenOf(memory, prepared, choice);
  const trees = { before: plan.target.tree, after: chosen.tree };
  if (prediction) await setting.repository.write(prediction.staging, signal); // what is not pushed may be looked at
  const version = await readVersionChange(setting, trees, signal);
  const code = await preparedCode(setting, trees, prediction?.staging, signal);
  const telling = {
    service,
    version,
    template: templates.promotion,
    pipeline: gates.pipeline && evidenceOf(gates.pipeline),
    gates: gates.verdict ? gatesToRecord(gates.verdict, gates.pipeline) : [],
    code: code && codeEvidence(code),
    train: request.train,
  };
  const candidate = await buildPromotion(memory, prepared, choice, telling, chosen);
  const details = {
    kind: 'promotion' as const,
    plan,
    heads,
    version,
    code,
    collateral: [],
    notes: [],
    owned: isShown && prediction ? await ownedDifferences(memory.reader, prediction) : [],
    ...(isShown ? { after: await afterOthers(setting, request, target, signal) } : {}),
    ...(gates.verdict ? { gate: gates.verdict } : {}),
  };
  return preparedChange(setting, candidate, target, details, signal);
}

/** Other heads are weighed only where one of them is wanted, or shown. */
async function headsOf(
  { repository }: ChangeSetting,
  { prepared: { plan }, wish, path, isShown }: PromotionRequest,
  { landing }: ChangeTarget,
  signal: AbortSignal,
): Promise<ChosenHead> {
  const isPartial = wish.items !== undefined;
  const catalog = isPartial ? undefined : path?.head;
  if (!isShown && (wish.head ?? catalog ?? 'commit') === 'commit') return { head: 'commit', options: [] };
  const options = await possibleHeads(repository, plan, landing, isPartial, signal);
  return chooseHead(options, { person: wish.head, catalog });
}

function afterOthers(
  { repository, remote, memory }: ChangeSetting,
  { prepared }: PromotionRequest,
  { existing }: ChangeTarget,
  signal: AbortSignal,
) {
  const ofPeople = existing.filter(({ kind }) => kind === 'person').map(({ pullRequest }) => pullRequest);
  return afterLanding({ repository, remote, rules: memory.reader.rules }, prepared.plan, ofPeople, signal);
}

/**
 * The ways in which a planned promotion can come, with what git's own merge of the source would give.
 * @throws GitError
 */
export async function possibleHeads(
  repository: Repository,
  plan: Plan,
  rules: LandingRules | undefined,
  isPartial: boolean,
  signal: AbortSignal,
): Promise<readonly HeadOption[]> {
  const { source, target } = plan;
  const isThere = source.commit !== null && target.commit !== null;
  const native = isThere ? await nativeMerge(repository, target.commit, source.commit, signal) : undefined;
  return headOptions({ plan, rules, isPartial, native: native ?? null });
}
