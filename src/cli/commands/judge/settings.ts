import { allowances, type Allowance } from '../../../core/judge/finding';
import type { PostOptions } from '../../../core/judge/post/postVerdict';
import { isOwnStatus } from '../../../core/pipeline/ownStatus';
import { compileGlobs } from '../../../core/support/globs';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { checkStatusOptions, duration } from '../../repository/statusOptions';
import type { JudgeCall } from './call';

export interface JudgeSettings {
  readonly timeoutMs: number;
  /** Nothing: of all. */
  readonly number: number | undefined;
  readonly allowed: ReadonlySet<Allowance>;
  readonly counts: (context: string) => boolean;
  readonly post: PostOptions | undefined;
}

/** What was asked for, checked before anything is contacted. @throws BranchlineError for what it does not understand */
export function settingsOf(call: JudgeCall): JudgeSettings {
  const { statusContext, targetUrl, ignoreChecks = [] } = call;
  checkStatusOptions(statusContext, targetUrl);
  if (!isOwnStatus(statusContext)) {
    // By its name it is known that it says nothing of the pipeline of a commit.
    throw new BranchlineError('cli/badContext', message('--status-context has to begin with branchline/promotion.'));
  }
  const ignored = ignoreChecks.length === 0 ? undefined : compileGlobs([...ignoreChecks], { bash: true });
  if (ignoreChecks.length > 0 && !ignored) {
    throw new BranchlineError('cli/badPattern', message('--ignore-checks holds a pattern that is not supported.'));
  }
  return {
    timeoutMs: duration('--timeout', call.timeout),
    number: numberOf(call),
    allowed: new Set((call.allow ?? []).map(allowance)),
    counts: (context) => !ignored?.(context),
    post: call.post ? { context: statusContext, ...(targetUrl === undefined ? {} : { url: targetUrl }) } : undefined,
  };
}

function numberOf({ all, service, pullRequest }: JudgeCall): number | undefined {
  if (all) {
    if (pullRequest === undefined) return undefined;
    throw new BranchlineError('cli/badCall', message('--all and --pull-request do not go together.'));
  }
  if (service === undefined || pullRequest === undefined) {
    throw new BranchlineError(
      'cli/badCall',
      message('Name the pull request with --service and --pull-request, or take --all.'),
    );
  }
  const number = Number(pullRequest);
  if (/^\d{1,9}$/.test(pullRequest) && number > 0) return number;
  throw new BranchlineError(
    'cli/badNumber',
    message('"{text}" is no number of a pull request.', { text: pullRequest }),
  );
}

function allowance(text: string): Allowance {
  const found = allowances.find((one) => one === text);
  if (found) return found;
  const values = { text, known: allowances.join(', ') };
  throw new BranchlineError('cli/badAllowance', message('--allow does not know "{text}". It knows: {known}.', values));
}
