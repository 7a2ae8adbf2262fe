import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { ContentKey, Plan } from '../../core/promotion/plan';
import { short } from '../../core/support/sha';
import type { ChangeRow, Decision, Line, Section } from '../../decision/protocol/decision';
import { codeLines } from '../preview/code';
import { headLines } from '../preview/heads';
import { proposalLines, pushLines } from '../preview/proposals';
import { rungWords } from '../preview/rung';
import { plainText } from '../words/markdown';
import { changeRows, ownedRows, placeWords } from './changes';
import { headline, kindWords } from './headline';
import { firstOf, line, moreThan } from './line';
import { headOffers } from './offers';
import { gateLines, landingLines, moverLines, resultLines, reviewLines } from './verdicts';

const { t } = vscode.l10n;

/** Of more nobody reads every one; the diffs have them all. */
const mostRows = 500;

/** What docs/promotion.md, "Promoting", promises to show, what a decision needs first. A Secret's values are not in it. */
export function decisionOf(change: PreparedChange, options: { readonly mayChooseHead: boolean }): Decision {
  return {
    shown: change.head.commit,
    kind: kindWords(change),
    headline: headline(change),
    sections: [...toDecide(change), ...details(change, options)].filter(hasSomething),
    words: { before: t('Before'), after: t('After'), actions: t('Actions') },
  };
}

/** What a person needs to say yes or no. */
function toDecide(change: PreparedChange): readonly Section[] {
  const { plan, items, collateral, notes } = change;
  const conflicts = plan?.conflicts ?? [];
  const open = (id: string, title: string, lines: readonly Line[]) => ({ id, title, lines, isOpen: true });
  return [
    open(
      'conflicts',
      t('Conflicts'),
      firstOf(mostRows, conflicts, (place) =>
        line(`${placeWords(place)}: ${place.reason}`, { icon: 'git-merge', tone: 'warning' }),
      ),
    ),
    { id: 'items', title: t('What changes'), isOpen: true, ...firstRows(items, changeRows) },
    { id: 'collateral', title: t('What else goes back'), isOpen: true, ...firstRows(collateral, changeRows) },
    open('gates', t('Whether it may go'), [...gateLines(change), ...moverLines(change)]),
    open(
      'notes',
      t('Notes'),
      [...(plan?.notes ?? []), ...notes].map((note) => line(note, { icon: 'info', tone: 'notice' })),
    ),
    open('proposals', t('Open pull requests'), proposalLines(change)),
    open('code', t('Code that comes with images'), codeLines(change.code)),
  ];
}

/** What is seldom asked for: folded. */
function details(change: PreparedChange, { mayChooseHead }: { readonly mayChooseHead: boolean }): readonly Section[] {
  const { plan, left, owned, body, unreadable, rendered } = change;
  const folded = (id: string, title: string, lines: readonly Line[]) => ({ id, title, lines, isOpen: false });
  const isBroken = unreadable.length > 0 || (rendered.kind === 'unrendered' && rendered.broken);
  return [
    { ...folded('result', t('What is applied'), resultLines(change)), isOpen: isBroken },
    folded('commits', t('Commits'), firstOf(mostRows, plan?.commits ?? [], commitLine)),
    folded('hotfixes', t('Hotfixes on the target, which stay'), placeLines(plan?.hotfixes ?? [])),
    {
      id: 'owned',
      title: t('Left untouched: what belongs to the environment, and what the source has'),
      isOpen: false,
      ...(plan ? firstRows(owned, ownedRows) : {}),
    },
    folded('left', t('Stays pending'), placeLines(left)),
    {
      ...folded('landing', t('How it comes and lands'), [
        ...headLines(change),
        ...landingLines(change),
        ...reviewLines(change),
      ]),
      offers: mayChooseHead ? headOffers(change) : [],
    },
    folded('made', t('What it is made from, and what will be pushed'), [...madeLines(change), ...pushLines(change)]),
    { id: 'body', title: t('Text of the pull request'), isOpen: false, text: textOf(body) },
  ];
}

function madeLines({ plan, base, head }: PreparedChange): readonly Line[] {
  const source = plan?.source;
  return [
    ...(source
      ? [line(t('Source: {branch} at {commit}', { branch: source.branch, commit: short(source.commit ?? '') }))]
      : []),
    line(t('Target: {branch} at {commit}', { branch: base.branch, commit: short(base.commit) })),
    ...(plan ? [line(t('Baseline: {how}', { how: rungWords(plan.baseline, short) }))] : []),
    line(t('Resulting tree: {tree}', { tree: short(head.tree) })),
  ];
}

/** The first of many as rows, and how many more there are. */
function firstRows<T>(
  all: readonly T[],
  rows: (some: readonly T[]) => readonly ChangeRow[],
): Pick<Section, 'changes' | 'lines'> {
  return { changes: rows(all.slice(0, mostRows)), lines: moreThan(mostRows, all) };
}

function placeLines(places: readonly ContentKey[]): readonly Line[] {
  return firstOf(mostRows, places, (place) => line(placeWords(place)));
}

function commitLine({ commit, subject, author, time }: Plan['commits'][number]): Line {
  return line(`${short(commit)} ${subject} — ${author}, ${time.slice(0, 10)}`);
}

/** With its lines; nothing in one of them turns its direction. */
function textOf(body: string): string {
  return body
    .split(/\r?\n/)
    .map((text) => `${/^ */.exec(text)?.[0] ?? ''}${plainText(text)}`)
    .join('\n');
}

function hasSomething({ changes = [], lines = [], text = '', offers = [] }: Section): boolean {
  return changes.length + lines.length + offers.length > 0 || text !== '';
}
