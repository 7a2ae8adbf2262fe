import * as vscode from 'vscode';
import type { Judgement, JudgementState } from '../../core/change/proposals/judgement';
import { shownLine } from '../../core/manifest/secrecy/commits';
import type { Observation } from '../../core/support/observation';
import { ago } from './age';
import type { Aspect } from './aspect';
import { plainText } from './markdown';
import { say } from './say';
import { placeWords } from './seen';

/** What is posted of whether a pull request may be merged. That nothing is posted is no good sign, and said. */
export function judgementAspect(judgement: Judgement | undefined, now: number): Aspect {
  if (!judgement) return unknown(vscode.l10n.t('Whether it is judged is not known yet.'));
  switch (judgement.kind) {
    case 'unknown':
      return unknown(vscode.l10n.t('Whether it is judged is not known: {reason}', { reason: say(judgement.said) }));
    case 'none':
      return {
        severity: 'unknown',
        icon: 'question',
        label: vscode.l10n.t('not judged'),
        sentence: [
          vscode.l10n.t('Not judged: no branchline/promotion is posted on its head.'),
          seen(judgement.observed, now),
        ].join(' '),
      };
    case 'posted': {
      const posted = Date.parse(judgement.postedAt);
      const said = plainText(shownLine(judgement.said));
      const when = Number.isFinite(posted) ? vscode.l10n.t('Posted {age}.', { age: ago(posted, now) }) : '';
      const { label, ...look } = looks[judgement.state];
      const sentence = [`${label()}: ${said}`, when, seen(judgement.observed, now)].filter((text) => text !== '');
      return { ...look, label: label(), sentence: sentence.join(' ') };
    }
  }
}

type Look = Pick<Aspect, 'severity' | 'icon' | 'colour'> & { readonly label: () => string };

const looks: Readonly<Record<JudgementState, Look>> = {
  success: { severity: 'fine', icon: 'pass', label: () => vscode.l10n.t('judged: passed') },
  failure: {
    severity: 'error',
    icon: 'error',
    colour: 'testing.iconFailed',
    label: () => vscode.l10n.t('judged: refused'),
  },
  pending: { severity: 'busy', icon: 'clock', label: () => vscode.l10n.t('judged: waits') },
  unjudged: { severity: 'warning', icon: 'warning', label: () => vscode.l10n.t('could not be judged') },
};

function unknown(sentence: string): Aspect {
  return { severity: 'unknown', icon: 'question', label: vscode.l10n.t('verdict not known'), sentence };
}

function seen(observed: Observation, now: number): string {
  return vscode.l10n.t('Seen on {source}, {age}.', { source: placeWords(observed), age: ago(observed.at, now) });
}
