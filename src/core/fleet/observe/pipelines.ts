import pLimit from 'p-limit';
import type { Service } from '../../catalog/catalog';
import type { Heads } from '../../git/remote';
import { pipelineState } from '../../pipeline/rollUp';
import { newer } from '../../pipeline/newer';
import { isAbort } from '../../support/errors';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';
import type { AnswerAge } from './answerAge';
import type { AskedChecks } from './askedChecks';
import { unknownBecause } from '../../support/unknownBecause';
import type { ServiceLocation } from '../../change/location';
import { cellId, type Cell, type CellId } from '../state/snapshot';
import type { FleetDependencies } from '../dependencies';

const parallel = 4;

/** Of the commit that brought the content, where later ones brought nothing that travels: its checks are settled soon. */
async function observeOrigin(
  { store, log }: Pick<FleetDependencies, 'store' | 'log'>,
  id: CellId,
  asked: AskedChecks,
  answers: AnswerAge,
  signal: AbortSignal,
): Promise<void> {
  const cell = store.latestCell(id);
  const { sameContent = [], originPipeline: held } = cell ?? {};
  const origin = sameContent.length > 1 ? sameContent.at(-1) : undefined;
  const subject = `origin of ${id}`;
  // It is settled soon; where a relay tells, what is not is told of.
  const isSettled = (commit: Sha) =>
    !asked.isFree(commit) && (asked.isShared ? answers.isAbout(subject, commit) : answers.holds(subject, commit));
  if (held?.commit === origin && (origin === undefined || isSettled(origin))) return;
  if (origin === undefined) {
    store.updateCell(id, { originPipeline: undefined });
    return;
  }
  try {
    const { checks, observed } = await asked.of(origin, signal);
    answers.note(subject, origin);
    store.updateCell(id, { originPipeline: pipelineState(origin, checks, observed, held) });
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    answers.noteFailure();
    if (held?.commit !== origin) store.updateCell(id, { originPipeline: undefined });
    log.warn(`[fleet] pipeline of ${id} at ${origin}`, error);
  }
}

const noHead: Unknown = {
  kind: 'unknown',
  reason: 'missing',
  said: message('There is no branch whose pipeline could be looked at.'),
};

/** What is known before any check is read. */
export interface KnownHeads {
  readonly heads: Heads;
  /** By branch: what changes with the checks of its head, where the forge tells. */
  readonly marks: ReadonlyMap<string, string>;
}

/** Asks ahead for what `observePipelines` will ask of these heads. */
export function askAheadForPipelines(
  { store }: Pick<FleetDependencies, 'store'>,
  service: Service,
  { heads, marks }: KnownHeads,
  asked: AskedChecks,
  answers: AnswerAge,
): void {
  for (const { name, branch } of service.environments) {
    const id = cellId(service.name, name);
    const commit = heads.get(branch);
    const held = store.latestCell(id)?.pipeline;
    if (commit !== undefined && !isAnswered(id, held, { commit, mark: marks.get(branch) }, asked, answers)) {
      asked.askAhead(commit);
    }
  }
}

/**
 * Asks for the checks of each branch's head, and says what they add up to. What the forge says has not changed is not
 * asked for; where it does not say, what was answered a while ago holds unless something is in flight.
 */
export async function observePipelines(
  deps: Pick<FleetDependencies, 'store' | 'clock' | 'log'>,
  service: Service,
  { forge }: ServiceLocation,
  { heads, marks }: KnownHeads,
  asked: AskedChecks,
  answers: AnswerAge,
  signal: AbortSignal,
): Promise<void> {
  const limit = pLimit(parallel);
  await Promise.all(
    service.environments.map(({ name, branch }) =>
      limit(async () => {
        const id = cellId(service.name, name);
        const commit = heads.get(branch);
        if (commit === undefined) {
          deps.store.updateCell(id, { pipeline: noHead });
          return;
        }
        if (forge.kind === 'unknown') {
          deps.store.updateCell(id, { pipeline: forge });
          return;
        }
        await observeOrigin(deps, id, asked, answers, signal);
        const held = deps.store.latestCell(id)?.pipeline;
        const previous = held?.kind === 'known' ? held : undefined;
        const mark = marks.get(branch);
        const about = aboutOf({ commit, mark });
        if (isAnswered(id, held, { commit, mark }, asked, answers)) {
          if (!previous || mark === undefined) return;
          const observed = { at: deps.clock.now(), source: forge.client.identity.host };
          deps.store.updateCell(id, { pipeline: { ...previous, observed } });
          return;
        }
        try {
          const { checks, observed } = await asked.of(commit, signal);
          answers.note(id, about);
          const answer = pipelineState(commit, checks, observed, previous);
          deps.store.updateCell(id, { pipeline: previous ? newer(previous, answer) : answer });
        } catch (error) {
          if (isAbort(error) || signal.aborted) throw error;
          answers.noteFailure();
          const observed = { at: deps.clock.now(), source: forge.client.identity.host };
          // A verdict of another commit says nothing of this one; of the same commit it only grows old.
          if (previous?.commit !== commit) deps.store.updateCell(id, { pipeline: unknownBecause(error, observed) });
          deps.log.warn(`[fleet] pipeline of ${id}`, error);
        }
      }),
    ),
  );
}

interface MarkedCommit {
  readonly commit: Sha;
  readonly mark: string | undefined;
}

/** What is known of that very commit still holds. */
function isAnswered(
  id: CellId,
  held: Cell['pipeline'] | undefined,
  at: MarkedCommit,
  asked: AskedChecks,
  answers: AnswerAge,
): boolean {
  if (asked.isFree(at.commit)) return false;
  if (held?.kind !== 'known' || held.commit !== at.commit) return false;
  if (at.mark !== undefined && answers.isAbout(id, aboutOf(at))) return true;
  return held.inFlight === 'no' && answers.holds(id, aboutOf(at));
}

function aboutOf({ commit, mark = '' }: MarkedCommit): string {
  return `${commit} ${mark}`;
}
