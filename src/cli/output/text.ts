import { oneLine } from '../../core/support/oneLine';
import type { Hotfix, PendingItem, ContentKey, Plan } from '../../core/promotion/plan';
import { short } from '../../core/support/sha';

const states: Readonly<Record<Plan['state'], string>> = {
  inSync: 'in sync: nothing to promote',
  pending: 'pending',
  diverged: 'pending; the target also has changes of its own, which stay',
  downstreamOnly: 'nothing to promote; the target has changes of its own',
  pendingReintroducesRollback: 'held: promoting would bring back what was rolled back',
  conflict: 'conflict: both branches changed the same content',
  unknownBaseline: 'unknown baseline: nothing tells what of the source is in force on the target',
  branchMissing: 'a branch is missing',
};

/** A plan for people. */
export function planText(plan: Plan): string {
  return [
    ...planHead(plan),
    ...section('pending', plan.items.map(itemText)),
    ...section(
      'conflicts',
      plan.conflicts.map((conflict) => `${placeText(conflict)}: ${conflict.reason}`),
    ),
    ...section('environment-owned, stays', plan.untouched.map(placeText)),
    ...planRest(plan),
  ].join('\n');
}

/** Between what, in which state, and how the baseline was found. */
export function planHead(plan: Pick<Plan, 'edge' | 'source' | 'target' | 'state' | 'baseline'>): readonly string[] {
  const { edge, source, target, baseline } = plan;
  const at = (branch: string, commit: string | null) => (commit === null ? branch : `${branch} ${short(commit)}`);
  return [
    `${at(edge.from, source.commit)} → ${at(edge.to, target.commit)}: ${states[plan.state]}`,
    ...(plan.state === 'branchMissing' ? [] : [`baseline: ${baselineText(baseline)}`]),
  ];
}

/** What only the target has and keeps, the commits, and what else there is to know. */
export function planRest(plan: Pick<Plan, 'edge' | 'hotfixes' | 'commits' | 'notes'>): readonly string[] {
  return [
    ...section(`only on ${plan.edge.to}, stays`, plan.hotfixes.map(hotfixText)),
    ...section(
      'commits',
      plan.commits.map(
        ({ commit, subject, author }) => `${short(commit)} ${oneLine(subject, 72)} (${oneLine(author, 40)})`,
      ),
    ),
    ...section(
      'notes',
      plan.notes.map((note) => oneLine(note, 400)),
    ),
  ];
}

const lostWords: Readonly<Record<NonNullable<Plan['baseline']['lost']>['by'], string>> = {
  promotion: 'came with',
  rollback: 'is named by the rollback',
  pin: 'is pinned at',
};

/** How the baseline was found, rung by rung of docs/promotion.md, "The baseline". */
function baselineText({ commit, rung, deployment, rewoundBy, lost }: Plan['baseline']): string {
  if (lost)
    return `not known: ${short(lost.commit)}, which ${lostWords[lost.by]} ${short(lost.deployment)}, is not there`;
  if (commit === null) return 'not found';
  const at = deployment === undefined ? '' : short(deployment);
  const back = rewoundBy === undefined ? '' : short(rewoundBy);
  const found: Readonly<Record<typeof rung, string>> = {
    trailer: `found by the trailer of ${at}`,
    revert: `inferred from a revert, ${back || at}`,
    pullRequest: `found by the pull request that made ${at}`,
    mergeParent: `found by the merge ${at}`,
    equalTree: `found by equal content at ${at}`,
    mergeBase: 'the last common commit',
    pinned: `pinned by a person, at ${at}`,
    none: 'not found',
  };
  if (back !== '' && back === at && rung !== 'revert')
    return `${short(commit)}, in force again since the rollback ${back}`;
  const since = back !== '' && rung !== 'revert' ? ` (in force again since the rollback ${back})` : '';
  return `${short(commit)}, ${found[rung]}${since}`;
}

function hotfixText({ commit, author = '', time = '', ...place }: Hotfix): string {
  return commit === undefined
    ? placeText(place)
    : `${placeText(place)} (${short(commit)}, ${oneLine(author, 40)}, ${time.slice(0, 10)})`;
}

export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

export function valueText(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), 60);
}

/** Lines of a text from a repository: indented as they are, and nothing that a terminal would obey. */
export function textLines(text: string): readonly string[] {
  return text.split('\n').map((line) => (/^[ \t]*/.exec(line)?.[0] ?? '') + oneLine(line, 500));
}

export function itemText(item: PendingItem): string {
  const before = 'before' in item ? valueText(item.before) : undefined;
  const after = 'after' in item ? valueText(item.after) : undefined;
  const sign = { added: '+', removed: '-', changed: '~' }[item.change];
  const values =
    before !== undefined && after !== undefined ? `: ${before} → ${after}` : after !== undefined ? `: ${after}` : '';
  return `${sign} ${placeText(item)}${values}${item.reintroduced ? '  (was rolled back)' : ''}`;
}

export function placeText({ path, key, document }: ContentKey): string {
  const where = document === undefined ? path : `${path} ${document}`;
  return oneLine(key && key.length > 0 ? `${where} ${key.join('.')}` : where, 200);
}
