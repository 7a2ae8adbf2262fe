import type { CodeQuestion } from '../../../core/change/code/where/contains';
import type { CodeArrival, CodeJourney } from '../../../core/change/code/where/whereCode';
import type { VersionThere } from '../../../core/change/code/where/origins';
import { imageName } from '../../../core/registry/imageName';
import { inEnglish } from '../../../core/support/message';
import { redact } from '../../../core/support/redact';
import { deploymentDocument } from '../../output/deployment';
import type { CodeFoundIn } from './lookForCode';
import { keyOf } from './plans';

/** Where a commit of code is, as `where --json` prints it. */
export type CodeWhereDocument = ReturnType<typeof codeWhereDocument>;
export type CodeJourneyDocument = CodeWhereDocument['found'][number];

export function codeWhereDocument({ commit, repository }: CodeQuestion, looked: readonly CodeFoundIn[]) {
  return {
    commit,
    repository: repository === undefined ? undefined : redact(repository),
    found: looked.flatMap((one) => one.journeys.map((journey) => journeyDocument(journey, one))),
    /** Images of which it is not known what they were built from. */
    untold: looked.flatMap(({ service, untold }) =>
      untold.map(({ image, said, isLasting }) => ({
        service,
        image,
        said: redact(inEnglish(said)),
        lasting: isLasting,
      })),
    ),
  };
}

function journeyDocument({ image, source, environments }: CodeJourney, found: CodeFoundIn) {
  const reached = environments.map((arrival) => arrivalDocument(arrival, found));
  return { service: found.service, image, source, environments: reached };
}

function arrivalDocument(arrival: CodeArrival, { edges }: CodeFoundIn) {
  const { environment, presence, versions, said, since, waits } = arrival;
  return {
    environment,
    presence,
    versions: versions.map(versionDocument),
    said: said && redact(inEnglish(said)),
    since: since && { ...deploymentDocument(since.record), atLatest: since.isAtLatest },
    waits: waits && { ...waits, ...edges.get(keyOf({ from: waits.from, to: environment })) },
  };
}

function versionDocument({ image, has }: VersionThere) {
  const told = has.kind === 'contains' || has.kind === 'lacks';
  return {
    image: imageName(image),
    has: has.kind,
    revision: told ? has.revision : undefined,
    /** Only labels say it, which may be those of its base image. */
    labelled: told && has.isLabelled ? true : undefined,
  };
}
