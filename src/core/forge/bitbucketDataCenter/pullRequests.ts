import * as z from 'zod';
import { ForgeError } from '../errors';
import { fitBody } from '../fitBody';
import { withReviewers } from '../withReviewers';
import type { Api } from '../http/api';
import type { NewPullRequest, PullRequest, PullRequestUpdate, RepositoryRef } from '../types';
import { at, listAt, refOf } from './address';
import * as answers from './answers';
import type { DataCenterComment, DataCenterPull, Mergeability } from './answers';
import { readDefaultReviewers } from './defaultReviewers';
import { headName, isOfFork, personOf, pullRequestFrom, stateOf } from './convert';
import { allOf, firstOf } from './pages';

/** More is refused. Source: the limit of its page. */
export const longestBody = 32_768;

/** Pull requests of a repository, by their number in it. Source: Bitbucket Data Center REST API, "Pull Requests". */
export class DataCenterPullRequests {
  constructor(private readonly api: Api) {}

  async open(repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
    const found = await this.listed(this.api, repository, { at: base && refOf(base), state: 'OPEN' }, signal);
    return found
      .filter((one) => stateOf(one) === 'open' && (base === undefined || one.toRef.id === refOf(base)))
      .map((one) => pullRequestFrom(one));
  }

  /** A closed one counts where it is from a branch of the repository itself. */
  async ended(repository: RepositoryRef, base: string, state: 'merged' | 'closed', signal: AbortSignal) {
    const query = { at: refOf(base), state: state === 'merged' ? 'MERGED' : 'DECLINED', order: 'NEWEST', limit: 50 };
    const { entries } = await firstOf(this.api, answers.pull, listAt(repository, '/pull-requests', query), signal);
    return entries
      .filter((one) => stateOf(one) === state && one.toRef.id === refOf(base) && (state === 'merged' || !isOfFork(one)))
      .map((one) => pullRequestFrom(one));
  }

  /** The first one; a fork's branch of the same name is another branch. */
  async find(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const query = { at: refOf(head), direction: 'OUTGOING', state: 'OPEN' };
    const found = (await this.listed(this.api.now, repository, query, signal))
      .filter((one) => stateOf(one) === 'open' && headName(one) === head && one.toRef.id === refOf(base))
      .sort((one, other) => one.id - other.id)[0];
    return found && pullRequestFrom(found);
  }

  /** Whether git can do it is asked of an open one. */
  async one(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    const found = await this.raw(repository, number, signal);
    if (stateOf(found) !== 'open') return pullRequestFrom(found);
    return pullRequestFrom(found, await this.outcome(repository, number, signal));
  }

  /** What it makes of landing it now. */
  mergeability(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<Mergeability> {
    return this.api.now.get(answers.mergeability, at(repository, `/pull-requests/${number}/merge`), signal);
  }

  raw(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<DataCenterPull> {
    return this.api.now.get(answers.pull, at(repository, `/pull-requests/${number}`), signal);
  }

  /** What a second one is refused with names the one that is there. */
  async create(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest> {
    const { title, body: whole, head, base } = request;
    const { owner: key, name: slug } = repository;
    const within = { repository: { slug, project: { key } } };
    const ends = { fromRef: { id: refOf(head), ...within }, toRef: { id: refOf(base), ...within } };
    const body = { title, description: fitBody(whole, longestBody), ...ends };
    const creation = { ...at(repository, '/pull-requests'), method: 'POST', intent: 'createPullRequest' } as const;
    return withReviewers(readDefaultReviewers(this.api.now, repository, request, signal), async (names) => {
      const reviewers = names.map((name) => ({ user: { name } }));
      const wanted = { ...creation, body: names.length > 0 ? { ...body, reviewers } : body };
      return pullRequestFrom(await this.api.write(answers.pull, wanted, signal));
    });
  }

  /** What a change leaves out is emptied, so that reviewers are said again. Whoever else changed it meanwhile is not written over. */
  async update(
    repository: RepositoryRef,
    number: number,
    { title, body, state }: PullRequestUpdate,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    const where = at(repository, `/pull-requests/${number}`);
    let found = await this.raw(repository, number, signal);
    if (title !== undefined || body !== undefined) {
      const change = {
        version: found.version,
        title: title ?? found.title,
        description: body === undefined ? found.description : fitBody(body, longestBody),
        reviewers: (found.reviewers ?? []).map(({ user }) => ({ user: { name: personOf(user) } })),
        ...(found.draft && { draft: true }),
      };
      found = await this.api.write(answers.pull, { ...where, method: 'PUT', body: change }, signal);
    }
    if (state === 'closed' && stateOf(found) === 'open') found = await this.step(repository, found, 'decline', signal);
    if (state === 'open' && stateOf(found) === 'closed') found = await this.step(repository, found, 'reopen', signal);
    if (state === 'open' && stateOf(found) !== 'open') throw ForgeError.headMoved(where.subject);
    return pullRequestFrom(found);
  }

  private step(
    repository: RepositoryRef,
    { id, version }: DataCenterPull,
    step: 'decline' | 'reopen',
    signal: AbortSignal,
  ): Promise<DataCenterPull> {
    const request = { ...at(repository, `/pull-requests/${id}/${step}`), method: 'POST', query: { version } } as const;
    return this.api.write(answers.pull, { ...request, body: { version } }, signal);
  }

  private async outcome(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<string | undefined> {
    try {
      const { conflicted, outcome } = await this.mergeability(repository, number, signal);
      return conflicted ? 'CONFLICTED' : outcome;
    } catch (error) {
      if (ForgeError.is(error, 'headMoved', 'refused')) return undefined; // it was closed meanwhile
      throw error;
    }
  }

  private listed(
    api: Api,
    repository: RepositoryRef,
    query: Readonly<Record<string, string | undefined>>,
    signal: AbortSignal,
  ): Promise<readonly DataCenterPull[]> {
    return allOf(api, answers.pull, listAt(repository, '/pull-requests', query), signal);
  }
}

/** What was said on a pull request: it is a part of what happened to it, of which there is one list. */
export class Comments {
  constructor(private readonly api: Api) {}

  async all(repository: RepositoryRef, number: number, signal: AbortSignal) {
    const where = listAt(repository, `/pull-requests/${number}/activities`);
    const happened = await allOf(this.api.now, answers.activity, where, signal);
    const first = happened.flatMap(({ comment, commentAnchor }) => (comment && !commentAnchor ? [comment] : []));
    const said = new Map<number, DataCenterComment>();
    for (const queue = [...first]; ;) {
      const one = queue.pop();
      if (!one) break;
      queue.push(...(one.comments ?? []));
      said.set(one.id, one);
    }
    return [...said.values()].sort((one, other) => one.id - other.id).map(commentFrom);
  }

  async add(repository: RepositoryRef, number: number, text: string, signal: AbortSignal) {
    const where = at(repository, `/pull-requests/${number}/comments`);
    return commentFrom(await this.api.write(answers.comment, { ...where, method: 'POST', body: { text } }, signal));
  }

  async update(repository: RepositoryRef, number: number, id: number, text: string, signal: AbortSignal) {
    const where = at(repository, `/pull-requests/${number}/comments/${id}`);
    const { version } = await this.api.now.get(answers.comment, where, signal);
    await this.api.write(z.unknown(), { ...where, method: 'PUT', body: { text, version } }, signal);
  }

  async delete(repository: RepositoryRef, number: number, id: number, signal: AbortSignal): Promise<void> {
    const where = at(repository, `/pull-requests/${number}/comments/${id}`);
    const { version } = await this.api.now.get(answers.comment, where, signal);
    await this.api.write(z.unknown(), { ...where, method: 'DELETE', query: { version } }, signal);
  }
}

function commentFrom({ id, author, text: body }: DataCenterComment) {
  return { id, author: personOf(author), body };
}
