import * as vscode from 'vscode';
import type { Answer, Hunt } from '../../core/bisect/hunt';
import type { Message } from '../../core/support/message';
import { short, type Sha } from '../../core/support/sha';
import type { Said } from '../../pages/protocol/said';
import type { HistoryRow } from '../history/deployments';
import { rewrittenWords } from '../words/deployment';
import { say } from '../words/say';

const { t } = vscode.l10n;

/** What was read of a branch. */
export interface ReadBranch {
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  readonly head: Sha | undefined;
  readonly left: number;
  readonly isCut: boolean;
  /** Why the forge did not tell how they went. */
  readonly failure: Message | undefined;
}

/** What a person should know of what is searched. @param headNow as the fleet sees it, where it is known */
export function bisectNotes(hunt: Hunt, read: ReadBranch, headNow: Sha | undefined): readonly Said[] {
  return [
    ...moved(read, headNow),
    ...hunt.lost.map((answer) => warning(lostWords(answer, read))),
    ...hunt.contradictions.map(({ bad, good }) =>
      warning(
        t(
          '{bad} is bad, and {good}, which is newer, is good: it broke more than once, or one of them is wrong. The newest time is looked for.',
          {
            ...{ bad: short(bad), good: short(good) },
          },
        ),
      ),
    ),
    ...inRange(hunt, read),
    ...verdictNotes(hunt, read),
    ...(read.left === 0 && read.isCut
      ? [info(t('The branch is longer than it is followed: what was before is not known.'))]
      : []),
  ];
}

/** It is gone only where all of the branch was read. */
function lostWords({ commit: sha, by }: Answer, { left, isCut }: ReadBranch): string {
  const commit = { commit: short(sha) };
  if (left > 0 || isCut)
    return t('{commit}, of which you said something, is not among what was read: it does not count.', commit);
  return by === 'assumed'
    ? t('{commit}, which was taken for bad, is not on the branch any more: say which one was bad.', commit)
    : t('{commit}, of which you said something, is not on the branch any more: it does not count.', commit);
}

function moved({ head }: ReadBranch, headNow: Sha | undefined): readonly Said[] {
  if (headNow === undefined || headNow === head) return [];
  const words = { shown: head === undefined ? '' : short(head), now: short(headNow) };
  return [
    warning(
      t('The branch went on since it was read: it was at {shown}, and is at {now}. Read it anew to have all.', words),
    ),
  ];
}

/** Where what stood one after the other is not one line of changes. */
function inRange({ range }: Hunt, { rows }: ReadBranch): readonly Said[] {
  const searched = new Set(range);
  // What stood before the oldest is not searched.
  const within = rows.filter(({ deployment }) => searched.has(deployment.commit) && deployment.commit !== range[0]);
  const back = within.filter(({ deployment }) => deployment.kind === 'rollback').length;
  return [
    ...within.flatMap(({ deployment: { madeOn } }) => (madeOn === undefined ? [] : [warning(rewrittenWords(madeOn))])),
    ...(back === 0
      ? []
      : [
          info(
            back === 1
              ? t('One of them is a rollback: what it took back may have been good or bad twice.')
              : t('{count} of them are rollbacks: what they took back may have been good or bad twice.', {
                  count: back,
                }),
          ),
        ]),
  ];
}

function verdictNotes({ tells, marks }: Hunt, { failure, rows }: ReadBranch): readonly Said[] {
  if (failure) {
    const reason = say(failure);
    return [
      warning(
        rows.some(({ verdict }) => verdict === 'passed' || verdict === 'failed')
          ? t('How some of them went is not known: {reason}', { reason })
          : t('How they went is not known: {reason}', { reason }),
      ),
    ];
  }
  if (rows.some(({ verdict }) => verdict === 'asking')) return [info(t('Pipelines are being asked how they went.'))];
  const used = [...marks.values()].filter(({ by }) => by === 'verdict').length;
  switch (tells) {
    case 'tells':
      return used === 0 ? [] : [info(t('{count} of them are known by their pipelines.', { count: used }))];
    case 'contradicts':
      return [
        warning(
          t(
            'A pipeline says otherwise of what is known: it does not see what you look for. What pipelines say is not used.',
          ),
        ),
      ];
    case 'silent':
      return [info(t('No pipeline says that what is bad is bad: what pipelines say is not used.'))];
  }
}

function warning(text: string): Said {
  return { text, icon: 'warning', tone: 'warning' };
}

function info(text: string): Said {
  return { text, icon: 'info', tone: 'notice' };
}
