import * as vscode from 'vscode';
import type { Said } from '../../pages/protocol/said';
import type { Part, TrainScreen } from '../../train/protocol/train';
import { short } from '../../core/support/sha';
import type { BackDocument, ReportDocument, WayBackDocument } from './documents';
import { pageWords, tableOf, trainHeadline } from './screenParts';
import { line } from './trainWords';

const { t } = vscode.l10n;

/** What taking the whole train back would do, the last first: each with what undoing it changes. */
export function backScreen(
  report: ReportDocument,
  { train, back }: BackDocument,
  said: readonly string[],
): TrainScreen {
  const ready = back.filter(({ kind }) => kind === 'ready').length;
  const services = new Set(report.steps.flatMap(({ waves }) => waves.flat().map(({ service }) => service))).size;
  return {
    headline: trainHeadline(report.way, services),
    standing: {
      title: {
        text: title(back, ready),
        icon: 'discard',
        tone: 'warning',
      },
      lines: [
        {
          text: t('{id}: the last goes back first, each by a pull request of its own. What was deployed later stays.', {
            id: train,
          }),
        },
        ...(back.some(({ kind }) => kind === 'open')
          ? [
              {
                text: t('What is open may land still: stop the train, too.'),
                icon: 'warning',
                tone: 'warning',
              } as const,
            ]
          : []),
      ],
    },
    offers: {
      main:
        ready === 0
          ? []
          : [
              {
                id: 'propose',
                label: ready === 1 ? t('Open 1 Pull Request') : t('Open {count} Pull Requests', { count: ready }),
                icon: 'discard',
              },
            ],
      other: [{ id: 'look', label: t('Back to the Train'), icon: 'arrow-left' }],
    },
    table: tableOf([], []),
    parts: { headline: t('The last first'), parts: back.map(partOf) },
    notes: said.map((text): Said => ({ text: line(text), icon: 'info', tone: 'notice' })),
    words: pageWords(),
  };
}

/** Nothing is left only where nobody fails to know, and nothing has to be undone by hand. */
function title(back: readonly WayBackDocument[], ready: number): string {
  if (ready === 1) return t('1 deployment of it would be undone');
  if (ready > 1) return t('{count} deployments of it would be undone', { count: ready });
  const kinds = new Set(back.map(({ kind }) => kind));
  if (kinds.has('failed')) return t('It is not known whether something has to be taken back');
  if (kinds.has('refused')) return t('What landed cannot be undone by itself');
  if (kinds.has('opened')) return t('All that landed is proposed to be taken back');
  if (kinds.has('open')) return t('There is nothing to be taken back yet');
  return t('There is nothing to be taken back');
}

function partOf(way: WayBackDocument): Part {
  const { service, to, deployment, items = [], notes = [], said } = way;
  const place = t('{service} on {to}', { service: line(service), to: line(to) });
  const about = deployment === null ? place : `${place}, ${short(deployment)}`;
  return {
    headline: { ...waySaid(way), text: `${about}: ${waySaid(way).text}` },
    lines: [
      ...(said === undefined ? [] : [{ text: line(said), icon: 'info', tone: 'notice' } as const]),
      ...items.map((item): Said => ({ text: line(item) })),
      ...notes.map((note): Said => ({ text: line(note), icon: 'warning', tone: 'warning' })),
    ],
  };
}

function waySaid({ kind, number = 0 }: WayBackDocument): Said {
  switch (kind) {
    case 'open':
      return {
        text: t('#{number} is open, and may land still', { number }),
        icon: 'git-pull-request',
        tone: 'warning',
      };
    case 'ready':
      return { text: t('would be undone'), icon: 'discard', tone: 'notice' };
    case 'opened':
      return { text: t('#{number} is open', { number }), icon: 'git-pull-request', tone: 'notice' };
    case 'done':
      return { text: t('is back, or was never there'), icon: 'pass', tone: 'fine' };
    case 'refused':
      return { text: t('cannot be undone by itself'), icon: 'warning', tone: 'warning' };
    case 'failed':
      return { text: t('is not known'), icon: 'question', tone: 'unknown' };
  }
}
