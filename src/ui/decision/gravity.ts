import * as vscode from 'vscode';
import { standing as standingGates, type Gate } from '../../core/change/gates/gate';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Line } from '../../decision/protocol/decision';
import { itemAspect } from '../words/item';
import { placeWords } from './changes';
import { line } from './line';

const { t } = vscode.l10n;

/** Why a person says it twice; nothing where once is enough. */
export function graveReasons(change: PreparedChange): readonly Line[] {
  const { gate, items, protectedTarget, repository, base, head } = change;
  const returning = change.kind === 'promotion' ? items.filter(({ reintroduced }) => reintroduced) : [];
  const closed = gate && gate.kind !== 'passed' ? standingGates(gate) : [];
  return [
    ...closed.map((one) =>
      line(closedWords[one.name][one.kind === 'unknown' ? 'unknown' : 'notPassed'](), { below: [line(one.said)] }),
    ),
    ...(returning.length > 0
      ? [
          line(t('A rollback took these changes from {to}. Promoting brings them back.', { to: base.branch }), {
            below: returning.map((item) => line(`${placeWords(item)}: ${itemAspect(item).label}`)),
          }),
        ]
      : []),
    ...(protectedTarget
      ? [
          line(t('{branch} is a protected environment.', { branch: base.branch }), {
            below: [
              line(t('Repository: {repository}', { repository })),
              line(t('From: {branch}', { branch: head.branch })),
              line(t('Towards: {branch}', { branch: base.branch })),
            ],
          }),
        ]
      : []),
  ];
}

const closedWords: Readonly<Record<Gate['name'], Readonly<Record<'notPassed' | 'unknown', () => string>>>> = {
  pipeline: {
    notPassed: () => t('The pipeline of the source has not passed.'),
    unknown: () => t('It is not known whether the pipeline of the source passed.'),
  },
  soak: {
    notPassed: () => t('The commit has not run long enough.'),
    unknown: () => t('It is not known since when the commit has run.'),
  },
  review: {
    notPassed: () => t('The pull request may not land yet.'),
    unknown: () => t('It is not known what has to be true before it lands.'),
  },
  freeze: {
    notPassed: () => t('The environment is frozen.'),
    unknown: () => t('It is not known whether the environment is frozen.'),
  },
};
