import * as vscode from 'vscode';
import type { DeploymentVerdict } from '../../core/measures/deployment';
import type { PastDeployment, PastKind } from '../../core/past/deployment';
import type { Stood } from '../../core/past/stood';
import type { DeploymentOrigin } from '../../core/promotion/history/history';
import { short } from '../../core/support/sha';
import type { Instant } from '../../core/support/clock';
import type { Aspect } from './aspect';
import { duration } from './duration';
import { plainText } from './markdown';
import { shortWhen } from './when';

const { t } = vscode.l10n;

/** What kind of deployment it is, in a few words. */
export function kindWords(kind: PastKind): string {
  switch (kind) {
    case 'promotion':
      return t('promotion');
    case 'rollback':
      return t('rollback');
    case 'hotfix':
      return t('hotfix');
    case 'update':
      return t('image update');
    case 'direct':
      return t('direct change');
    case 'untold':
      return t('promotion or hotfix');
  }
}

/** A theme icon for each kind, and a letter where there is no room for words. */
export const kindSigns: Readonly<Record<PastKind, { readonly icon: string; readonly letter: string }>> = {
  promotion: { icon: 'arrow-up', letter: 'P' },
  rollback: { icon: 'discard', letter: 'R' },
  hotfix: { icon: 'flame', letter: 'H' },
  update: { icon: 'package', letter: 'U' },
  direct: { icon: 'git-commit', letter: 'D' },
  untold: { icon: 'question', letter: '?' },
};

/** How it went; nothing was asked yet where there is no verdict. */
export type ShownVerdict = DeploymentVerdict | 'asking';

type VerdictLook = Pick<Aspect, 'severity' | 'icon' | 'colour' | 'label'>;

export function verdictLook(verdict: ShownVerdict): VerdictLook {
  switch (verdict) {
    case 'passed':
      return { severity: 'fine', icon: 'pass', colour: 'testing.iconPassed', label: t('passed') };
    case 'failed':
      return { severity: 'error', icon: 'error', colour: 'testing.iconFailed', label: t('failed') };
    case 'unknown':
      return { severity: 'unknown', icon: 'question', label: t('verdict not known') };
    case 'asking':
      return { severity: 'busy', icon: 'sync~spin', label: t('asking how it went') };
  }
}

/** Where it came from: "from dev at 3f2a…", "to 6503…"; nothing where the kind says all. */
export function originWords(origin: DeploymentOrigin): string {
  if (origin.kind === 'promotion') {
    const from = { branch: plainText(origin.from.branch), commit: short(origin.from.commit) };
    return origin.partial ? t('a part of {branch} at {commit}', from) : t('from {branch} at {commit}', from);
  }
  if (origin.kind !== 'rollback') return '';
  if (origin.restored !== undefined) return t('back to {commit}', { commit: short(origin.restored) });
  return origin.undone.length === 0 ? '' : t('took back {commits}', { commits: origin.undone.map(short).join(', ') });
}

/** Until when it stood, and how long: "until 3 Nov, 14:02 · 2 d 3 h", or that it stands now. */
export function stoodWords(stood: Stood, now: Instant): string {
  const end = endOf(stood, now);
  if (end === undefined) return endUnknownWords(stood);
  const when = shortWhen(end, now);
  const first =
    stood.kind === 'now'
      ? t('stands now')
      : stood.kind === 'seen'
        ? t('stood when last seen, {when}', { when })
        : t('until {when}', { when });
  return `${first} · ${stood.since === undefined ? t('since when is not known') : duration(end - stood.since)}`;
}

function endOf(stood: Stood, now: Instant): Instant | undefined {
  if (stood.kind === 'now') return now;
  if (stood.kind === 'seen') return stood.at;
  return stood.kind === 'until' ? stood.until : undefined;
}

function endUnknownWords(stood: Stood): string {
  if (stood.kind !== 'unknown') return '';
  switch (stood.why) {
    case 'clock':
      return t('until when is not known: a clock went wrong');
    case 'undated':
      return t('until when is not known: when the next one came is written nowhere');
    case 'rewritten':
      return t('until when is not known: the branch was rewritten');
  }
}

/** When it came: that of the commit, unless when it came here is written nowhere. */
export function cameWords({ at, isUndated }: Pick<PastDeployment, 'at' | 'isUndated'>, now: Instant): string {
  return isUndated ? t('when it came here is not known') : shortWhen(at, now);
}

/** What stood before it, where a branch was rewritten. */
export function rewrittenWords(madeOn: string): string {
  return t(
    'The branch was rewritten: this was made on {commit}, which is not on it. What stood just before is not known.',
    {
      commit: short(madeOn),
    },
  );
}
