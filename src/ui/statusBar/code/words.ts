import * as vscode from 'vscode';
import { ageOf } from '../../../core/support/age';
import type { Instant } from '../../../core/support/clock';
import type { CodeStanding } from './standing';

const { t } = vscode.l10n;

/** What an environment has, in words. */
export function standingWords({ presence, since, waits }: Omit<CodeStanding, 'environment'>, now: Instant): string {
  switch (presence) {
    case 'there':
      return since === undefined ? t('has it') : t('has it for {span}', { span: span(since, now) });
    case 'partly':
      return t('has it in some of its images');
    case 'unknown':
      return t('not known');
    case 'absent':
    case 'noImage':
      if (waits === undefined) return t('does not have it');
      return waits === 'pending'
        ? t('does not have it; it can be promoted')
        : t('does not have it; a person has to decide');
  }
}

/** "2 h", in the largest unit that fits. */
export function span(at: Instant, now: Instant): string {
  const { unit, count } = ageOf(at, now);
  switch (unit) {
    case 'now':
    case 'seconds':
      return t('a moment');
    case 'minutes':
      return t('{count} min', { count });
    case 'hours':
      return t('{count} h', { count });
    case 'days':
      return t('{count} d', { count });
  }
}
