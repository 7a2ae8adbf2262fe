import pLimit from 'p-limit';
import { systemClock } from '../../support/clock';
import type { Sha } from '../../support/sha';
import type { Api } from '../http/api';
import { unlessHidden } from '../http/found';
import { KeptAnswers } from '../http/keptAnswers';
import { nameOf } from '../repositoryName';
import type { RepositoryRef } from '../types';
import { commit, type BitbucketCommit, type BitbucketPull } from './answers';
import { at, listAt, part } from './address';
import { branchesNamed } from './branches';
import { isOfFork, refOf, stateOf } from './convert';

const mostKept = 2_000;
const atATime = 4;

/** What git has of a pull request. */
export interface PullCommits {
  readonly head: Sha | undefined;
  readonly base: Sha | undefined;
  readonly merged: BitbucketCommit | undefined;
}

/** Whole names of commits, of which pull requests tell the beginning alone. What a beginning means never changes. */
export class Commits {
  private readonly known: KeptAnswers<BitbucketCommit>;
  private readonly limit = pLimit(atATime);

  constructor(private readonly api: Api) {
    this.known = new KeptAnswers(api, systemClock, Infinity, mostKept);
  }

  /** Of open ones where their branches are, else as the repository knows them; nothing where that is gone, or of a fork that is hidden. */
  async of(repository: RepositoryRef, pulls: readonly BitbucketPull[], signal: AbortSignal): Promise<PullCommits[]> {
    if (pulls.length === 0) return [];
    const branches = pulls.flatMap(({ source, destination }) => [source?.branch?.name, destination?.branch?.name]);
    const named = [...new Set(branches)].filter((name) => name !== undefined && name !== '') as string[];
    const found = await branchesNamed(this.api, repository, named, signal);
    const heads = new Map(found.map(({ name, target }) => [name, target.hash]));
    if (pulls.length > 1) await this.learn(repository, pulls, signal);
    return Promise.all(
      pulls.map(async (pull) => ({
        head: await this.headOf(repository, pull, heads, signal),
        base: heads.get(pull.destination?.branch?.name ?? ''),
        merged: stateOf(pull) === 'merged' ? await this.one(repository, pull.merge_commit?.hash, signal) : undefined,
      })),
    );
  }

  /** What landed is on its branch: one page of that, so that many need not be asked for one by one. */
  private async learn(repository: RepositoryRef, pulls: readonly BitbucketPull[], signal: AbortSignal): Promise<void> {
    const landed = pulls.filter((pull) => stateOf(pull) === 'merged' && !isOfFork(pull));
    const beginnings = landed.flatMap((pull) =>
      [pull.merge_commit?.hash ?? [], pull.source?.commit?.hash ?? []].flat(),
    );
    const base = landed[0]?.destination?.branch?.name;
    const known = await Promise.all(beginnings.map((one) => this.known.get(keyOf(repository, one), signal)));
    if (base === undefined || known.every(Boolean)) return;
    const commits = await unlessHidden(
      this.api.linked(commit, listAt(repository, '/commits', { include: base }), signal, 1),
    );
    for (const beginning of beginnings) {
      const found = commits?.find(({ hash }) => hash.startsWith(beginning));
      if (found) await this.known.keep(keyOf(repository, beginning), found, signal);
    }
  }

  private async headOf(
    repository: RepositoryRef,
    pull: BitbucketPull,
    heads: ReadonlyMap<string, Sha>,
    signal: AbortSignal,
  ): Promise<Sha | undefined> {
    const { branch, commit: told, repository: from } = pull.source ?? {};
    if (!told) return undefined;
    const isFork = isOfFork(pull);
    const held = isFork || stateOf(pull) !== 'open' ? undefined : heads.get(branch?.name ?? '');
    if (held?.startsWith(told.hash) === true) return held;
    if (isFork && !from) return undefined;
    return (await this.one(isFork && from ? refOf(from) : repository, told.hash, signal))?.hash;
  }

  private async one(repository: RepositoryRef, beginning: string | undefined, signal: AbortSignal) {
    if (beginning === undefined) return undefined;
    const key = keyOf(repository, beginning);
    const held = await this.known.get(key, signal);
    if (held) return held.value;
    const where = at(repository, `/commit/${part(beginning)}`);
    const found = await this.limit(() => unlessHidden(this.api.get(commit, where, signal)));
    if (found?.hash.startsWith(beginning) !== true) return undefined;
    await this.known.keep(key, found, signal);
    return found;
  }
}

function keyOf(repository: RepositoryRef, beginning: string): string {
  return `${nameOf(repository)} ${beginning}`;
}
