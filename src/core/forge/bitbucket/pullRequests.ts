import { message } from '../../support/message';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { unlessHidden } from '../http/found';
import { withReviewers } from '../withReviewers';
import type { NewPullRequest, PullRequest, PullRequestUpdate, RepositoryRef } from '../types';
import { at, isText, listAt, pullsPagelen } from './address';
import * as answers from './answers';
import type { BitbucketPull } from './answers';
import { branchesNamed } from './branches';
import { Commits, type PullCommits } from './commits';
import { readSelf } from './rules';
import { headName, isOfFork, personOf, stateOf } from './convert';

/** The newest of those that ended: each may need a request of its own for its commits. */
const mostEnded = 25;

/** Without the second half drafts are left out by some versions. Source: Bitbucket's issue BCLOUD-23659. */
const isOpen = 'state="OPEN" AND (draft=true OR draft=false)';

/** Pull requests of a repository, by their number in it. Source: Bitbucket REST API, "Pullrequests". */
export class BitbucketPullRequests {
  private readonly commits: Commits;

  constructor(private readonly api: Api) {
    this.commits = new Commits(api.now);
  }

  async open(repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
    return this.whole(repository, await this.listed(this.api, repository, { base }, signal), signal);
  }

  /** A closed one counts where it is from a branch of the repository itself. */
  async ended(repository: RepositoryRef, base: string, state: 'merged' | 'closed', signal: AbortSignal) {
    const states = state === 'merged' ? 'state="MERGED"' : '(state="DECLINED" OR state="SUPERSEDED")';
    const towards = isText('destination.branch.name', base);
    const query = { q: [states, towards].filter(Boolean).join(' AND '), sort: '-updated_on', pagelen: mostEnded };
    const listed = await this.api.linked(answers.pull, { ...at(repository, '/pullrequests'), query }, signal, 1);
    const found = listed.filter(
      (one) =>
        stateOf(one) === state && one.destination?.branch?.name === base && (state === 'merged' || !isOfFork(one)),
    );
    return this.whole(repository, found, signal);
  }

  /** The first one; a fork's branch of the same name is another branch. */
  async find(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const found = await this.first(repository, head, base, signal);
    return found && (await this.whole(repository, [found], signal))[0];
  }

  async one(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    return this.wholeOne(repository, await this.raw(repository, number, signal), signal);
  }

  raw(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<BitbucketPull> {
    return this.api.now.get(answers.pull, at(repository, `/pullrequests/${number}`), signal);
  }

  /** Where one is open for the same branches, Bitbucket writes over it, whosever it is, and says nothing: that is looked at first. */
  async create(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest> {
    const { title, body: description, head, base } = request;
    const { subject } = at(repository);
    if (await this.first(repository, head, base, signal)) throw ForgeError.duplicatePullRequest(subject);
    const ends = { source: { branch: { name: head } }, destination: { branch: { name: base } } };
    const body = { title, description, ...ends, close_source_branch: false };
    const creation = { ...at(repository, '/pullrequests'), method: 'POST', intent: 'createPullRequest' } as const;
    try {
      const made = await withReviewers(this.defaultReviewers(repository, signal), (uuids) => {
        const reviewers = uuids.map((uuid) => ({ uuid }));
        const wanted = { ...creation, body: uuids.length > 0 ? { ...body, reviewers } : body };
        return this.api.write(answers.pull, wanted, signal);
      });
      return await this.wholeOne(repository, made, signal);
    } catch (error) {
      if (ForgeError.is(error, 'refused')) await this.explain(repository, head, base, signal);
      throw error;
    }
  }

  /** What a change leaves out is emptied, so that reviewers are said again. What is declined stays so. */
  async update(
    repository: RepositoryRef,
    number: number,
    { title, body, state }: PullRequestUpdate,
    signal: AbortSignal,
  ) {
    const where = at(repository, `/pullrequests/${number}`);
    let found = await this.raw(repository, number, signal);
    if (state === 'open' && stateOf(found) !== 'open') {
      throw ForgeError.cannot(message('Bitbucket opens no pull request again: {subject} needs a new one.', where));
    }
    if (title !== undefined || body !== undefined) {
      const change = {
        title: title ?? found.title,
        description: body ?? found.summary?.raw ?? '',
        reviewers: (found.reviewers ?? []).flatMap(({ uuid }) => (uuid === '' ? [] : [{ uuid }])),
        ...(typeof found.close_source_branch === 'boolean' && { close_source_branch: found.close_source_branch }),
      };
      found = await this.api.write(answers.pull, { ...where, method: 'PUT', body: change }, signal);
    }
    if (state === 'closed' && stateOf(found) === 'open') {
      const decline = { ...at(repository, `/pullrequests/${number}/decline`), method: 'POST' } as const;
      found = await this.api.write(answers.pull, decline, signal);
    }
    return this.wholeOne(repository, found, signal);
  }

  /** Without who asks, who may be none. Source: Bitbucket REST API, "List effective default reviewers". */
  private async defaultReviewers(repository: RepositoryRef, signal: AbortSignal): Promise<readonly string[]> {
    const all = listAt(repository, '/effective-default-reviewers');
    const found = await this.api.now.linked(answers.defaultReviewer, all, signal);
    const uuids = found.flatMap(({ user }) => user?.uuid || []);
    const self = uuids.length === 0 ? undefined : await unlessHidden(readSelf(this.api.now, signal));
    return [...new Set(uuids)].filter((uuid) => uuid !== self);
  }

  private async first(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const found = await this.listed(this.api.now, repository, { head, base }, signal);
    return found.filter((one) => headName(one) === head).sort((one, other) => one.id - other.id)[0];
  }

  private async listed(
    api: Api,
    repository: RepositoryRef,
    { head, base }: { readonly head?: string; readonly base: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly BitbucketPull[]> {
    const named = [
      head === undefined ? undefined : isText('source.branch.name', head),
      base === undefined ? undefined : isText('destination.branch.name', base),
    ];
    const query = { q: [isOpen, ...named].filter(Boolean).join(' AND '), pagelen: pullsPagelen };
    const all = await api.linked(answers.pull, { ...at(repository, '/pullrequests'), query }, signal);
    return all.filter(
      (one) => stateOf(one) === 'open' && (base === undefined || one.destination?.branch?.name === base),
    );
  }

  private async wholeOne(repository: RepositoryRef, pull: BitbucketPull, signal: AbortSignal): Promise<PullRequest> {
    const [whole] = await this.whole(repository, [pull], signal);
    if (!whole) throw new RangeError('one of one');
    return whole;
  }

  private async whole(repository: RepositoryRef, pulls: readonly BitbucketPull[], signal: AbortSignal) {
    const commits = await this.commits.of(repository, pulls, signal);
    return pulls.flatMap((pull, index) => (commits[index] ? [pullRequestFrom(pull, commits[index])] : []));
  }

  /** Why nothing was created, found out: Bitbucket says it in words alone. @throws ForgeError `branchMissing`, `nothingToPromote` */
  private async explain(repository: RepositoryRef, head: string, base: string, signal: AbortSignal): Promise<void> {
    const { subject } = at(repository);
    const found = await branchesNamed(this.api.now, repository, [head, base], signal);
    const commitOf = (branch: string) => found.find(({ name }) => name === branch)?.target.hash;
    const [from, to] = [commitOf(head), commitOf(base)];
    if (from === undefined || to === undefined) throw ForgeError.branchMissing(subject);
    const beyond = listAt(repository, `/commits/${from}`, { exclude: to, pagelen: 1 });
    const commits = from === to ? [] : await this.api.now.linked(answers.commit, beyond, signal, 1);
    if (commits.length === 0) throw ForgeError.nothingToPromote(subject);
  }
}

/** When it landed Bitbucket does not tell; the commit that landed it, where that is one of its own, has it. */
function pullRequestFrom(pull: BitbucketPull, { head = '', base = '', merged }: PullCommits): PullRequest {
  const state = stateOf(pull);
  return {
    number: pull.id,
    title: pull.title,
    body: pull.summary?.raw ?? '',
    state,
    head: { branch: headName(pull), commit: head },
    base: { branch: pull.destination?.branch?.name ?? '', commit: base },
    author: personOf(pull.author),
    webUrl: pull.links?.html?.href ?? '',
    // Whether git can do it is told nowhere.
    mergeable: state === 'open' && pull.draft ? 'no' : 'unknown',
    ...(merged && { mergeCommit: merged.hash }),
    ...(merged && merged.hash !== head && { mergedAt: merged.date }),
    updatedAt: pull.updated_on,
  };
}
