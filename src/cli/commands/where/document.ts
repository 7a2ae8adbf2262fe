import type { Question } from '../../../core/where/question';
import type { Arrival, Journey } from '../../../core/where/where';
import type { ExitCode } from '../../context';
import { deploymentDocument } from '../../output/deployment';
import type { ServiceFailure } from '../../repository/eachService';
import type { CodeWhereDocument } from './codeDocument';
import type { FoundIn } from './look';
import { keyOf } from './plans';

/** What `where --json` prints. */
export type WhereDocument = ReturnType<typeof whereDocument>;
export type FoundDocument = WhereDocument['found'][number];

export function whereDocument(
  { kind, text }: Question,
  looked: readonly FoundIn[],
  failures: readonly ServiceFailure[],
  code?: CodeWhereDocument,
) {
  return {
    question: { kind, text },
    found: looked.flatMap((one) => one.journeys.map((journey) => journeyDocument(journey, one))),
    /** Services of which only the newest are told. */
    cut: looked.filter(({ isCut }) => isCut).map(({ service }) => service),
    /** Where it was looked for as a commit of code. */
    code,
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
export function exitOf({ found, code, failures }: WhereDocument): ExitCode {
  const ofCode = code?.found ?? [];
  if (found.length + ofCode.length === 0 || failures.length > 0) return 1;
  const reached = ofCode.flatMap(({ environments }) => environments);
  if (reached.some(({ presence }) => presence === 'unknown')) return 1;
  if (code?.untold.some(({ lasting }) => !lasting) === true) return 1;
  const waits = [...found, ...ofCode].flatMap(({ environments }) =>
    environments.flatMap(({ waits: one }) => one?.why ?? []),
  );
  if (waits.some((why) => decides.includes(why))) return 3;
  return waits.length > 0 || reached.some(({ presence }) => presence !== 'there') ? 2 : 0;
}
