import * as vscode from 'vscode';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import { edgeId } from '../../core/fleet/state/snapshot';
import type { DeploymentRecord } from '../../core/promotion/history/history';
import type { Instant } from '../../core/support/clock';
import { short } from '../../core/support/sha';
import type { Followed } from '../../core/where/follow';
import type { Question } from '../../core/where/question';
import type { Arrival, Journey, Waits } from '../../core/where/where';
import { hasFailed, type LookedAt } from '../lookAtEach';
import { ago, roughlyAgo } from '../words/age';
import { escaped } from '../words/markdown';
import { openOn } from '../words/openPullRequests';
import { say } from '../words/say';

const { t } = vscode.l10n;

/**
 * A page in Markdown: each change that was found, and its way through the environments. Remote text is escaped.
 * @param untold of how many images it is not known which commit of the code they were built from
 */
export function wherePage(
  { text }: Question,
  looked: readonly LookedAt<Followed>[],
  snapshot: FleetSnapshot,
  now: Instant,
  untold = 0,
): string {
  const found = looked.flatMap((one) => (hasFailed(one) ? [] : one.journeys.map((journey) => ({ ...one, journey }))));
  const failed = looked.filter(hasFailed);
  const cut = looked.filter((one) => !hasFailed(one) && one.isCut);
  return [
    `# ${t('Where is {what}?', { what: escaped(text) })}`,
    found.length > 0 ? '' : t('No environment has ever had it, as far as could be looked at.'),
    untoldText(untold),
    ...found.map(({ service, journey }) => changeText(service, journey, snapshot, now)),
    ...cut.map(({ service }) => t('Of {service} only the newest changes are told.', { service: escaped(service) })),
    failed.length > 0 ? `## ${t('Not looked at')}` : '',
    ...failed.map(({ service, failed: why }) => `- **${escaped(service)}**: ${escaped(say(why))}`),
    looked.length === 1
      ? `_${t('One service was looked at, as it was last fetched.')}_`
      : `_${t('{count} services were looked at, as they were last fetched.', { count: looked.length })}_`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function untoldText(images: number): string {
  if (images === 0) return '';
  return images === 1
    ? t('One image did not tell which commit of the code it was built from.')
    : t('{count} images did not tell which commit of the code they were built from.', { count: images });
}

function changeText(service: string, journey: Journey, snapshot: FleetSnapshot, now: Instant): string {
  const { change, environments, madeOn, places } = journey;
  const title = `## ${escaped(service)} · ${escaped(change.subject)}`;
  const made = t('{commit} by {author}, {age}', {
    commit: `\`${short(change.commit)}\``,
    author: escaped(change.author),
    age: roughlyAgo(Date.parse(change.time), now),
  });
  if (places === 0) {
    const own = t('Made on {environment}; nothing of it travels: it belongs to the environment.', {
      environment: escaped(madeOn),
    });
    return [title, made, own].join('\n\n');
  }
  const lines = environments.map((arrival) => arrivalText(service, arrival, snapshot, now));
  return [title, made, lines.join('\n')].join('\n\n');
}

const signs = { there: '✓', overtaken: '✓', partly: '◐', absent: '✗' } as const;

function arrivalText(service: string, arrival: Arrival, snapshot: FleetSnapshot, now: Instant): string {
  const { environment, presence, since, was, waits } = arrival;
  const parts = [
    presenceWords(presence),
    ...(since ? [t('since {deployment}', { deployment: deploymentWords(since, now) })] : []),
    ...(was
      ? [
          t('it had it from {from} until {until}', {
            from: deploymentWords(was.from, now),
            until: deploymentWords(was.until, now),
          }),
        ]
      : []),
  ];
  const line = `- ${signs[presence]} **${escaped(environment)}**: ${parts.join('; ')}`;
  const open = waits ? openText(service, waits.from, environment, snapshot) : '';
  return [line, ...(waits ? [`  - ${waitsWords(waits)}${open}`] : [])].join('\n');
}

function presenceWords(presence: Arrival['presence']): string {
  switch (presence) {
    case 'there':
      return t('has it');
    case 'overtaken':
      return t('has gone past it');
    case 'partly':
      return t('has a part of it');
    case 'absent':
      return t('does not have it');
  }
}

function waitsWords({ why, from, items }: Waits): string {
  const source = escaped(from);
  switch (why) {
    case 'pending':
      return items === 1
        ? t('One change of it can be promoted from {from}', { from: source })
        : t('{count} changes of it can be promoted from {from}', { count: items, from: source });
    case 'held':
      return t('Held: a rollback took it away, and promoting from {from} would bring it back', { from: source });
    case 'conflict':
      return t('Conflict: {from} and it have changed the same content', { from: source });
    case 'keepsOwn':
      return t('It has something of its own there, which a promotion leaves as it is');
    case 'unknownBaseline':
      return t('Nothing tells what of {from} is in force here', { from: source });
    case 'branchMissing':
      return t('A branch is missing');
  }
}

/** What stands open on the way, as it was seen last. */
function openText(service: string, from: string, to: string, snapshot: FleetSnapshot): string {
  const edge = snapshot.edges.get(edgeId(service, from, to));
  const numbers = edge ? openOn(edge).map(({ number }) => `#${number}`) : [];
  return numbers.length === 0 ? '' : ` (${t('open: {numbers}', { numbers: escaped(numbers.join(', ')) })})`;
}

function deploymentWords({ commit, committer, origin }: DeploymentRecord, now: Instant): string {
  const kinds = { promotion: t('promotion'), rollback: t('rollback'), hotfix: t('hotfix'), direct: t('commit') };
  return t('{kind} {commit}, {age}', {
    kind: kinds[origin.kind],
    commit: `\`${short(commit)}\``,
    age: ago(Date.parse(committer.time), now),
  });
}
