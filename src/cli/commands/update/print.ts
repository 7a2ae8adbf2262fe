import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import { placeText } from '../../output/text';
import type { ImageDocument, ServiceDocument, UpdateDocument } from './document';

/** What was found and done, for people: a few lines a service. */
export function updateText({ services, failures }: UpdateDocument, isDryRun: boolean): string {
  return [
    ...failures.map((failure) => `! ${oneLine(failure, 400)}`),
    ...services.flatMap((service) => serviceLines(service, isDryRun)),
  ].join('\n');
}

function serviceLines(service: ServiceDocument, isDryRun: boolean): readonly string[] {
  const { service: name, branch, images, unread, error } = service;
  return [
    branch === undefined ? name : `${name} (${branch})`,
    ...images.flatMap(imageLines),
    ...unread.map(({ path, reason }) => `  ! ${oneLine(path, 200)} could not be looked at: ${oneLine(reason, 200)}`),
    ...(error ? [`  ! ${oneLine(error.said, 400)}`] : []),
    ...proposalLines(service, isDryRun),
  ];
}

const marks: Readonly<Record<ImageDocument['verdict'], string>> = {
  update: '↑',
  current: '✓',
  none: '·',
  held: '‖',
  declined: '·',
  owned: '·',
  undecided: '?',
  notFound: '·',
  failed: '!',
};

function imageLines(document: ImageDocument): readonly string[] {
  const { image, verdict, places, notes } = document;
  return [
    `  ${marks[verdict]} ${oneLine(image, 400)}: ${oneLine(saidOf(document), 400)}`,
    ...(verdict === 'update' ? places.map((place) => `      ${placeText(place)}`) : []),
    ...notes.map((note) => `      ${oneLine(note, 400)}`),
  ];
}

function saidOf({ verdict, to, heldBy, declinedBy, said = '', source, revision }: ImageDocument): string {
  switch (verdict) {
    case 'update': {
      const from = [source, revision === undefined ? undefined : `at ${short(revision)}`];
      const origin = from.filter((part) => part !== undefined).join(' ');
      return `→ ${versionOf(to)}${origin === '' ? '' : ` (from ${origin})`}`;
    }
    case 'current':
      return 'nothing newer that the policy allows';
    case 'none':
      return 'the registry has nothing that the policy allows';
    case 'held':
      return `${versionOf(to)} is held: ${heldBy?.image ?? ''} was rolled back on ${heldBy?.environment ?? ''} (${short(heldBy?.commit ?? '')})`;
    case 'declined':
      return `${versionOf(to)} was declined: somebody closed pull request #${declinedBy ?? ''}; --image proposes it again`;
    case 'notFound':
      return 'not in the manifests';
    case 'failed':
      return to ? `${said} What is proposed already stays: ${versionOf(to)}` : said;
    case 'owned':
    case 'undecided':
      return said;
  }
}

function versionOf(to: ImageDocument['to']): string {
  if (!to) return '';
  return to.digest === undefined ? to.tag : `${to.tag}@${to.digest}`;
}

function proposalLines({ proposal, withdrawn, branch }: ServiceDocument, isDryRun: boolean): readonly string[] {
  const closed =
    withdrawn === undefined ? [] : [`  pull request #${withdrawn} closed: nothing of it is wanted any more`];
  if (!proposal) return closed;
  const { pullRequest, branch: pushed, commit } = proposal;
  if (isDryRun) return [`  would push ${pushed ?? ''} at ${commit ?? ''}, on top of ${branch ?? ''}`];
  return pullRequest
    ? [`  pull request #${pullRequest.number} ${actions[pullRequest.action]}: ${oneLine(pullRequest.url, 400)}`]
    : [`  pushed ${pushed ?? ''} at ${commit ?? ''}`];
}

const actions = {
  created: 'opened',
  updated: 'brought up to date',
  adopted: 'found',
  none: 'is already there',
} as const;
