import * as vscode from 'vscode';
import type { PlanState } from '../../core/fleet/state/snapshot';
import type { EdgeState, Plan } from '../../core/promotion/plan';
import { short } from '../../core/support/sha';
import type { Aspect } from './aspect';
import { unknownAspect } from './unknown';

const known = new WeakMap<PlanState, Aspect>();

/** What waits on an edge, in words. A state is never changed, so that it is put into words once. */
export function promotionAspect(state: PlanState): Aspect {
  const aspect = known.get(state) ?? aspectOf(state);
  known.set(state, aspect);
  return aspect;
}

function aspectOf(state: PlanState): Aspect {
  if (state.kind === 'unknown') return unknownAspect(state);
  const look = looks[state.plan.state](state.plan);
  return state.plan.brokenRollback ? alarm(look, state.plan.brokenRollback.places.length) : look;
}

/** The rules of the repository cannot be read, so whether anything waits cannot be told. */
export function isUnjudged({ plan }: { readonly plan: PlanState }): boolean {
  return plan.kind === 'unknown' && plan.reason === 'unjudged';
}

/** A rollback that landed and gave another state than it promised: louder than anything that waits. */
function alarm(look: Aspect, files: number): Aspect {
  return {
    severity: 'error',
    icon: 'error',
    colour: 'problemsErrorIcon.foreground',
    label: vscode.l10n.t('rollback not as promised, {rest}', { rest: look.label }),
    sentence: vscode.l10n.t(
      'The last rollback did not give the state that it promised: {count} files differ. Roll back again. {rest}',
      { count: files, rest: look.sentence },
    ),
  };
}

const looks: Record<EdgeState, (plan: Plan) => Aspect> = {
  inSync: ({ edge }) => ({
    severity: 'fine',
    icon: 'check',
    label: vscode.l10n.t('in sync'),
    sentence: vscode.l10n.t('Nothing waits to be promoted from {from} to {to}.', edge),
  }),
  pending: ({ edge, items }) => ({
    severity: 'notice',
    icon: 'arrow-circle-right',
    colour: 'branchline.pending',
    label: vscode.l10n.t('{count} pending', { count: items.length }),
    sentence:
      items.length === 1
        ? vscode.l10n.t('One change waits to be promoted from {from} to {to}.', edge)
        : vscode.l10n.t('{count} changes wait to be promoted from {from} to {to}.', { ...edge, count: items.length }),
  }),
  pendingReintroducesRollback: ({ items }) => ({
    severity: 'warning',
    icon: 'debug-pause',
    colour: 'branchline.pending',
    label: vscode.l10n.t('on hold'),
    sentence: vscode.l10n.t('Held: promoting would bring back what a rollback took away ({count} of {all} changes).', {
      count: items.filter(({ reintroduced }) => reintroduced).length,
      all: items.length,
    }),
  }),
  conflict: ({ edge, conflicts }) => ({
    severity: 'warning',
    icon: 'git-merge',
    colour: 'problemsWarningIcon.foreground',
    label: vscode.l10n.t('conflict'),
    sentence:
      conflicts.length === 1
        ? vscode.l10n.t('{from} and {to} both changed the same content in one place; a person has to decide.', edge)
        : vscode.l10n.t('{from} and {to} both changed the same content in {count} places; a person has to decide.', {
            ...edge,
            count: conflicts.length,
          }),
  }),
  downstreamOnly: ({ edge, hotfixes }) => ({
    severity: 'notice',
    icon: 'flame',
    label: vscode.l10n.t('hotfix to return'),
    sentence:
      hotfixes.length === 1
        ? vscode.l10n.t('{to} has a change that {from} lacks: a hotfix that was not returned.', edge)
        : vscode.l10n.t('{to} has {count} changes that {from} lacks: a hotfix that was not returned.', {
            ...edge,
            count: hotfixes.length,
          }),
  }),
  diverged: ({ edge, items, hotfixes }) => ({
    severity: 'notice',
    icon: 'git-compare',
    colour: 'branchline.pending',
    label: vscode.l10n.t('{count} pending, hotfix', { count: items.length }),
    sentence: vscode.l10n.t('{count} changes wait to be promoted, and {to} has {hotfixes} that {from} lacks.', {
      ...edge,
      count: items.length,
      hotfixes: hotfixes.length,
    }),
  }),
  unknownBaseline: ({ edge, baseline: { lost } }) => ({
    severity: 'warning',
    icon: 'question',
    label: vscode.l10n.t('baseline unknown'),
    sentence: lost
      ? vscode.l10n.t(
          'It is not known which commit of {from} is in force on {to}: {commit}, which the history of {to} names, is not there. Held until you pin a baseline.',
          { ...edge, commit: short(lost.commit) },
        )
      : vscode.l10n.t(
          'It is not known which commit of {from} is in force on {to}; the two have no common history.',
          edge,
        ),
  }),
  branchMissing: ({ edge }) => ({
    severity: 'warning',
    icon: 'git-branch',
    label: vscode.l10n.t('branch missing'),
    sentence: vscode.l10n.t('One of the branches {from} and {to} does not exist in this repository.', edge),
  }),
};

/** On how many paths something waits, by what it waits for: a conflict and a hold take a decision of their own. */
export function waitingOn(edges: readonly { readonly plan: PlanState }[]) {
  const states = edges.flatMap(({ plan }) => (plan.kind === 'known' ? [plan.plan.state] : []));
  const count = (...wanted: readonly EdgeState[]) => states.filter((state) => wanted.includes(state)).length;
  return {
    conflicts: count('conflict'),
    held: count('pendingReintroducesRollback'),
    pending: count('pending', 'diverged'),
    hotfixes: count('downstreamOnly'),
  };
}

/** Whether there is something to promote, as far as is known. */
export function isPromotable({ plan }: { readonly plan: PlanState }): boolean {
  if (plan.kind === 'unknown') return false;
  return ['pending', 'pendingReintroducesRollback', 'diverged', 'conflict'].includes(plan.plan.state);
}
