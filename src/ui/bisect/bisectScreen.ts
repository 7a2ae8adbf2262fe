import * as vscode from 'vscode';
import type { Hunt } from '../../core/bisect/hunt';
import type { BroughtBy } from '../../core/forge/broughtBy';
import type { TreeItem } from '../../core/promotion/merge/treeItems';
import type { Instant } from '../../core/support/clock';
import type { Message } from '../../core/support/message';
import type { Sha } from '../../core/support/sha';
import type { Offer, Said } from '../../pages/protocol/said';
import type { BisectScreen, LookedAtDeployment, SearchedRow } from '../../timeline/protocol/timeline';
import type { HistoryRow } from '../history/deployments';
import { deploymentDetails } from '../timeline/deploymentDetails';
import { rowId, versionWords } from '../timeline/rows';
import { cameWords, kindSigns, kindWords, verdictLook } from '../words/deployment';
import { briefly } from '../words/item';
import { plainText } from '../words/markdown';
import { say } from '../words/say';
import { bisectNotes, type ReadBranch } from './bisectNotes';
import { markSaid, nameOf, standingOf } from './bisectWords';

const { t } = vscode.l10n;

/** What was found of a deployment so far. `failed`: why it could not be read. */
export type Looked<T> =
  { readonly kind: 'known'; readonly found: T } | { readonly kind: 'failed'; readonly said: Message };

export interface SearchView {
  readonly service: string;
  readonly environment: string;
  readonly read: ReadBranch;
  readonly hunt: Hunt;
  /** The one that a person chose to look at. */
  readonly chosen: Sha | undefined;
  readonly canTakeBack: boolean;
  readonly changed: Looked<readonly TreeItem[]> | undefined;
  readonly broughtBy: Looked<BroughtBy> | undefined;
  /** As the fleet sees it, where it is known. */
  readonly headNow: Sha | undefined;
  readonly isTrusted: boolean;
  readonly now: Instant;
}

/** The one that is looked at: what the person chose, else what is asked, else what may have broken it. */
export function lookedAt({ asked, suspects }: Hunt, chosen: Sha | undefined): Sha | undefined {
  return chosen ?? asked ?? suspects.at(-1);
}

/** The page of a search. Pure. */
export function bisectScreen(view: SearchView): BisectScreen {
  const { service, environment, read, hunt, now, canTakeBack } = view;
  const rows = new Map(read.rows.map((row) => [row.deployment.commit, row]));
  const looked = rows.get(lookedAt(hunt, view.chosen) ?? '');
  return {
    kind: 'bisect',
    headline: t('Which deployment of {service} on {environment} broke it?', { service, environment }),
    standing:
      read.rows.length === 0
        ? { title: { text: t('It has no deployment.'), icon: 'info', tone: 'notice' }, lines: [] }
        : standingOf(hunt, rows, now),
    ...(looked ? { looked: lookedPart(looked, view) } : {}),
    offers: [
      ...(canTakeBack ? [{ id: 'undoAnswer', label: t('Undo the last answer'), icon: 'discard' }] : []),
      ...(canTakeBack ? [{ id: 'forget', label: t('Begin anew'), icon: 'clear-all' }] : []),
      { id: 'again', label: t('Read the history anew'), icon: 'refresh' },
      ...(read.left > 0
        ? [{ id: 'more', label: t('Show earlier deployments ({count})', { count: read.left }), icon: 'ellipsis' }]
        : []),
    ],
    columns: [t('Version'), t('Good or bad'), t('Kind'), t('Verdict'), t('Came'), t('By'), t('Subject')],
    rows: read.rows.map((row) => searchedRow(row, view)),
    notes: bisectNotes(hunt, read, view.headNow),
    words: {
      answers: t('Your answer'),
      search: t('The search'),
      looked: t('The deployment that is looked at'),
      rows: t('Deployments, newest first'),
      ...{ table: t('Deployments, newest first'), notes: t('Notes') },
      ...{ details: t('Details'), close: t('Close'), none: t('It has no deployment.') },
    },
  };
}

function searchedRow(row: HistoryRow, { hunt, now }: SearchView): SearchedRow {
  const { deployment } = row;
  const { commit, kind, author, subject } = deployment;
  const { severity, icon, label } = verdictLook(row.verdict);
  const known = markSaid(hunt.marks.get(commit));
  const isAsked = hunt.asked === commit;
  const isSuspect = hunt.suspects.includes(commit);
  const told: Said = isAsked
    ? { text: t('asked now'), icon: 'question', tone: 'notice' }
    : isSuspect && hunt.suspects.length === 1
      ? { ...known, text: t('broke it · {known}', { known: known.text }) }
      : isSuspect
        ? { ...known, text: t('may have broken it · {known}', { known: known.text }) }
        : known;
  return {
    id: rowId(row),
    state: isAsked ? 'asked' : isSuspect ? 'suspect' : 'plain',
    cells: [
      { text: versionWords(row) },
      told,
      { text: kindWords(kind), icon: kindSigns[kind].icon },
      { text: label, icon, tone: severity },
      { text: cameWords(deployment, now) },
      { text: plainText(author) },
      { text: plainText(subject) },
    ],
  };
}

/** The ways back of a deployment stand on the details of any; here only that of what broke it is meant. */
const waysBack = ['branchline.restoreDeployment', 'branchline.undoDeployment', 'branchline.restoreBeforeDeployment'];

function lookedPart(row: HistoryRow, view: SearchView): LookedAtDeployment {
  const { hunt, read, broughtBy, now, isTrusted } = view;
  const { commit, before } = row.deployment;
  const details = deploymentDetails(row, read.head, { now, isTrusted });
  const isSuspect = hunt.suspects.includes(commit);
  const back: readonly Offer[] = [
    { id: 'branchline.undoDeployment', label: t('Undo It…'), icon: 'discard' },
    { id: 'branchline.restoreBeforeDeployment', label: t('Roll Back to Before It…'), icon: 'history' },
  ];
  const pullRequest =
    broughtBy?.kind === 'known' && broughtBy.found.kind === 'pullRequest' ? broughtBy.found : undefined;
  return {
    id: details.id,
    headline: nameOf(row),
    lines: [...details.lines, ...pullRequestLines(broughtBy), ...untrustedLines(isSuspect, view)],
    changed: { headline: t('What it changed, by key'), lines: changedLines(view.changed) },
    answers: [
      { id: 'good', label: t('Good'), icon: 'pass' },
      { id: 'bad', label: t('Bad'), icon: 'error' },
      { id: 'skip', label: t('Cannot tell'), icon: 'debug-step-over' },
    ],
    offers: [
      ...(isSuspect && isTrusted && before !== undefined ? back : []),
      { id: 'files', label: t('Open its files…'), icon: 'files' },
      ...(pullRequest
        ? [
            {
              id: 'pullRequest',
              label: t('Open pull request #{number}', { number: pullRequest.number }),
              icon: 'git-pull-request',
            },
          ]
        : []),
      ...details.offers.filter(({ id }) => !waysBack.includes(id)),
    ],
  };
}

function untrustedLines(isSuspect: boolean, { isTrusted }: SearchView): readonly Said[] {
  if (!isSuspect || isTrusted) return [];
  return [{ text: t('The folder is not trusted: no way back is offered.'), icon: 'info', tone: 'notice' }];
}

function pullRequestLines(broughtBy: SearchView['broughtBy']): readonly Said[] {
  if (!broughtBy) return [];
  if (broughtBy.kind === 'failed') {
    const reason = say(broughtBy.said);
    return [{ text: t('Its pull request is not known: {reason}', { reason }), icon: 'question', tone: 'unknown' }];
  }
  const { found } = broughtBy;
  if (found.kind !== 'pullRequest') {
    const text =
      found.kind === 'none'
        ? t('None of the newest pull requests that landed here brought it, as far as the forge tells.')
        : t('Its pull request is not known: the repository is on no forge that is known.');
    return [{ text, icon: 'git-pull-request', tone: 'unknown' }];
  }
  const { number, title, author } = found;
  const words = { number, title: plainText(title), author: plainText(author) };
  return [{ text: t('Pull request #{number} by {author}: {title}', words), icon: 'git-pull-request' }];
}

const mostLines = 100;

function changedLines(changed: SearchView['changed']): readonly Said[] {
  if (!changed) return [{ text: t('What it changed is being read.'), icon: 'sync~spin', tone: 'busy' }];
  if (changed.kind === 'failed') {
    const reason = say(changed.said);
    return [{ text: t('What it changed is not known: {reason}', { reason }), icon: 'question', tone: 'unknown' }];
  }
  const lines = changed.found
    .slice(0, mostLines)
    .map((item): Said => ({ text: briefly({ ...item, reintroduced: false }) }));
  const rest = changed.found.length - mostLines;
  if (lines.length === 0) return [{ text: t('It changed nothing.') }];
  return [...lines, ...(rest > 0 ? [{ text: t('and {count} more', { count: rest }) }] : [])];
}
