import * as vscode from 'vscode';
import type { Offer, Said } from '../../pages/protocol/said';
import type { CarCell, Part, TrainScreen } from '../../train/protocol/train';
import type { Instant } from '../../core/support/clock';
import { roughlyAgo } from '../words/age';
import { say } from '../words/say';
import type { CarDocument, DecisionDocument, OutcomeDocument, ReportDocument } from './documents';
import { needOf, wouldOpen } from './need';
import { pageWords, tableOf, trainHeadline } from './screenParts';
import { carSaid, decisionLabel, line, needSaid, outcomeSaid, stepWords } from './trainWords';

const { t } = vscode.l10n;

/** What is known of a train, and what a person has said of it so far. */
export interface TrainView {
  readonly report: ReportDocument;
  readonly decisions: readonly DecisionDocument[];
  readonly isResumed: boolean;
  /** What was done last: pull requests that were opened or closed, each a line. */
  readonly done: readonly Said[];
  /** What the command line said beside. */
  readonly said: readonly string[];
  /** When it was looked at. */
  readonly at: Instant;
}

/** Waves × services as they stand: what each waits for, what can be opened now by key, and what a person can say. */
export function stateScreen({ report, decisions, isResumed, done, said, at }: TrainView, now: Instant): TrainScreen {
  const { steps, way, train, opened, isNowhere = false } = report;
  const need = needOf(report);
  // Nothing that could be said of a service makes a train go on that was stopped.
  const isHeld = need === 'halted';
  const waves = (steps[0]?.waves ?? []).map((cars, wave) =>
    cars.map(({ service }) => ({
      service: line(service),
      cells: steps.map(({ to, waves: seen }) => {
        const car = seen[wave]?.find((one) => one.service === service);
        return car ? cellOf(car, to, report, decisions, isHeld) : null;
      }),
    })),
  );
  const count = wouldOpen(report).length;
  const open: Offer = {
    id: 'open',
    label: count === 1 ? t('Open 1 Pull Request') : t('Open {count} Pull Requests', { count }),
    icon: 'rocket',
  };
  const hasOpen = steps.some((step) => step.waves.flat().some(({ state }) => state === 'open'));
  return {
    headline: trainHeadline(way, waves.flat().length),
    standing: {
      title: needSaid(need, report),
      lines: [
        { text: t('{id}, looked at {age}', { id: train, age: roughlyAgo(at, now) }) },
        ...(need === 'halted'
          ? [{ text: t('A pull request of it says so. Resume it to see what would be opened.') }]
          : []),
        ...(isResumed
          ? [{ text: t('You resume it: once something is opened, its pull requests say no more that it was stopped.') }]
          : []),
        ...(isNowhere
          ? [
              {
                text: t('Nothing of it was opened, so that nothing tells of it: start it again once that is settled.'),
                icon: 'info',
                tone: 'notice',
              } as const,
            ]
          : []),
        ...done,
      ],
    },
    offers: {
      main:
        count > 0 ? [open] : need === 'halted' ? [{ id: 'resume', label: t('Resume…'), icon: 'debug-continue' }] : [],
      other: [
        { id: 'look', label: t('Look Again'), icon: 'refresh' },
        ...(need === 'done' || need === 'halted' || isNowhere
          ? []
          : [{ id: 'stop', label: hasOpen ? t('Stop, and Close What Is Open…') : t('Stop…'), icon: 'debug-stop' }]),
        ...(isNowhere ? [] : [{ id: 'back', label: t('Roll the Whole Train Back…'), icon: 'discard' }]),
      ],
    },
    table: tableOf(steps, waves),
    parts: { headline: t('What would be opened now'), parts: opened.flatMap((one) => partOf(one)) },
    notes: said.map((text): Said => ({ text: line(text), icon: 'info', tone: 'notice' })),
    words: pageWords(),
  };
}

function cellOf(
  car: CarDocument,
  to: string,
  { opened }: ReportDocument,
  decided: readonly DecisionDocument[],
  isHeld: boolean,
): CarCell {
  const outcome = opened.find((one) => one.service === car.service && one.to === to);
  const isDue = outcome !== undefined && (car.state === 'due' || car.state === 'open');
  const said = isDue ? outcomeSaid(outcome) : carSaid(car.state);
  const more = isDue ? outcome.said : evidenceOf(car);
  const possible = isHeld ? [] : choicesOf(car, outcome, decided);
  return {
    said,
    more: more === undefined ? [] : [line(more)],
    ...(car.pullRequest
      ? { link: { id: linkId(car.service, to), label: `#${car.pullRequest.number}`, icon: 'link-external' } }
      : {}),
    choices: possible.map((one) => ({
      id: choiceId(one),
      ...decisionLabel(one),
      isOn: decided.some((other) => choiceId(other) === choiceId(one)),
    })),
  };
}

/** What the state alone does not say. */
function evidenceOf({ state, said, told, pullRequest }: CarDocument): string | undefined {
  if (state === 'due' || state === 'later' || state === 'closed') return undefined;
  return pullRequest && said === `#${pullRequest.number} is open.` ? undefined : (told?.map(say).join(' ') ?? said);
}

/** What can be said of a service: what was said already stands there too, to be taken back. */
export function choicesOf(
  { service, decisions, state }: CarDocument,
  outcome: OutcomeDocument | undefined,
  decided: readonly DecisionDocument[],
): readonly DecisionDocument[] {
  const asks = outcome !== undefined && ['moved', 'taken', 'refused', 'failed'].includes(outcome.kind);
  const moved: readonly DecisionDocument[] =
    outcome?.kind === 'moved' && outcome.word !== undefined
      ? [{ kind: 'accept', service, word: `${service}=${outcome.word}` }]
      : [];
  const own = decided.filter((one) => one.service === service && (state === 'skipped' || one.kind !== 'skip'));
  const all = [...own, ...decisions, ...moved, ...(asks ? [{ kind: 'skip', service } as const] : [])];
  return [...new Map(all.map((one) => [choiceId(one), one])).values()];
}

export function choiceId({ kind, service, word = '' }: DecisionDocument): string {
  return `decide ${kind} ${service} ${word}`;
}

export function linkId(service: string, to: string): string {
  return `link ${service} ${to}`;
}

function partOf(outcome: OutcomeDocument): readonly Part[] {
  const { service, items = [], said } = outcome;
  if (outcome.kind === 'opened' || outcome.kind === 'gates') return [];
  const look = outcomeSaid(outcome);
  return [
    {
      headline: {
        ...look,
        text: t('{service}, {step}: {state}', { service: line(service), step: stepWords(outcome), state: look.text }),
      },
      lines: [
        ...(said === undefined ? [] : [{ text: line(said), icon: 'info', tone: 'notice' } as const]),
        ...items.map((item): Said => ({ text: line(item) })),
      ],
    },
  ];
}
