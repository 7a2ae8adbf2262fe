import type { LandingStyle } from '../lab';
import type { Branches } from './branches';
import type { Events, ForgeEvent } from './events';
import { noCommit, type Signature } from './git';
import type { Landing } from './landing';
import type { Dialect, LandingTexts } from './dialect';
import { joined } from './messages';
import { demandMergeable, mayMerge } from './protection';
import { Refusal } from './refusal';
import type { Serial } from './serial';
import type { AccountRecord, LabelRecord, PullRequestRecord, RepositoryRecord } from './state';

export interface Opening {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly labels: readonly LabelRecord[];
  readonly by: AccountRecord;
  readonly at: Date;
}

export interface Merging {
  readonly style: LandingStyle;
  readonly by: AccountRecord;
  readonly at: Date;
  /** Refuse (409) unless the head is this commit. */
  readonly headCommit?: string;
  readonly deleteBranch: boolean;
  /** `page`: title and body that the page proposes; `title`: the API's default; else what was sent. */
  readonly message: 'page' | 'title' | { title: string; body: string };
}

/** Where a pull request stands in git now. */
export interface PullRequestGit {
  readonly baseCommit: string | undefined;
  readonly headCommit: string | undefined;
  readonly mergeBase: string | undefined;
  readonly mergeable: boolean;
}

/** Pull requests: their life from opening to landing. The state of an open one is computed from git each time. */
export class Pulls {
  private lastId = 0;
  private readonly mergeability = new Map<string, { mergeBase: string | undefined; mergeable: boolean }>();

  constructor(
    private readonly branches: Branches,
    private readonly landing: Landing,
    private readonly events: Events,
    private readonly serial: Serial,
    private readonly dialect: Pick<Dialect, 'landingTexts' | 'apiTexts' | 'pageOf' | 'countsAll' | 'rebasesAnew'>,
  ) {
    events.listen((event) => (event.kind === 'push' ? this.follow(event) : undefined));
    events.listen((event) => (event.kind === 'status' ? this.landOn(event) : undefined));
  }

  find(repository: RepositoryRecord, number: number): PullRequestRecord {
    const found = repository.pullRequests.find((pullRequest) => pullRequest.number === number);
    if (!found) throw Refusal.notFound();
    return found;
  }

  open(repository: RepositoryRecord, opening: Opening): Promise<PullRequestRecord> {
    return this.serial.run(repository.fullName, async () => {
      const { head, base } = opening;
      if (head === base)
        throw Refusal.invalid('Invalid PullRequest: There are no changes between the head and the base');
      const refs = await this.branches.refs(repository);
      const headCommit = refs.get(`refs/heads/${head}`);
      if (headCommit === undefined || !refs.has(`refs/heads/${base}`)) throw Refusal.notFound();
      refuseDuplicate(repository, head, base);
      const pullRequest: PullRequestRecord = {
        id: (this.lastId += 1),
        number: this.dialect.countsAll === true ? this.lastId : repository.pullRequests.length + 1,
        title: opening.title,
        body: opening.body,
        head,
        base,
        poster: opening.by,
        createdAt: opening.at,
        updatedAt: opening.at,
        labels: opening.labels,
        state: { kind: 'open' },
        reviews: [],
        timeline: [],
        heads: [{ commit: headCommit, at: opening.at }],
        statuses: [],
      };
      repository.pullRequests.push(pullRequest);
      await this.branches.pointPullRequest(repository, pullRequest.number, headCommit);
      await this.events.tell({ kind: 'pullRequest', action: 'opened', repository, pullRequest, by: opening.by });
      return pullRequest;
    });
  }

  async edit(
    repository: RepositoryRecord,
    pullRequest: PullRequestRecord,
    change: { title?: string | undefined; body?: string | undefined; state?: 'open' | 'closed' | undefined },
    doing: { by: AccountRecord; at: Date },
  ): Promise<void> {
    const { state } = pullRequest;
    if (change.state !== undefined && state.kind === 'merged') {
      throw new Refusal(412, 'cannot change state of this pull request, it was already merged');
    }
    if (change.title !== undefined && change.title !== '') pullRequest.title = change.title;
    if (change.body !== undefined) pullRequest.body = change.body;
    pullRequest.updatedAt = doing.at;
    const told = { kind: 'pullRequest', repository, pullRequest, by: doing.by } as const;
    if (change.title !== undefined || change.body !== undefined) await this.events.tell({ ...told, action: 'edited' });
    if (change.state === 'closed' && state.kind === 'open') await this.close(told, doing.at);
    if (change.state === 'open' && state.kind === 'closed') {
      refuseDuplicate(repository, pullRequest.head, pullRequest.base);
      pullRequest.state = { kind: 'open' };
      await this.events.tell({ ...told, action: 'reopened' });
    }
  }

  /** Lands it by itself once its checks pass; at once where they do, or where there are none. */
  async schedule(
    repository: RepositoryRecord,
    pullRequest: PullRequestRecord,
    scheduled: NonNullable<PullRequestRecord['scheduled']>,
    at: Date,
  ): Promise<void> {
    demandOpenFor(repository, pullRequest, scheduled.by);
    const look = await this.look(repository, pullRequest, await this.branches.refs(repository));
    if (!look.mergeable) throw new Refusal(405, 'Please try again later');
    if (pullRequest.scheduled) {
      throw new Refusal(
        409,
        `pull request is already scheduled to auto merge when checks succeed [pull_id: ${pullRequest.id}]`,
      );
    }
    pullRequest.scheduled = scheduled;
    pullRequest.timeline.push('pull_scheduled_merge');
    await this.landScheduled(repository, pullRequest, at);
  }

  unschedule(pullRequest: PullRequestRecord): void {
    if (!pullRequest.scheduled) throw Refusal.notFound();
    pullRequest.scheduled = undefined;
    pullRequest.timeline.push('pull_cancel_scheduled_merge');
  }

  /** What does not land yet waits for the next status. Whose head it is does not matter, as with Gitea. */
  private async landScheduled(repository: RepositoryRecord, pullRequest: PullRequestRecord, at: Date): Promise<void> {
    if (!pullRequest.scheduled) return;
    try {
      await this.merge(repository, pullRequest, { message: 'title', ...pullRequest.scheduled, at });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  private async landOn({ repository, status }: ForgeEvent & { kind: 'status' }): Promise<void> {
    const refs = await this.branches.refs(repository);
    const waiting = repository.pullRequests.filter(
      ({ scheduled, state, head }) =>
        scheduled && state.kind === 'open' && refs.get(`refs/heads/${head}`) === status.commit,
    );
    for (const pullRequest of waiting) await this.landScheduled(repository, pullRequest, status.createdAt);
  }

  /** Lands it and moves the base branch. Returns the base branch's new head. */
  merge(repository: RepositoryRecord, pullRequest: PullRequestRecord, merging: Merging): Promise<string> {
    return this.serial.run(repository.fullName, async () => {
      const { baseCommit, headCommit, mergeBase } = await this.demandReady(repository, pullRequest, merging);
      const commit = await this.landing.land(repository, {
        style: merging.style,
        base: baseCommit,
        head: headCommit,
        anew: this.dialect.rebasesAnew,
        ...(await this.texts(repository, pullRequest, merging, baseCommit, headCommit)),
        poster: signature(pullRequest.poster, merging.at),
        by: signature(merging.by, merging.at),
      });
      await this.branches.move(repository, pullRequest.base, baseCommit, commit);
      const { at, by } = merging;
      pullRequest.state = { kind: 'merged', at, by, commit, headCommit, mergeBase: mergeBase ?? baseCommit };
      pullRequest.updatedAt = at;
      const told = { repository, by, at } as const;
      await this.events.tell({ kind: 'push', ...told, branch: pullRequest.base, before: baseCommit, after: commit });
      await this.events.tell({ kind: 'pullRequest', action: 'closed', repository, pullRequest, by });
      if (merging.deleteBranch) await this.deleteHead(repository, pullRequest, headCommit, told);
      return commit;
    });
  }

  /** What git says of it now; of a closed one, what it said when it was closed. */
  async look(
    repository: RepositoryRecord,
    pullRequest: PullRequestRecord,
    refs: ReadonlyMap<string, string>,
  ): Promise<PullRequestGit> {
    const baseCommit = refs.get(`refs/heads/${pullRequest.base}`);
    const own = refs.get(`refs/pull/${pullRequest.number}/head`);
    const { state } = pullRequest;
    if (state.kind === 'merged') {
      return { baseCommit, headCommit: state.headCommit, mergeBase: state.mergeBase, mergeable: false };
    }
    const headCommit = state.kind === 'closed' ? own : (refs.get(`refs/heads/${pullRequest.head}`) ?? own);
    if (baseCommit === undefined || headCommit === undefined) {
      return { baseCommit, headCommit, mergeBase: undefined, mergeable: false };
    }
    return { baseCommit, headCommit, ...(await this.relation(repository, baseCommit, headCommit)) };
  }

  private async relation(
    repository: RepositoryRecord,
    base: string,
    head: string,
  ): Promise<{ mergeBase: string | undefined; mergeable: boolean }> {
    const key = `${base} ${head}`;
    const known = this.mergeability.get(key);
    if (known) return known;
    const mergeBase = await this.branches.mergeBase(repository, base, head);
    const mergeable = mergeBase !== undefined && (await this.landing.merges(repository, base, head));
    const found = { mergeBase, mergeable };
    this.mergeability.set(key, found);
    return found;
  }

  private async demandReady(
    repository: RepositoryRecord,
    pullRequest: PullRequestRecord,
    { style, by, headCommit: expected }: Merging,
  ): Promise<{ baseCommit: string; headCommit: string; mergeBase: string | undefined }> {
    demandOpenFor(repository, pullRequest, by);
    if (!repository.landing.has(style)) {
      throw new Refusal(405, `${style} is not allowed an allowed merge style for this repository`);
    }
    const look = await this.look(repository, pullRequest, await this.branches.refs(repository));
    const { baseCommit, headCommit, mergeBase, mergeable } = look;
    if (baseCommit === undefined || headCommit === undefined || !mergeable)
      throw new Refusal(405, 'Please try again later');
    demandMergeable(repository, pullRequest, headCommit);
    if (expected !== undefined && expected !== '' && expected !== headCommit)
      throw new Refusal(409, 'head out of date');
    return { baseCommit, headCommit, mergeBase };
  }

  private async texts(
    repository: RepositoryRecord,
    pullRequest: PullRequestRecord,
    { message, style }: Merging,
    base: string,
    head: string,
  ): Promise<LandingTexts> {
    const about = { page: this.dialect.pageOf(repository, pullRequest.number), commits: [], repository };
    const own = this.dialect.apiTexts(pullRequest, style, about);
    if (message === 'title') return own;
    if (message !== 'page') {
      return { ...own, message: joined(message.title === '' ? own.message : message.title, message.body) };
    }
    const commits = await this.branches.between(repository, base, head);
    return this.dialect.landingTexts(pullRequest, style, { ...about, commits });
  }

  private async deleteHead(
    repository: RepositoryRecord,
    { head }: PullRequestRecord,
    before: string,
    told: { repository: RepositoryRecord; by: AccountRecord; at: Date },
  ): Promise<void> {
    const needed = repository.pullRequests.some((other) => other.state.kind === 'open' && other.head === head);
    if (needed || head === repository.defaultBranch) return;
    await this.branches.move(repository, head, before, noCommit);
    await this.events.tell({ kind: 'push', ...told, branch: head, before, after: noCommit });
  }

  /** Open pull requests go with their branches: a new head is noted, a deleted branch closes them. */
  private async follow({ repository, branch, after, by, at }: ForgeEvent & { kind: 'push' }): Promise<void> {
    const open = repository.pullRequests.filter(({ state }) => state.kind === 'open');
    for (const pullRequest of open) {
      const told = { kind: 'pullRequest', repository, pullRequest, by } as const;
      const touched = pullRequest.head === branch || pullRequest.base === branch;
      if (touched && after === noCommit) await this.close(told, at);
      else if (pullRequest.head === branch) {
        pullRequest.updatedAt = at;
        pullRequest.heads.push({ commit: after, at });
        await this.branches.pointPullRequest(repository, pullRequest.number, after);
        await this.events.tell({ ...told, action: 'synchronized' });
      }
    }
  }

  private async close(
    told: { kind: 'pullRequest'; repository: RepositoryRecord; pullRequest: PullRequestRecord; by: AccountRecord },
    at: Date,
  ): Promise<void> {
    told.pullRequest.state = { kind: 'closed', at };
    told.pullRequest.updatedAt = at;
    await this.events.tell({ ...told, action: 'closed' });
  }
}

export function signature(account: AccountRecord, at: Date): Signature {
  return { name: account.fullName, email: account.email, at };
}

function demandOpenFor(repository: RepositoryRecord, pullRequest: PullRequestRecord, by: AccountRecord): void {
  if (pullRequest.state.kind === 'merged') throw new Refusal(405, '');
  if (pullRequest.state.kind === 'closed') throw Refusal.notFound();
  if (!mayMerge(by, repository, pullRequest.base)) throw new Refusal(405, 'User not allowed to merge PR');
  if (/^(\[WIP\]|WIP:)/i.test(pullRequest.title)) throw new Refusal(405, 'Work in progress PRs cannot be merged');
}

function refuseDuplicate(repository: RepositoryRecord, head: string, base: string): void {
  const existing = repository.pullRequests.find(
    (pullRequest) => pullRequest.state.kind === 'open' && pullRequest.head === head && pullRequest.base === base,
  );
  if (existing) throw new Refusal(409, duplicateMessage(repository, existing));
}

/** Gitea's words for a second pull request between the same branches. */
export function duplicateMessage(repository: RepositoryRecord, existing: PullRequestRecord): string {
  const fields = [
    `id: ${existing.id}`,
    `issue_id: ${existing.id}`,
    `head_repo_id: ${repository.id}`,
    `base_repo_id: ${repository.id}`,
    `head_branch: ${existing.head}`,
    `base_branch: ${existing.base}`,
  ];
  return `pull request already exists for these targets [${fields.join(', ')}]`;
}
