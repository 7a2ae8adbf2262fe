import { durationMs } from '../../core/catalog/duration';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';

/** A duration as a person writes it, in milliseconds. @throws BranchlineError */
export function duration(option: string, text: string): number {
  const found = durationMs(text);
  if (found !== undefined) return found;
  throw new BranchlineError(
    'cli/badDuration',
    message('{option}: "{text}" is not a duration. Write it as 30s, 10m or 1h.', { option, text }),
  );
}

/** What is posted with a status: a name that lists can show, an address that a person may be sent to. @throws BranchlineError */
export function checkStatusOptions(statusContext: string, targetUrl: string | undefined): void {
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
}
