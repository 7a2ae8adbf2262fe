import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { nameOf } from '../repositoryName';
import type { MergeRequest, PinnedMerge, RepositoryRef } from '../types';
import * as answers from './answers';
import { allowed, demandsOn, isOf } from './policies';
import { at } from './project';
import type { AzureProjects } from './projects';
import type { AzurePullRequests } from './pullRequests';

const nobody = '00000000-0000-0000-0000-000000000000';

/** Auto-complete. Source: Azure DevOps REST API, "Pull Requests - Update", `autoCompleteSetBy`. */
export class AzureAutomerge {
  constructor(
    private readonly api: Api,
    private readonly pullRequests: AzurePullRequests,
    private readonly projects: AzureProjects,
    /** The id of the account that asks. */
    private readonly self: (signal: AbortSignal) => Promise<string>,
  ) {}

  /** That a person withdrew it is told by a note alone; that it could not be done is no person's word. */
  async standing(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    const found = await this.pullRequests.read(repository, number, signal);
    const { id = nobody } = found.autoCompleteSetBy ?? {};
    if (found.autoCompleteSetBy && id !== nobody) return 'asked';
    const threads = await this.api.now.get(answers.threads, at(repository, `/pullRequests/${number}/threads`), signal);
    const last = threads
      .filter(({ properties }) => properties?.CodeReviewThreadType?.$value === 'AutoCompleteUpdate')
      .reduce<(typeof threads)[number] | undefined>((held, one) => (held && held.id > one.id ? held : one), undefined);
    const { CodeReviewAutoCompleteNowSet: set, CodeReviewAutoCompleteFailedReason: reason } = last?.properties ?? {};
    return set && !isSet(set.$value) && (reason?.$value ?? '') === '' ? 'withdrawn' : 'none';
  }

  /**
   * It stands whatever is pushed later. The message is said, since it would otherwise name branches alone; the strategy is one
   * that the branch allows, since another one is taken and then never lands.
   */
  async request(
    repository: RepositoryRef,
    number: number,
    { head, style }: PinnedMerge,
    signal: AbortSignal,
  ): Promise<void> {
    const found = await this.pullRequests.one(repository, number, signal);
    if (found.head.commit !== head) throw ForgeError.headMoved(nameOf(repository));
    const mergeStrategy = style === 'merge' ? await this.mergeOf(repository, found.base.branch, signal) : style;
    const mergeCommitMessage = `Merged PR ${number}: ${found.title}\n\n${found.body}`;
    const body = {
      autoCompleteSetBy: { id: await this.self(signal) },
      completionOptions: { mergeStrategy, mergeCommitMessage, deleteSourceBranch: false, transitionWorkItems: false },
    };
    const asked = await this.pullRequests.change(repository, number, body, signal, 'merge');
    const isOther = asked.lastMergeSourceCommit && asked.lastMergeSourceCommit.commitId !== head;
    if (asked.status !== 'active' || !isOther) return;
    const withdrawal = { autoCompleteSetBy: { id: nobody } };
    await this.pullRequests.change(repository, number, withdrawal, signal, 'merge');
    throw ForgeError.headMoved(nameOf(repository));
  }

  /** A merge that is not a fast-forward, or where the branch takes only that, one of a rebase (semi-linear). */
  private async mergeOf(repository: RepositoryRef, base: string, signal: AbortSignal): Promise<string> {
    const rules = demandsOn(base, await this.projects.placeOf(repository, signal)).filter((policy) =>
      isOf(policy, 'strategy'),
    );
    const isPlain = rules.every(
      ({ settings }) => settings.allowNoFastForward || typeof settings.useSquashMerge === 'boolean',
    );
    const isAllowed = rules.every((rule) => allowed(rule).merge);
    if (!isAllowed) throw ForgeError.notMergeable(nameOf(repository), base);
    return isPlain ? 'noFastForward' : 'rebaseMerge';
  }
}

function isSet(value: string): boolean {
  return value === '1' || value.toLowerCase() === 'true';
}
