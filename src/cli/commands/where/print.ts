import type { DeploymentOrigin } from '../../../core/promotion/history/history';
import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import type { Waits } from '../../../core/where/where';
import { minuteOf } from '../../output/deployment';
import { failureLines } from '../../repository/eachService';
import { gateLines } from '../../repository/gates';
import { openText } from '../../repository/openPullRequests';
import type { FoundDocument, WhereDocument } from './document';

/** What was found, for people: a few lines a change. */
export function whereText({ question, found, cut, failures }: WhereDocument): string {
  const none = `No environment has ever had ${oneLine(question.text)}, as far as could be looked at.`;
  return [
    ...(found.length === 0 ? [none] : found.flatMap(changeLines)),
    ...cut.map((service) => `  · ${service}: only the newest are told; --limit tells more`),
    ...failureLines(failures),
  ].join('\n');
}

type Environment = FoundDocument['environments'][number];

function changeLines({ service, change, madeOn, environments, places }: FoundDocument): readonly string[] {
  const { commit, subject, author, pullRequest } = change;
  const by = pullRequest === undefined || subject.includes(`#${pullRequest}`) ? '' : ` (#${pullRequest})`;
  const head = `${service} ${short(commit)} ${oneLine(subject, 72)}${by}, by ${oneLine(author, 40)}`;
  if (places === 0) return [head, `  made on ${madeOn}; nothing of it travels: it belongs to the environment`];
  const width = Math.max(...environments.map(({ environment }) => environment.length));
  return [head, ...environments.flatMap((environment) => environmentLines(environment, width))];
}

const signs = { there: '✓', overtaken: '✓', partly: '◐', absent: '·' } as const;
const words = {
  there: 'has it',
  overtaken: 'has gone past it',
  partly: 'has a part of it',
  absent: 'does not have it',
} as const;

function environmentLines({ environment, presence, since, was, waits }: Environment, width: number): readonly string[] {
  const began = since ? `, since ${deployedText(since)}` : '';
  const ended = was ? `; had it from ${minuteOf(was.from.time)} until ${deployedText(was.until)}` : '';
  return [
    `  ${signs[presence]} ${environment.padEnd(width)}  ${words[presence]}${began}${ended}`,
    ...(waits ? waitsLines(waits) : []).map((line) => `    ${' '.repeat(width)}  ${line}`),
  ];
}

function waitsLines({ from, why, items, gates, pullRequests }: NonNullable<Environment['waits']>): readonly string[] {
  const proposed =
    pullRequests?.length === 0 ? ['nobody has proposed it'] : pullRequests?.map((one) => `open: ${openText(one)}`);
  return [waitsText(why, from, items), ...(proposed ?? []), ...(gates ? gateLines(gates) : [])];
}

function waitsText(why: Waits['why'], from: string, items: number): string {
  const changes = items === 1 ? '1 change' : `${items} changes`;
  switch (why) {
    case 'pending':
      return `${changes} of it can be promoted from ${from}`;
    case 'held':
      return `held: a rollback took it away, and promoting from ${from} would bring it back`;
    case 'conflict':
      return `conflict: ${from} and it have changed the same content`;
    case 'keepsOwn':
      return 'has something of its own there, which a promotion leaves as it is';
    case 'unknownBaseline':
      return `unknown baseline: nothing tells what of ${from} is in force here`;
    case 'branchMissing':
      return 'a branch is missing';
  }
}

function deployedText({
  commit,
  time,
  origin,
}: {
  readonly commit: string;
  readonly time: string;
  readonly origin: DeploymentOrigin;
}): string {
  return `${minuteOf(time)} (${origin.kind} ${short(commit)})`;
}
