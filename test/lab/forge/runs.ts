import { Refusal } from './refusal';
import type { RepositoryRecord } from './state';
import type { NewRun } from './types';

/** How long a job that is run again waits, and then works, in milliseconds. */
const waitsMs = 2_000;
const worksMs = 4_000;

export interface RunRecord {
  readonly id: number;
  readonly commit: string;
  readonly branch: string;
  readonly workflow: string;
  readonly event: string;
  readonly createdAt: Date;
  readonly jobs: JobRecord[];
}

export interface JobRecord {
  readonly id: number;
  readonly name: string;
  /** Counted from 1. */
  attempt: number;
  begins: Date;
  ends: Date;
  conclusion: NewRun['jobs'][number]['conclusion'];
  log: string;
}

/** A job as it is now. What it comes to is told once it has ended. */
export type JobState = 'queued' | 'in_progress' | JobRecord['conclusion'];

/** What the forge itself runs for commits. A job goes on by the clock alone. */
export class Runs {
  private count = 0;

  constructor(private readonly now: () => Date) {}

  add(repository: RepositoryRecord, { commit, branch, workflow = 'Deploy', event = 'push', ...run }: NewRun): number {
    const at = run.at ?? this.now();
    const jobs = run.jobs.map(({ name, conclusion, log = '' }) => {
      const begins = conclusion === 'skipped' ? at : new Date(at.getTime() - 60_000);
      return { id: (this.count += 1), name, attempt: 1, begins, ends: at, conclusion, log };
    });
    const record = { id: (this.count += 1), commit, branch, workflow, event, createdAt: at, jobs };
    repository.runs.push(record);
    return record.id;
  }

  /** Those of a commit and of a branch, where these are asked for; the newest first. */
  asked({
    repository,
    query,
  }: {
    readonly repository: RepositoryRecord;
    readonly query: URLSearchParams;
  }): RunRecord[] {
    const [commit, branch] = [query.get('head_sha'), query.get('branch')];
    const isAsked = (run: RunRecord) => (commit ?? run.commit) === run.commit && (branch ?? run.branch) === run.branch;
    return repository.runs.filter(isAsked).toReversed();
  }

  find(repository: RepositoryRecord, id: number): RunRecord {
    const found = repository.runs.find((run) => run.id === id);
    if (!found) throw Refusal.notFound();
    return found;
  }

  stateOf({ begins, ends, conclusion }: JobRecord): JobState {
    const now = this.now();
    return now < begins ? 'queued' : now < ends ? 'in_progress' : conclusion;
  }

  isUnderWay({ jobs }: RunRecord): boolean {
    return jobs.some((job) => this.now() < job.ends);
  }

  /** What failed, and what waited for it: this time all of it comes well. */
  rerunFailed({ jobs }: RunRecord): void {
    const begins = new Date(this.now().getTime() + waitsMs);
    const ends = new Date(begins.getTime() + worksMs);
    for (const job of jobs.filter(({ conclusion }) => conclusion !== 'success')) {
      Object.assign(job, { attempt: job.attempt + 1, begins, ends, conclusion: 'success', log: 'Run again: done.\n' });
    }
  }
}
