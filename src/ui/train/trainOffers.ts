import * as vscode from 'vscode';
import type { Said } from '../../pages/protocol/said';
import type { TrainScreen } from '../../train/protocol/train';
import type { DecisionDocument, ReportDocument, StopDocument } from './documents';
import { choiceId, choicesOf, linkId, type TrainView } from './stateScreen';
import { line, outcomeSaid, stepWords } from './trainWords';

const { t } = vscode.l10n;

/** All that stands there to be pressed. */
export function offersOf({ offers, table }: TrainScreen): ReadonlySet<string> {
  const cells = table.waves.flatMap(({ rows }) => rows.flatMap((row) => row.cells.flatMap((cell) => cell ?? [])));
  const all = [
    ...offers.main,
    ...offers.other,
    ...cells.flatMap(({ link, choices }) => [...(link ? [link] : []), ...choices]),
  ];
  return new Set(all.map(({ id }) => id));
}

/** What a person says by a button. */
export function decidedBy(offer: string, { report, decisions }: TrainView): DecisionDocument | undefined {
  const possible = report.steps.flatMap(({ to, waves }) =>
    waves.flat().flatMap((car) => {
      const outcome = report.opened.find((one) => one.service === car.service && one.to === to);
      return choicesOf(car, outcome, decisions);
    }),
  );
  return possible.find((one) => choiceId(one) === offer);
}

/** Said twice it is taken back. */
export function toggled(decisions: readonly DecisionDocument[], one: DecisionDocument): readonly DecisionDocument[] {
  const others = decisions.filter((other) => choiceId(other) !== choiceId(one));
  return others.length < decisions.length ? others : [...decisions, one];
}

/** Where a link leads; empty where it is none. */
export function addressOf(offer: string, { steps }: ReportDocument): string {
  const found = steps.flatMap(({ to, waves }) =>
    waves.flat().flatMap(({ service, pullRequest }) => (linkId(service, to) === offer ? (pullRequest?.url ?? []) : [])),
  );
  return found[0] ?? '';
}

/** What became of those whose turn it was. */
export function openedSaid({ opened }: ReportDocument): readonly Said[] {
  return opened.map((one): Said => {
    const look = outcomeSaid(one);
    const about = { service: line(one.service), step: stepWords(one) };
    if (one.kind === 'opened') {
      return { ...look, text: t('#{number} was opened: {service}, {step}', { number: one.number ?? 0, ...about }) };
    }
    return {
      ...look,
      text: [t('{service}, {step}: {state}', { ...about, state: look.text }), line(one.said ?? '')].join('. '),
    };
  });
}

/** What became of those that were to be closed. */
export function closedSaid({ closed, mayGoOn }: StopDocument): readonly Said[] {
  return [
    ...closed.map(({ service, number, kind, said = '' }): Said =>
      kind === 'closed'
        ? {
            text: t('#{number} of {service} was closed', { number, service: line(service) }),
            icon: 'git-pull-request-closed',
            tone: 'notice',
          }
        : { text: `${line(service)}, #${number}: ${line(said)}`, icon: 'warning', tone: 'warning' },
    ),
    ...(mayGoOn
      ? [
          {
            text: t('No pull request of it could say that it was stopped: whoever goes on with it opens more.'),
            icon: 'warning',
            tone: 'warning',
          } as const,
        ]
      : []),
  ];
}
