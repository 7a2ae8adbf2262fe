import type { Clock } from '../../support/clock';
import { ForgeError } from '../errors';
import { fitBody } from '../fitBody';
import type { Api } from '../http/api';
import { nameOf } from '../repositoryName';
import type { NewPullRequest, PullRequest, PullRequestUpdate, RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzurePullRequest, ListedPullRequest } from './answers';
import { differenceOf } from './compare';
import { isOfFork, pullRequestFrom } from './convert';
import { commitsOf } from './heads';
import { at, branchOf, heads, skipping } from './project';
import { WholeTexts } from './wholeText';

/** Source: the answer to a longer one, "A description for a pull request must not be longer than 4000 characters". */
export const longestBody = 4_000;

/** Of those that ended the newest: each may have to be asked for its whole text. */
const mostEnded = 50;

/** Pull requests of a repository, by a number that no other one of the collection has. Source: Azure DevOps REST API, "Pull Requests". */
export class AzurePullRequests {
  private readonly texts: WholeTexts;

  constructor(
    private readonly api: Api,
    private readonly collection: string,
    clock?: Clock,
  ) {
    this.texts = new WholeTexts(api, clock);
  }

  async open(repository: RepositoryRef, base: string | undefined, signal: AbortSignal) {
    return this.told(repository, await this.active(this.api, repository, { base }, signal), signal);
  }

  /** A closed one counts where it is from a branch of the repository itself. */
  async ended(repository: RepositoryRef, base: string, status: 'completed' | 'abandoned', signal: AbortSignal) {
    const read = at(repository, '/pullrequests');
    const query = { ...read.query, ...criteria({ status, base }), $top: mostEnded, $skip: 0 };
    const found = await this.api.get(answers.pullRequests, { ...read, query }, signal);
    const meant = found.filter(
      (one) =>
        one.status === status && branchOf(one.targetRefName) === base && (status === 'completed' || !isOfFork(one)),
    );
    const whole = await this.texts.of(this.api, repository, meant, signal);
    const told = whole.map((one) => this.from(repository, one, new Map()));
    return told.toSorted((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
  }

  /** A fork's branch of the same name is another branch. */
  async find(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const found = await this.active(this.api.now, repository, { head, base }, signal);
    const [first] = found
      .filter((one) => branchOf(one.sourceRefName) === head && !isOfFork(one))
      .sort((one, other) => one.pullRequestId - other.pullRequestId);
    return first && this.one(repository, first.pullRequestId, signal);
  }

  async one(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<PullRequest> {
    return this.whole(repository, await this.read(repository, number, signal), signal);
  }

  read(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<AzurePullRequest> {
    return this.api.now.get(answers.pullRequest, at(repository, `/pullrequests/${number}`), signal);
  }

  /** One of branches that do not differ would be made as well: both are looked at first. */
  async create(repository: RepositoryRef, request: NewPullRequest, signal: AbortSignal): Promise<PullRequest> {
    const { title, body, head, base } = request;
    await this.demandSomething(repository, head, base, signal);
    const creation = {
      ...at(repository, '/pullrequests'),
      method: 'POST',
      body: {
        sourceRefName: heads + head,
        targetRefName: heads + base,
        title,
        description: fitBody(body, longestBody),
      },
      intent: 'createPullRequest',
    } as const;
    return this.whole(repository, await this.api.write(answers.pullRequest, creation, signal), signal);
  }

  async update(repository: RepositoryRef, number: number, update: PullRequestUpdate, signal: AbortSignal) {
    const { title, body, state } = update;
    const change = {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { description: fitBody(body, longestBody) }),
      ...(state === undefined ? {} : { status: state === 'open' ? 'active' : 'abandoned' }),
    };
    return this.whole(repository, await this.change(repository, number, change, signal), signal);
  }

  change(repository: RepositoryRef, number: number, body: object, signal: AbortSignal, intent?: 'merge') {
    const change = { ...at(repository, `/pullrequests/${number}`), method: 'PATCH', body } as const;
    return this.api.write(answers.pullRequest, { ...change, intent: intent ?? 'write' }, signal);
  }

  private async active(
    api: Api,
    repository: RepositoryRef,
    { head, base }: { readonly head?: string; readonly base: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly ListedPullRequest[]> {
    const read = at(repository, '/pullrequests');
    const query = { ...read.query, ...criteria({ status: 'active', head, base }) };
    const found = await api.pages(answers.pullRequests, (page) => page, { ...read, query, ...skipping }, signal);
    return found.filter(
      ({ status, targetRefName }) => status === 'active' && (base === undefined || branchOf(targetRefName) === base),
    );
  }

  /**
   * Where the branches are now: a pull request itself names where they were when they were merged on trial. Those that it is from are
   * as many as there are pull requests: none is asked for by itself.
   */
  private async told(
    repository: RepositoryRef,
    found: readonly ListedPullRequest[],
    signal: AbortSignal,
  ): Promise<readonly PullRequest[]> {
    const [bases, from] = [found.map((one) => one.targetRefName), found.map((one) => one.sourceRefName)].map((refs) => [
      ...new Set(refs.map(branchOf)),
    ]);
    const isNone = found.length === 0;
    const [present, whole] = await Promise.all([
      isNone ? new Map<string, string>() : commitsOf(this.api.now, repository, bases ?? [], signal, from),
      this.texts.of(this.api, repository, found, signal),
    ]);
    return whole.map((one) => this.from(repository, one, present));
  }

  private async whole(repository: RepositoryRef, answer: AzurePullRequest, signal: AbortSignal): Promise<PullRequest> {
    await this.texts.learn(repository, answer, signal);
    if (answer.status !== 'active') return this.from(repository, answer, new Map());
    const branches = [answer.sourceRefName, answer.targetRefName].map(branchOf);
    return this.from(repository, answer, await commitsOf(this.api.now, repository, branches, signal));
  }

  private from(repository: RepositoryRef, answer: AzurePullRequest, present: ReadonlyMap<string, string>): PullRequest {
    return pullRequestFrom(answer, { collection: this.collection, project: repository.owner }, present);
  }

  private async demandSomething(repository: RepositoryRef, head: string, base: string, signal: AbortSignal) {
    const present = await commitsOf(this.api.now, repository, [head, base], signal);
    const [from, to] = [present.get(head), present.get(base)];
    if (from === undefined || to === undefined) throw ForgeError.branchMissing(nameOf(repository));
    const isSame = from === to || (await differenceOf(this.api.now, repository, to, from, signal)).aheadCount === 0;
    if (isSame) throw ForgeError.nothingToPromote(nameOf(repository));
  }
}

function criteria({
  status,
  head,
  base,
}: {
  readonly status: string;
  readonly head?: string | undefined;
  readonly base: string | undefined;
}) {
  return {
    'searchCriteria.status': status,
    'searchCriteria.sourceRefName': head === undefined ? undefined : heads + head,
    'searchCriteria.targetRefName': base === undefined ? undefined : heads + base,
  };
}
