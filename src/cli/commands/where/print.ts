import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import { minuteOf } from '../../output/deployment';
import { failureLines } from '../../repository/eachService';
import type { FoundDocument, WhereDocument } from './document';
import { deployedText, waitsLines } from './lines';
import { codeWhereText } from './printCode';

/** What was found, for people: a few lines a change. */
export function whereText({ question, found, cut, code, failures }: WhereDocument): string {
  const none = `No environment has ever had ${oneLine(question.text)}, as far as could be looked at.`;
  return [
    ...(found.length === 0 ? (code ? [] : [none]) : found.flatMap(changeLines)),
    ...(code ? codeWhereText(code) : []),
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
