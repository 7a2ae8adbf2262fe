import * as vscode from 'vscode';
import type { Message } from '../../core/support/message';
import type { TrainScreen } from '../../train/protocol/train';
import { say } from '../words/say';
import { pageWords, tableOf } from './screenParts';
import { line } from './trainWords';

const { t } = vscode.l10n;

/** Nothing is known of it yet, since something or somebody did not answer. */
export function failedScreen(said: Message, way: readonly string[]): TrainScreen {
  return {
    headline: way.length === 0 ? t('Release train') : t('Release train {way}', { way: way.map(line).join(' → ') }),
    standing: {
      title: { text: t('It could not be looked at'), icon: 'error', tone: 'error' },
      lines: [{ text: line(say(said)) }],
    },
    offers: {
      main: [{ id: 'again', label: t('Look Again'), icon: 'refresh' }],
      other: [{ id: 'close', label: t('Cancel'), icon: 'close' }],
    },
    table: tableOf([], []),
    parts: { headline: '', parts: [] },
    notes: [],
    words: pageWords(),
  };
}
