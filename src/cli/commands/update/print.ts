import { imageName } from '../../../core/registry/imageName';
import { inEnglish } from '../../../core/support/message';
import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import type { ImageOutcome, Verdict } from '../../../core/update/outcome';
import { outcomeSaid, versionText } from '../../../core/update/said';
import type { ProposalDocument } from '../../output/proposal';
import { placeText } from '../../output/text';
import type { ServiceResult } from './document';

/** What was found and done, for people: a few lines a service. */
export function updateText(services: readonly ServiceResult[], failures: readonly string[], isDryRun: boolean): string {
  return [
    ...failures.map((failure) => `! ${oneLine(failure, 400)}`),
    ...services.flatMap((service) => serviceLines(service, isDryRun)),
  ].join('\n');
}

function serviceLines(service: ServiceResult, isDryRun: boolean): readonly string[] {
  const { service: name, branch, images, unread, error } = service;
  return [
    branch === undefined ? name : `${name} (${branch})`,
    ...images.flatMap(imageLines),
    ...unread.map(({ path, reason }) => `  ! ${oneLine(path, 200)} could not be looked at: ${oneLine(reason, 200)}`),
    ...(error ? [`  ! ${oneLine(error.said, 400)}`] : []),
    ...proposalLines(service, isDryRun),
  ];
}

const marks: Readonly<Record<Verdict['kind'], string>> = {
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

function imageLines(outcome: ImageOutcome): readonly string[] {
  const { image, sites, verdict, notes } = outcome;
  return [
    `  ${marks[verdict.kind]} ${oneLine(imageName(image), 400)}: ${oneLine(saidOf(outcome), 400)}`,
    ...(verdict.kind === 'update' ? sites.map(({ path, key }) => `      ${placeText({ path, key })}`) : []),
    ...notes.map((note) => `      ${oneLine(inEnglish(note), 400)}`),
  ];
}

/** In a sentence, with what a person at a terminal can do about it. */
function saidOf(outcome: ImageOutcome): string {
  const said = inEnglish(outcomeSaid(outcome));
  const { verdict } = outcome;
  switch (verdict.kind) {
    case 'update': {
      const { source, revision } = verdict.described.annotations;
      const from = [source, revision === undefined ? undefined : `at ${short(revision)}`];
      const origin = from.filter((part) => part !== undefined).join(' ');
      return origin === '' ? said : `${said} (from ${origin})`;
    }
    case 'declined':
      return `${said}; --image proposes it again`;
    case 'failed':
      return verdict.kept ? `${said} What is proposed already stays: ${versionText(verdict.kept)}` : said;
    default:
      return said;
  }
}

function proposalLines({ proposal, withdrawn, branch }: ServiceResult, isDryRun: boolean): readonly string[] {
  const closed =
    withdrawn === undefined ? [] : [`  pull request #${withdrawn} closed: nothing of it is wanted any more`];
  if (!proposal) return closed;
  const { pullRequest, branch: pushed, commit } = proposal;
  if (isDryRun) return [`  would push ${pushed ?? ''} at ${commit ?? ''}, on top of ${branch ?? ''}`];
  return pullRequest
    ? [
        `  pull request #${pullRequest.number} ${actions[pullRequest.action]}: ${oneLine(pullRequest.url, 400)}`,
        ...automergeLines(pullRequest.automerge),
      ]
    : [`  pushed ${pushed ?? ''} at ${commit ?? ''}`];
}

function automergeLines(automerge: NonNullable<ProposalDocument['pullRequest']>['automerge']): readonly string[] {
  if (!automerge) return [];
  if (automerge.state === 'notAsked') return [`  ! it does not land by itself: ${oneLine(automerge.said ?? '', 400)}`];
  const since = automerge.state === 'asked' ? 'was asked' : 'was asked before';
  return [`  the forge ${since} to merge it once its checks pass`];
}

const actions = {
  created: 'opened',
  updated: 'brought up to date',
  adopted: 'found',
  none: 'is already there',
} as const;
