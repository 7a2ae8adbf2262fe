import type { Question } from '../../../core/where/question';
import type { Arrival, Journey } from '../../../core/where/where';
import type { ExitCode } from '../../context';
import { deploymentDocument } from '../../output/deployment';
import type { ServiceFailure } from '../../repository/eachService';
import { keyOf, type FoundIn } from './look';

/** What `where --json` prints. */
export type WhereDocument = ReturnType<typeof whereDocument>;
export type FoundDocument = WhereDocument['found'][number];

export function whereDocument(
  { kind, text }: Question,
  looked: readonly FoundIn[],
  failures: readonly ServiceFailure[],
) {
  return {
    question: { kind, text },
    found: looked.flatMap((one) => one.journeys.map((journey) => journeyDocument(journey, one))),
    /** Services of which only the newest are told. */
    cut: looked.filter(({ isCut }) => isCut).map(({ service }) => service),
    failures,
  };
}

function journeyDocument({ change, madeOn, made, places, environments }: Journey, found: FoundIn) {
  const { service } = found;
  const reached = environments.map((arrival) => arrivalDocument(arrival, found));
  return { service, change, madeOn, deployment: deploymentDocument(made), places, environments: reached };
}

function arrivalDocument({ environment, presence, since, was, waits }: Arrival, { edges }: FoundIn) {
  return {
    environment,
    presence,
    since: since && deploymentDocument(since),
    was: was && { from: deploymentDocument(was.from), until: deploymentDocument(was.until) },
    waits: waits && { ...waits, ...edges.get(keyOf({ from: waits.from, to: environment })) },
  };
}

const decides: readonly string[] = ['held', 'conflict', 'unknownBaseline'];

/** @returns 0 all of it is everywhere · 2 something waits · 3 a person has to decide · 1 nothing found, or not all looked at */
export function exitOf({ found, failures }: WhereDocument): ExitCode {
  if (found.length === 0 || failures.length > 0) return 1;
  const waits = found.flatMap(({ environments }) => environments.flatMap(({ waits: one }) => one?.why ?? []));
  if (waits.some((why) => decides.includes(why))) return 3;
  return waits.length > 0 ? 2 : 0;
}
