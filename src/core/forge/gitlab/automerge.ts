import * as z from 'zod';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import type { MergeRequest, PinnedMerge, RepositoryRef } from '../types';
import * as answers from './answers';
import { at, paged } from './project';

/** GitLab's own landing once the pipeline has succeeded. Source: GitLab REST API, "Merge a merge request". */
export class GitLabAutomerge {
  constructor(
    private readonly api: Api,
    private readonly host: string,
  ) {}

  /** That a person withdrew it is told by the notes alone; that a push ended it is no person's word. */
  async standing(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    const where = at(repository, `/merge_requests/${number}`);
    const found = await this.api.now.get(answers.mergeRequest, where, signal);
    if (found.merge_when_pipeline_succeeds) return 'asked';
    const all = { ...at(repository, `/merge_requests/${number}/notes`), ...paged };
    const query = { activity_filter: 'only_activity', sort: 'asc', order_by: 'created_at' };
    const noted = await this.api.now.pages(answers.notes, (page) => page, { ...all, query }, signal);
    const last = noted.findLast(({ system, body }) => system && /\bautomatic merge\b/.test(body))?.body ?? '';
    return /^cancell?ed the automatic merge/.test(last) ? 'withdrawn' : 'none';
  }

  /** Each of the two names is known to some versions: without the one that it knows, a server would land it at once. */
  async request(
    repository: RepositoryRef,
    number: number,
    { head, style }: PinnedMerge,
    signal: AbortSignal,
  ): Promise<void> {
    const where = at(repository, `/merge_requests/${number}/merge`);
    const body = { sha: head, squash: style === 'squash', auto_merge: true, merge_when_pipeline_succeeds: true };
    try {
      await this.api.write(z.unknown(), { ...where, method: 'PUT', body, intent: 'merge' }, signal);
    } catch (error) {
      // To who may not land it GitLab says 401, as to nobody; a token that is wrong does not get here.
      if (!ForgeError.is(error, 'unauthorised')) throw error;
      throw ForgeError.forbidden(this.host, where.subject, '401');
    }
  }
}
