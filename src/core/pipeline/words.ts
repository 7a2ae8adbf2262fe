import type { InFlight, Verdict } from './state';

/** What one word of a forge says: of a final result, or of something under way. */
export interface Meaning {
  readonly verdict: Verdict;
  readonly inFlight: InFlight;
}

const ended = (verdict: Verdict): Meaning => ({ verdict, inFlight: 'no' });
const queued: Meaning = { verdict: 'none', inFlight: 'queued' };
const running: Meaning = { verdict: 'none', inFlight: 'running' };

/** Commit statuses of Gitea and Forgejo. `pending` is all that is said from the start to the result. */
const giteaStatuses: Record<string, Meaning> = {
  pending: running,
  success: ended('success'),
  error: ended('error'),
  failure: ended('failure'),
  warning: ended('warning'),
  skipped: ended('skipped'),
};

/** Commit statuses of GitHub; `expected` is required and not yet reported. */
const githubStatuses: Record<string, Meaning> = {
  pending: running,
  expected: queued,
  success: ended('success'),
  failure: ended('failure'),
  error: ended('error'),
};

/** Check runs of GitHub: the conclusion once completed, else the status. */
const githubCheckRuns: Record<string, Meaning> = {
  queued,
  requested: queued,
  waiting: { verdict: 'blocked', inFlight: 'queued' }, // for an environment's approval
  in_progress: running,
  action_required: ended('blocked'),
  success: ended('success'),
  neutral: ended('warning'),
  skipped: ended('skipped'),
  failure: ended('failure'),
  timed_out: ended('failure'),
  startup_failure: ended('error'),
  cancelled: ended('cancelled'),
  stale: ended('cancelled'),
};

/** Jobs and pipelines of GitLab. A job that may fail is said to be `warning`, one that a person may leave out `skipped`. */
const gitlabJobs: Record<string, Meaning> = {
  created: queued,
  waiting_for_resource: queued,
  waiting_for_callback: queued,
  preparing: queued,
  scheduled: queued,
  pending: running,
  running,
  canceling: running,
  manual: ended('blocked'),
  success: ended('success'),
  failed: ended('failure'),
  canceled: ended('cancelled'),
  skipped: ended('skipped'),
};

/** Build statuses of Bitbucket, Cloud and Data Center. */
const bitbucketBuilds: Record<string, Meaning> = {
  inprogress: running,
  successful: ended('success'),
  failed: ended('failure'),
  stopped: ended('cancelled'),
  cancelled: ended('cancelled'),
};

/** The tables do not contradict each other, so a word needs no forge beside it. Source: docs/forges.md, "Words of checks". */
const words = new Map(
  [giteaStatuses, githubStatuses, githubCheckRuns, gitlabJobs, bitbucketBuilds].flatMap((table) =>
    Object.entries(table),
  ),
);

/** Forges invent words: one that is not known here is `unknown`, never good. */
export function meaningOf(word: string): Meaning {
  return words.get(word.toLowerCase()) ?? ended('unknown');
}
