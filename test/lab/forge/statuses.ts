import type { Accounts } from './accounts';
import type { Branches } from './branches';
import type { Events } from './events';
import { Refusal } from './refusal';
import type { PullRequestRecord, RepositoryRecord, StatusRecord } from './state';
import type { CommitState, NewStatus, PastStatus } from './types';

/** Commit statuses: every one posted is kept; the newest of a context counts. */
export class Statuses {
  private count = 0;

  constructor(
    private readonly branches: Branches,
    private readonly accounts: Accounts,
    private readonly events: Events,
    private readonly now: () => Date,
  ) {}

  async post(repository: RepositoryRecord, commit: string, status: NewStatus): Promise<StatusRecord> {
    const full = await this.branches.resolve(repository, commit);
    if (full === undefined) throw new Refusal(500, ''); // as Gitea does, and says nothing of why
    const record = this.record(full, status);
    repository.statuses.push(record);
    await this.events.tell({ kind: 'status', repository, status: record });
    return record;
  }

  /** On a pull request. @param iteration the push that it is of */
  async postOn(
    repository: RepositoryRecord,
    pullRequest: PullRequestRecord,
    status: NewStatus,
    iteration: number | undefined,
  ): Promise<StatusRecord> {
    const commit = pullRequest.heads[(iteration ?? pullRequest.heads.length) - 1]?.commit ?? '';
    const record = { ...this.record(commit, status), iteration };
    pullRequest.statuses.push(record);
    await this.events.tell({ kind: 'status', repository, status: record });
    return record;
  }

  seed(repository: RepositoryRecord, statuses: readonly PastStatus[]): void {
    for (const status of statuses) repository.statuses.push(this.record(status.commit, status));
  }

  private record(commit: string, status: NewStatus): StatusRecord {
    return {
      id: (this.count += 1),
      commit,
      context: status.context,
      state: status.state,
      description: status.description ?? '',
      targetUrl: status.targetUrl ?? '',
      creator: this.accounts.actor(status.as),
      createdAt: status.at ?? this.now(),
    };
  }
}

/** All statuses of a commit, newest first. */
export function statusesOf(repository: RepositoryRecord, commit: string): readonly StatusRecord[] {
  return repository.statuses.filter((status) => status.commit === commit).reverse();
}

/** The newest status of each context. */
export function latestByContext(repository: RepositoryRecord, commit: string): readonly StatusRecord[] {
  return newestOfEach(statusesOf(repository, commit));
}

/** @param statuses the newest first */
export function newestOfEach(statuses: readonly StatusRecord[]): readonly StatusRecord[] {
  const newest = new Map<string, StatusRecord>();
  for (const status of statuses) {
    if (!newest.has(status.context)) newest.set(status.context, status);
  }
  return [...newest.values()];
}

/** The same of a pull request's head, with what was posted on the pull request itself: of that push, or of none. */
export function latestOf(
  repository: RepositoryRecord,
  { statuses, heads }: PullRequestRecord,
  headCommit: string,
): readonly StatusRecord[] {
  const own = statuses.filter(
    ({ iteration }) => iteration === undefined || heads[iteration - 1]?.commit === headCommit,
  );
  const all = [...latestByContext(repository, headCommit), ...own].sort((one, other) => one.id - other.id);
  return [...new Map(all.map((status) => [status.context, status])).values()];
}

/** Gitea's roll-up: any error or failure fails, all of success, warning, skipped succeed, else pending. No status: none. */
export function combinedState(statuses: readonly StatusRecord[]): CommitState | '' {
  if (statuses.length === 0) return '';
  if (statuses.some(({ state }) => state === 'error' || state === 'failure')) return 'failure';
  return statuses.some(({ state }) => state === 'pending') ? 'pending' : 'success';
}
