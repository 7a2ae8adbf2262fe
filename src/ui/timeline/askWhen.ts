import * as vscode from 'vscode';
import type { Instant } from '../../core/support/clock';
import { whenOf } from '../../core/support/when';

/** Asks for an instant of the past, in the words that the command line takes. Nothing when the person changed their mind. */
export async function askWhen(title: string, now: Instant): Promise<Instant | undefined> {
  const { t } = vscode.l10n;
  const answer = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title,
    placeHolder: t('2026-11-27T14:00+01:00, 2026-11-27, or how long ago: 90m, 36h, 30d, 4w'),
    validateInput: (text) => {
      const at = whenOf(text.trim(), now);
      if (at === undefined)
        return t(
          'No time: 2026-11-27T14:00Z, 2026-11-27T14:00+01:00, 2026-11-27 (its beginning, UTC), or 36h, 30d ago.',
        );
      return at > now ? t('That time has not come yet.') : undefined;
    },
  });
  return answer === undefined ? undefined : whenOf(answer.trim(), now);
}
