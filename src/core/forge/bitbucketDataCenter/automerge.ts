import * as z from 'zod';
import { message } from '../../support/message';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { foundOr } from '../http/found';
import type { MergeRequest, PinnedMerge, RepositoryRef } from '../types';
import { at, listAt } from './address';
import * as answers from './answers';
import { enabledStrategies, strategiesOf } from './convert';
import { firstThat } from './pages';
import type { DataCenterPullRequests } from './pullRequests';
import { readSettings } from './rules';

/** Landing by itself, since 8.15, where the repository allows it. Source: Bitbucket Data Center docs, "Merge a pull request". */
export class DataCenterAutomerge {
  constructor(
    private readonly api: Api,
    private readonly pulls: DataCenterPullRequests,
  ) {}

  /** That somebody withdrew it is told by what happened last. */
  async standing(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<MergeRequest> {
    if (await this.asked(repository, number, signal)) return 'asked';
    const all = listAt(repository, `/pull-requests/${number}/activities`);
    const isMeant = ({ action }: { readonly action: string }) => action.startsWith('AUTO_MERGE_');
    const last = await firstThat(this.api.now, answers.activity, all, isMeant, signal);
    return last?.action === 'AUTO_MERGE_CANCELLED' ? 'withdrawn' : 'none';
  }

  /**
   * It is asked of what was looked at, by the version; the head is held against what it says it was asked for, and it is
   * taken back where somebody pushed in between.
   */
  async request(
    repository: RepositoryRef,
    number: number,
    { head, style }: PinnedMerge,
    signal: AbortSignal,
  ): Promise<void> {
    const where = at(repository, `/pull-requests/${number}/merge`);
    const [allowed, strategies, found] = await Promise.all([
      foundOr(this.api.now.get(answers.automergeSettings, at(repository, '/settings/auto-merge'), signal)),
      readSettings(this.api.now, repository, signal).then(enabledStrategies),
      this.pulls.raw(repository, number, signal),
    ]);
    // Older servers, which have no such setting, would land it at once.
    if (allowed?.enabled !== true) {
      throw ForgeError.cannot(message('In {subject} no pull request lands by itself: auto-merge is off there.', where));
    }
    const strategyId = strategiesOf[style].find((one) => strategies?.includes(one));
    if (strategyId === undefined) {
      throw ForgeError.cannot(message('{subject} does not allow to land by {style}.', { ...where, style }));
    }
    if (found.fromRef.latestCommit !== head) throw ForgeError.headMoved(where.subject);
    if ((await this.asked(repository, number, signal))?.fromHash === head) return;
    const { version } = found;
    const body = { autoMerge: true, strategyId, version };
    const request = { ...where, method: 'POST', query: { version }, body, intent: 'merge' } as const;
    await this.api.write(z.unknown(), request, signal);
    const asked = await this.asked(repository, number, signal);
    if (!asked || asked.fromHash === head) return; // it may have landed by now
    await this.api.write(z.unknown(), { ...at(repository, autoMerge(number)), method: 'DELETE' }, signal);
    throw ForgeError.headMoved(where.subject);
  }

  private asked(repository: RepositoryRef, number: number, signal: AbortSignal) {
    const where = at(repository, autoMerge(number));
    return foundOr(this.api.now.get(answers.automerge.optional(), where, signal));
  }
}

function autoMerge(number: number): string {
  return `/pull-requests/${number}/auto-merge`;
}
