import { questionsAtMost } from '../../../core/bisect/search';
import { oneLine } from '../../../core/support/oneLine';
import { short } from '../../../core/support/sha';
import { minuteOf } from '../../output/deployment';
import { itemText, section } from '../../output/text';
import type { BisectDocument } from './document';

/** How it ended, or what is to be answered, for people. */
export function bisectText(document: BisectDocument): string {
  const { state, suspects, next, goOn, service, environment } = document;
  const where = `${service} on ${environment}`;
  const said = [...verdictLines(document), ...contradictionLines(document)];
  if (next)
    return [
      ...said,
      ...questionLines(document),
      '',
      'Go on with what you find:',
      ...goOn.map((one) => `  ${one}`),
    ].join('\n');
  const [suspect] = suspects;
  if (state === 'found' && suspect) return [...said, `${where} broke with`, ...suspectLines(suspect)].join('\n');
  const told = `${where} broke with one of these ${suspects.length}; which, cannot be told, since what lies between was skipped:`;
  return [...said, told, ...suspects.flatMap((one) => ['', ...suspectLines(one)])].join('\n');
}

/** Which one is asked about, and how many there are. */
export function questionLines({ next }: BisectDocument): readonly string[] {
  if (!next) return [];
  const most = questionsAtMost(next.left);
  const told = `The first bad one is one of ${next.left}: at most ${most === 1 ? '1 question' : `${most} questions`} more.`;
  return [told, `Is this one good?  ${headOf(next)}`, ...changesOf(next)];
}

type Deployment = NonNullable<BisectDocument['next']> | BisectDocument['suspects'][number];

function suspectLines(suspect: BisectDocument['suspects'][number]): readonly string[] {
  const { takeBack } = suspect;
  const way = takeBack?.way === 'undo' ? 'take its change back' : 'go back to before it (what came later builds on it)';
  return [
    `  ${headOf(suspect)}`,
    ...changesOf(suspect).map((line) => `  ${line}`),
    '',
    ...(takeBack ? [`  ${way}:`, `    ${takeBack.command}`] : ['  nothing of it is left to be taken back']),
  ];
}

function headOf(deployment: Deployment): string {
  if (!('subject' in deployment)) return short(deployment.commit);
  const { commit, time, origin, subject, author } = deployment;
  return `${short(commit)}  ${minuteOf(time)}  ${origin.kind}  ${oneLine(subject, 72)} (${oneLine(author, 40)})`;
}

const mostItems = 40;

function changesOf({ items }: Deployment): readonly string[] {
  const lines = items.slice(0, mostItems).map((item) => itemText({ ...item, reintroduced: false }));
  const rest = items.length > mostItems ? [`and ${items.length - mostItems} more (--json has all)`] : [];
  return section('what it changed', items.length === 0 ? ['nothing'] : [...lines, ...rest]).slice(1);
}

function verdictLines({ verdicts, marks }: BisectDocument): readonly string[] {
  const used = marks.filter(({ by }) => by === 'verdict').length;
  switch (verdicts) {
    case 'tells':
      return used === 0 ? [] : [`· ${used} of them are known by their verdicts.`];
    case 'contradicts':
      return [
        '· The pipeline says otherwise of what you named: it does not see what you look for. Verdicts are not used.',
      ];
    case 'silent':
      return ['· No verdict says that what you call bad is bad: verdicts are not used.'];
    case 'unknown':
      return ['· How they went is not known, since nobody told: verdicts are not used.'];
    case 'off':
      return [];
  }
}

function contradictionLines({ contradictions }: BisectDocument): readonly string[] {
  return contradictions.map(
    ({ bad = '', good = '' }) =>
      `! ${short(bad)} is bad, and ${short(good)}, which is newer, is good: it broke more than once, or one of them is wrong. The newest time is looked for.`,
  );
}
