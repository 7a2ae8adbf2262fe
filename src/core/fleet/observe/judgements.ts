import pLimit from 'p-limit';
import type { Service } from '../../catalog/catalog';
import type { ServiceLocation } from '../../change/location';
import { judgementOf, type Judgement } from '../../change/proposals/judgement';
import type { PullRequest } from '../../forge/types';
import type { Heads } from '../../git/remote';
import { isAbort } from '../../support/errors';
import { unknownBecause } from '../../support/unknownBecause';
import type { FleetDependencies } from '../dependencies';
import { cellId } from '../state/snapshot';
import type { AnswerAge } from './answerAge';
import type { AskedChecks } from './askedChecks';

const parallel = 4;
/** For so long after it was touched a verdict on a pull request may still be on its way. */
const expectedMs = 15 * 60_000;

/**
 * What is posted on the heads of the open pull requests of one service. A verdict is asked for when head or branches moved; one
 * that is still to come, now and then; one that has come, or that nobody seems to post, no more.
 */
export class ServiceJudgements {
  private held: ReadonlyMap<number, Judgement> = new Map();

  constructor(
    private readonly deps: Pick<FleetDependencies, 'store' | 'clock' | 'log'>,
    private readonly service: Service,
  ) {}

  /** By number. Of what cannot be asked now, what was known of the same head stays; of another head nothing is known. */
  async observe(
    { forge }: ServiceLocation,
    heads: Heads,
    asked: AskedChecks,
    answers: AnswerAge,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, Judgement>> {
    const open = this.open();
    const moved = JSON.stringify([...heads]);
    const limit = pLimit(parallel);
    const found = await Promise.all(
      open.map((pullRequest) =>
        limit(
          async () => [pullRequest.number, await this.of(pullRequest, forge, moved, asked, answers, signal)] as const,
        ),
      ),
    );
    this.held = new Map(found);
    return this.held;
  }

  private async of(
    { number, updatedAt, head: { commit } }: PullRequest,
    forge: ServiceLocation['forge'],
    moved: string,
    asked: AskedChecks,
    answers: AnswerAge,
    signal: AbortSignal,
  ): Promise<Judgement> {
    if (forge.kind === 'unknown') return forge;
    const subject = `verdict on #${number} of ${this.service.name}`;
    const about = `${commit} ${updatedAt} ${moved}`;
    const before = this.held.get(number);
    const known = before && before.kind !== 'unknown' && before.commit === commit ? before : undefined;
    const isSettled = asked.isShared || (known !== undefined && this.isSettled(known, updatedAt));
    const isKnown = isSettled ? answers.isAbout(subject, about) : answers.holds(subject, about);
    if (known && isKnown && !asked.isFree(commit)) return known;
    const source = forge.client.identity.host;
    try {
      const { checks, observed } = await asked.of(commit, signal);
      answers.note(subject, about);
      return judgementOf(commit, checks, observed);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      answers.noteFailure();
      this.deps.log.warn(`[fleet] ${subject}`, error);
      return known ?? unknownBecause(error, { at: this.deps.clock.now(), source });
    }
  }

  private isSettled(known: Exclude<Judgement, { kind: 'unknown' }>, updatedAt: string): boolean {
    if (known.kind === 'posted') return known.state !== 'pending';
    return !(this.deps.clock.now() - Date.parse(updatedAt) < expectedMs);
  }

  private open(): readonly PullRequest[] {
    const { store } = this.deps;
    const { name } = this.service;
    const onEdges = store
      .latestEdges(name)
      .flatMap(({ pullRequests }) => (pullRequests.kind === 'known' ? pullRequests.open : []));
    const towards = this.service.environments.flatMap((environment) => {
      const cell = store.latestCell(cellId(name, environment.name));
      return [...(cell?.openTowards ?? []), ...(cell?.openFromOthers ?? [])];
    });
    return [...new Map([...onEdges, ...towards].map((one) => [one.number, one])).values()];
  }
}
