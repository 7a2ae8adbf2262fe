import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import { minuteOf } from '../../output/deployment';
import { itemText } from '../../output/text';
import { failureLines } from '../../repository/eachService';
import type { ChangesDocument, ServiceChanges } from './document';

type Looked = Exclude<ServiceChanges, { state: 'noBranch' }>;

/** What changed, for people: the services that did, then the rest by name. */
export function changesText({ environment, from, to, services, failures }: ChangesDocument): string {
  const looked = services.flatMap((one) => (one.state === 'noBranch' ? [] : [one]));
  const moved = looked.filter(({ state }) => state !== 'same');
  const changed = looked.filter(({ state }) => state === 'changed' || state === 'back').length;
  const named = (state: ServiceChanges['state']) =>
    services.filter((one) => one.state === state).map(({ service }) => oneLine(service, 60));
  const [same, none] = [named('same'), named('noBranch')];
  return [
    `${environment} from ${minuteOf(from)} to ${minuteOf(to)} UTC: ${changed} of ${services.length} services changed`,
    ...moved.flatMap((one) => ['', ...serviceLines(one)]),
    ...(same.length === 0 ? [] : ['', `not changed: ${same.join(', ')}`]),
    ...(none.length === 0 ? [] : [`no branch for ${environment}: ${none.join(', ')}`]),
    ...looked.flatMap(({ service, verdictFailure }) =>
      verdictFailure === null ? [] : [`! how ${service} was deployed is not known: ${oneLine(verdictFailure, 400)}`],
    ),
    ...failureLines(failures),
  ].join('\n');
}

const reasons = {
  clock: 'a clock went wrong: an older deployment says a later time, or one a time that has not come yet',
  unseen: 'the branch was not looked at since',
  undated: 'when the branch came to that commit is written nowhere',
  rewritten: 'the branch was rewritten: the next deployment was made on a commit that is not on it',
  cut: 'the branch is longer than it is followed',
} as const;

function serviceLines(service: Looked): readonly string[] {
  const { state, deployments, items } = service;
  const what = deployments.length === 1 ? '1 deployment' : `${deployments.length} deployments`;
  const back = state === 'back' ? ', and all is as it was' : '';
  const unknown = (['from', 'to'] as const).flatMap((end) => {
    const standing = service[end];
    const name = end === 'from' ? 'at the beginning' : 'at the end';
    return 'unknown' in standing ? [`  ? where it stood ${name} is not known: ${reasons[standing.unknown]}`] : [];
  });
  return [
    `${oneLine(service.service, 60)}  ${endText(service.from)} → ${endText(service.to)}, ${what}${back}`,
    ...unknown,
    ...deployments.map(deploymentLine),
    ...itemLines(items),
  ];
}

function endText({ commit, ...rest }: Looked['from']): string {
  return commit === null ? ('unknown' in rest ? '?' : 'nothing yet') : short(commit);
}

const verdicts = { passed: '✓', failed: '✗', unknown: '?' } as const;

function deploymentLine({
  commit,
  time,
  origin,
  undated,
  verdict,
  subject,
  author,
}: Looked['deployments'][number]): string {
  const kind = (undated ? 'undated' : origin.kind).padEnd('promotion'.length);
  return `  ${verdicts[verdict]} ${minuteOf(new Date(time).toISOString())}  ${kind}  ${short(commit)}  ${oneLine(subject, 72)} (${oneLine(author, 40)})`;
}

const mostItems = 40;

function itemLines(items: Looked['items']): readonly string[] {
  if (!items || items.length === 0) return [];
  const rest = items.length > mostItems ? [`    and ${items.length - mostItems} more (--json has all)`] : [];
  const lines = items.slice(0, mostItems).map((item) => `    ${itemText({ ...item, reintroduced: false })}`);
  return ['  what changed:', ...lines, ...rest];
}
