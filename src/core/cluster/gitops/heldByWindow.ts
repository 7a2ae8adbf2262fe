import type { Instant } from '../../support/clock';
import { message, type Message } from '../../support/message';
import { oneLine } from '../../support/oneLine';
import type { GitopsStatus } from './status';
import { mayWindowsSync, type SyncWindow } from './syncWindows';

/** The same with why its project's windows do not let it sync at a moment; the very same where they do. */
export function heldByWindow(status: GitopsStatus, now: Instant): GitopsStatus {
  const held = status.syncWindows && wordsOf(status.syncWindows, now);
  return held ? { ...status, notes: [...(status.notes ?? []), held] } : status;
}

function wordsOf(windows: readonly SyncWindow[], now: Instant): Message | undefined {
  const found = mayWindowsSync(windows, now);
  switch (found.kind) {
    case 'allowed':
      return undefined;
    case 'unreadable':
      return message('A sync window of its project cannot be read: Argo CD syncs nothing then.');
    case 'blocked': {
      const values = { windows: found.by.map(windowText).join('; ') };
      return found.byHand
        ? message('It does not sync by itself now, only by hand: {windows}.', values)
        : message('It does not sync now, not by hand either: {windows}.', values);
    }
  }
}

function windowText({ kind, schedule, duration, timeZone, description }: SyncWindow): string {
  const why = description === undefined || description === '' ? '' : ` (${oneLine(description, 80)})`;
  return oneLine(`${kind} ${schedule} ${timeZone || 'UTC'}, ${duration}${why}`, 200);
}
