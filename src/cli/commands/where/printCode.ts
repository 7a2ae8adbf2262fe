import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import type { CodeJourneyDocument, CodeWhereDocument } from './codeDocument';
import { deployedText, waitsLines } from './lines';

/** Where a commit of code is, for people. */
export function codeWhereText({ commit, found, untold }: CodeWhereDocument): readonly string[] {
  const none = `No image is known to be built from a repository that has the commit ${short(commit)}.`;
  return [
    ...(found.length === 0 ? [none] : found.flatMap((one) => journeyLines(one, commit))),
    ...untold.map(({ service, image, said }) => `? ${service} ${oneLine(image, 200)}: ${oneLine(said, 400)}`),
  ];
}

type Environment = CodeJourneyDocument['environments'][number];

function journeyLines(
  { service, image, source, environments }: CodeJourneyDocument,
  commit: string,
): readonly string[] {
  const width = Math.max(...environments.map(({ environment }) => environment.length));
  return [
    `${service} ${oneLine(image, 200)}, built from ${oneLine(source, 200)}: commit ${short(commit)}`,
    ...environments.flatMap((environment) => environmentLines(environment, width)),
  ];
}

const signs = { there: '✓', partly: '◐', absent: '·', noImage: '·', unknown: '?' } as const;
const words = {
  there: 'has it',
  partly: 'has it in some of its versions',
  absent: 'does not have it',
  noImage: 'does not have this image',
  unknown: 'is not known',
} as const;

function environmentLines(arrival: Environment, width: number): readonly string[] {
  const { environment, presence, versions, said, since, waits } = arrival;
  const began = since ? `, since ${since.atLatest ? 'at the latest ' : ''}${deployedText(since)}` : '';
  const why = said === undefined ? '' : `: ${oneLine(said, 400)}`;
  const more = [...versions.map((version) => oneLine(versionText(version), 400)), ...(waits ? waitsLines(waits) : [])];
  return [
    `  ${signs[presence]} ${environment.padEnd(width)}  ${words[presence]}${began}${why}`,
    ...more.map((line) => `    ${' '.repeat(width)}  ${line}`),
  ];
}

function versionText({ image, revision, labelled }: Environment['versions'][number]): string {
  const built = revision === undefined ? '' : `, built from ${short(revision)}`;
  return `${image}${built}${labelled ? ', by its labels, which may be those of its base image' : ''}`;
}
