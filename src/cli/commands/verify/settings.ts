import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { Timing } from '../../../core/verify/waiting';
import { checkStatusOptions, duration } from '../../repository/statusOptions';
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
  checkStatusOptions(statusContext, targetUrl);
  return { timing };
}
