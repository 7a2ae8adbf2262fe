import { message, type Message } from '../../../core/support/message';
import type { Sha } from '../../../core/support/sha';
import { short } from '../../../core/support/sha';
import { broughtAgain } from '../../../core/train/broughtAgain';
import { takenBack } from '../../../core/train/inForce';
import { landedByHistory, landingOf, type Landing, type LookedAtBranch } from '../../../core/train/landed';
import { toldAs, type CarSeen, type LandedVerdict } from '../../../core/train/seen';
import { saysStopped } from '../../../core/train/stopped';
import { ofTrain } from '../../../core/train/trainIn';
import type { OpenCar, StepBranches, TrainPlace } from './place';
import { verdictOf, type TargetPullRequests } from './verdictOf';

type LandedSeen = Pick<CarSeen & { readonly kind: 'landed' }, 'deployment' | 'commits' | 'tree' | 'verdict'>;

/** What forge and git say of one service of a train on one step. @throws GitError, ForgeError */
export async function seenOn(
  car: OpenCar,
  step: StepBranches,
  { id, base }: { readonly id: string; readonly base: Sha },
  place: TrainPlace,
): Promise<CarSeen> {
  const { client, on } = car;
  const { signal } = place.context;
  const [open, merged, closed] = await Promise.all([
    client.openPullRequests(on, step.edge.to, signal),
    client.mergedPullRequests(on, step.edge.to, signal),
    client.closedPullRequests(on, step.edge.to, signal),
  ]);
  const found = ofTrain(id, step.edge, [...open, ...merged, ...closed]);
  const about = found && {
    number: found.pullRequest.number,
    url: found.pullRequest.webUrl,
    ...(saysStopped(found.pullRequest, step.edge, id) ? { saysStopped: true } : {}),
  };
  if (about && found.pullRequest.state === 'open') {
    return { kind: 'open', ...about, mergeable: found.pullRequest.mergeable, promised: found.promised };
  }
  const head = car.opened.heads.get(step.edge.to);
  const branch = head === undefined ? undefined : { branch: step.edge.to, head };
  const { memory } = car.opened;
  const told = branch && (await landedByHistory(memory, branch, { id, base }, signal));
  const pullRequests = { open, merged };
  if (found?.pullRequest.state !== 'merged') {
    if (branch && told) {
      const landing = { kind: 'whole', landing: [told.deployment] } as const;
      const landed = await landedOn(car, step, { branch, ...landing, ...told }, pullRequests, place);
      return { kind: 'landed', pullRequest: undefined, promised: told.promised, ...landed };
    }
    return about ? { kind: 'closed', ...about } : { kind: 'none' };
  }
  const fetch = (commit: Sha) => car.opened.fetch?.(commit) ?? Promise.resolve(false);
  const landing =
    branch &&
    ((await landingOf(memory, branch, found.pullRequest, id, { fetch, signal })) ??
      (told && ({ kind: 'whole', landing: [told.deployment] } as const)));
  const landed =
    branch && landing
      ? await landedOn(car, step, { branch, isOwnCommit: false, ...landing }, pullRequests, place)
      : unknownLanding(
          message('Which deployment of {environment} it became is not known: the branch does not have it.', {
            environment: step.to.name,
          }),
        );
  return { kind: 'landed', pullRequest: about, promised: found.promised, ...landed };
}

function unknownLanding(said: Message): LandedSeen {
  return { deployment: undefined, commits: undefined, tree: undefined, verdict: { kind: 'unknown', ...toldAs(said) } };
}

interface LandedOn {
  readonly branch: LookedAtBranch;
  readonly kind: 'whole' | 'notWhole';
  readonly landing: Landing;
  /** It may be the very commit that was proposed, as far as git tells. */
  readonly isOwnCommit: boolean;
}

/** What was taken back and promoted again by hand, exactly as it was, counts as what landed: judged anew, by its own pipeline. */
async function landedOn(
  { opened, ...car }: OpenCar,
  step: StepBranches,
  { branch, kind, landing, isOwnCommit }: LandedOn,
  pullRequests: TargetPullRequests,
  place: TrainPlace,
): Promise<LandedSeen> {
  const { signal } = place.context;
  const [deployment] = landing;
  const { tree } = await opened.repository.commit(deployment);
  const commits = kind === 'whole' ? landing : undefined;
  const seen = (verdict: LandedVerdict): LandedSeen => ({ deployment, commits, tree, verdict });
  const back = await takenBack(opened.memory, branch, landing, pullRequests, signal);
  if (back === 'notKnown') return seen({ kind: 'unknown', ...toldAs(message('Whether it is in force is not known.')) });
  if (back) {
    const { by } = back;
    const isWhole = kind === 'whole' && back.commits.length === landing.length;
    const again =
      isWhole && typeof by === 'string' ? await broughtAgain(opened.memory, branch, landing, by, signal) : undefined;
    if (again !== undefined && typeof by === 'string') {
      const anew: LandedOn = { branch, kind, landing: [again], isOwnCommit: true };
      const landed = await landedOn({ opened, ...car }, step, anew, pullRequests, place);
      const commits = { by: short(by), again: short(again) };
      const first = toldAs(message('{by} took it back, and {again} promoted the same again.', commits));
      const { said, told } = landed.verdict;
      const both = { said: `${first.said} ${said}`, ...(told ? { told: [...first.told, ...told] } : {}) };
      return { ...landed, verdict: { ...landed.verdict, ...both } };
    }
    const told = takenBackBy(by, back.commits.length < landing.length);
    return seen({ kind: 'rolledBack', ...toldAs(told), taken: back.commits });
  }
  const landed = { branch, landing, isOwnCommit };
  return seen(await verdictOf({ opened, ...car }, step, landed, pullRequests, place));
}

/** @param by an open pull request, or a commit */
function takenBackBy(by: number | Sha, isPart: boolean): Message {
  if (typeof by === 'number') {
    return isPart
      ? message('#{number}, which is open, would take a part of it back.', { number: by })
      : message('#{number}, which is open, would take it back.', { number: by });
  }
  return isPart
    ? message('{commit} took a part of it back.', { commit: short(by) })
    : message('{commit} took it back.', { commit: short(by) });
}
