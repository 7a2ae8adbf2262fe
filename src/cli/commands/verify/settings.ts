import { durationMs } from '../../../core/catalog/duration';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { Timing } from '../../../core/verify/waiting';
import type { VerifyCall } from './call';

export interface VerifySettings {
  readonly timing: Timing;
}

/** What was asked for, checked before anything is contacted. @throws BranchlineError for what it does not understand */
export function settingsOf({ timeout, settle, patience, targetUrl, statusContext }: VerifyCall): VerifySettings {
  const timing = {
    timeoutMs: duration('--timeout', timeout),
    settleMs: duration('--settle', settle),
    patienceMs: duration('--patience', patience),
  };
  if (timing.timeoutMs <= timing.settleMs) {
    throw new BranchlineError('cli/badTimeout', message('--timeout has to be longer than --settle.'));
  }
  if (targetUrl !== undefined && !/^https?:\/\/[^\s@]+$/.test(targetUrl)) {
    throw new BranchlineError(
      'cli/badUrl',
      message('--target-url must start with https:// or http://, without a user name.'),
    );
  }
  // eslint-disable-next-line no-control-regex -- it stands in lists and on pages
  if (!/^[^\u0000-\u001f\u007f]{1,100}$/.test(statusContext)) {
    throw new BranchlineError('cli/badContext', message('--status-context is not the name of a status.'));
  }
  return { timing };
}

function duration(option: string, text: string): number {
  const found = durationMs(text);
  if (found !== undefined) return found;
  throw new BranchlineError(
    'cli/badDuration',
    message('{option}: "{text}" is not a duration. Write it as 30s, 10m or 1h.', { option, text }),
  );
}
