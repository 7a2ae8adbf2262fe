import type { ProposeOptions } from '../repository/options';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Candidate } from '../../core/promotion/candidate';
import type { PendingItem, ContentKey, Plan } from '../../core/promotion/plan';
import type { ChosenHead } from '../../core/promotion/proposal/heads';
import type { OwnedDifference } from '../../core/promotion/proposal/ownedValues';
import { inEnglish } from '../../core/support/message';
import type { CliContext } from '../context';
import { openOnEdge, openWaysBack, openText, type OpenDocument } from '../repository/openPullRequests';
import type { OpenRepository } from '../repository/openRepository';
import { planHead, planRest, section, valueText, placeText } from './text';

/** What becomes of the pull request: a new one, ours that is open, or nothing since it is there as it would be. */
type Action = 'create' | 'update' | 'supersede' | 'none';

/** What `--dry-run` tells beside the candidate itself. Source: docs/promotion.md, "Promoting". */
export interface DryRunDocument {
  /** Of a promotion: what it was made from, how its baseline was found, what stays on the target, and the commits. */
  readonly plan?: Pick<Plan, 'edge' | 'source' | 'target' | 'state' | 'baseline' | 'hotfixes' | 'commits' | 'notes'>;
  /** The changes of keys and whole files. */
  readonly items: readonly PendingItem[];
  /** Environment-owned content that stays as it is; of a promotion with what each side holds, but for Secrets. */
  readonly untouched: readonly (OwnedDifference | ContentKey)[];
  /** Each way in which a promotion could come, and why or why not. */
  readonly heads?: readonly {
    readonly head: ChosenHead['head'];
    readonly verdict: 'taken' | 'possible' | 'refused';
    readonly why: readonly string[];
  }[];
  /** What stands open there; nothing where that is not known, or nobody asked (`--no-pr`). */
  readonly open?: readonly OpenDocument[];
  readonly action?: Action;
}

/** Looks at what a promotion is made of, and would meet on the forge. */
export async function promotionDryRun(
  opened: OpenRepository,
  { candidate, owned, heads: chosen }: PreparedChange,
  plan: Plan,
  options: ProposeOptions,
  context: CliContext,
): Promise<DryRunDocument> {
  const { edge, source, target, state, baseline, hotfixes, commits, notes } = plan;
  const open = options.pr ? await openOnEdge(opened, plan, context) : undefined;
  const isOfEdge = ({ kind, from }: OpenDocument) => kind === 'promotion' && from === edge.from;
  const heads = (chosen?.options ?? []).map(({ head, verdict, why }) => ({
    head,
    verdict: head === chosen?.head ? ('taken' as const) : verdict === 'advised' ? ('possible' as const) : verdict,
    why: why.map(inEnglish),
  }));
  return {
    plan: { edge, source, target, state, baseline, hotfixes, commits, notes },
    items: candidate.items,
    untouched: owned,
    heads,
    ...(open ? { open, action: actionOn(open.filter(isOfEdge), candidate, options) } : {}),
  };
}

/** The same for a rollback, and for what comes back to a branch. `untouched`: the environment-owned content that stays. */
export async function wayBackDryRun(
  opened: OpenRepository,
  candidate: Candidate,
  untouched: readonly ContentKey[],
  options: ProposeOptions,
  context: CliContext,
): Promise<DryRunDocument> {
  const open = options.pr ? await openWaysBack(opened, candidate.base.branch, context) : undefined;
  // Two different ways back may both be open.
  const same = open?.filter(({ head }) => head.branch === candidate.branch) ?? [];
  return { items: candidate.items, untouched, ...(open ? { open, action: actionOn(same, candidate, options) } : {}) };
}

function actionOn(
  open: readonly OpenDocument[],
  { commit, branch, promotion }: Candidate,
  { supersede }: ProposeOptions,
): Action {
  const own = open.filter(({ whose }) => whose === 'ours');
  const standing = own.find(({ head }) => head.branch === branch) ?? own[0];
  if (!standing) return 'create';
  if (own.some(({ head }) => head.commit === commit)) return 'none';
  // A pull request cannot change what it comes from.
  const isOfSource =
    promotion !== undefined && (promotion.head === 'source' || standing.head.branch === promotion.from);
  return standing.head.branch !== branch && (supersede === true || isOfSource) ? 'supersede' : 'update';
}

const words = { taken: 'taken', possible: 'possible', refused: 'not possible' };
const actions: Readonly<Record<Action, string>> = {
  create: 'a new pull request would be opened',
  update: 'the open one would be brought up to date',
  supersede: 'a new pull request would be opened, and the open one closed',
  none: 'nothing would be done: it is open as it is',
};

/** What stands first: what it is made from. */
export function dryRunHead({ plan }: DryRunDocument): readonly string[] {
  return plan ? planHead(plan) : [];
}

export function dryRunText({ plan, untouched, heads = [], open, action }: DryRunDocument): readonly string[] {
  return [
    ...section('environment-owned, stays', untouched.map(ownedText)),
    ...(plan ? planRest(plan) : []),
    ...section(
      'it comes from',
      heads.map(({ head, verdict, why }) => `${head} (${words[verdict]}): ${why.join(' ')}`),
    ),
    ...section('pull requests', [...(open?.map(openText) ?? []), ...(action ? [actions[action]] : [])]),
  ];
}

function ownedText(place: OwnedDifference): string {
  const side = (value: unknown) => (value === undefined ? 'nothing that is shown' : valueText(value));
  const values =
    'source' in place || 'target' in place ? `: ${side(place.target)} (source: ${side(place.source)})` : '';
  return `${placeText(place)}${values}`;
}
