import * as vscode from 'vscode';
import type { Gate } from '../../core/change/gates/gate';
import type { PreparedChange } from '../../core/change/preparedChange';
import { isRival } from '../../core/fleet/ownerNow';
import type { Line } from '../../decision/protocol/decision';
import { gatesGravity, ownerGravity, type Grave } from '../words/gravity';
import { itemAspect } from '../words/item';
import { placeWords } from './changes';
import { firstOf, line } from './line';

const { t } = vscode.l10n;

/** A list of reasons is read, so it is short. */
const mostPlaces = 20;

/** One thing for which a person says it twice. */
export interface GraveReason {
  /** The same for the same reason, however its words tell the time. */
  readonly reason: string;
  readonly line: Line;
}

/** Why a person says it twice, of a change as it stands now; nothing where once is enough. */
export function graveReasons(change: PreparedChange): readonly GraveReason[] {
  const { kind, gate, items, protectedTarget, repository, base, head, owner } = change;
  const isPromotion = kind === 'promotion';
  const returning = isPromotion ? items.filter(({ reintroduced }) => reintroduced) : [];
  const returns = line(t('A rollback took these changes from {to}. Promoting brings them back.', { to: base.branch }), {
    below: firstOf(mostPlaces, returning, (item) => line(`${placeWords(item)}: ${itemAspect(item).label}`)),
  });
  const guarded = line(t('{branch} is a protected environment.', { branch: base.branch }), {
    below: [
      line(t('Repository: {repository}', { repository })),
      line(t('From: {branch}', { branch: head.branch })),
      line(t('Towards: {branch}', { branch: base.branch })),
    ],
  });
  return [
    ...(isPromotion ? gatesGravity(gate).map(gateReason) : []),
    ...ownerGravity(owner, base.branch, isRival(change)).map(gateReason),
    ...(returning.length > 0 ? [{ reason: 'returns', line: returns }] : []),
    ...(protectedTarget ? [{ reason: 'protected', line: guarded }] : []),
  ];
}

function gateReason({ reason, said, gate }: Grave): GraveReason {
  if (!gate) return { reason, line: line(said) };
  const words = closedWords[gate.name][gate.kind === 'unknown' ? 'unknown' : 'notPassed']();
  return { reason, line: line(words, { below: [line(said)] }) };
}

const closedWords: Readonly<Record<Gate['name'], Readonly<Record<'notPassed' | 'unknown', () => string>>>> = {
  pipeline: {
    notPassed: () => t('The pipeline of the source has not passed.'),
    unknown: () => t('It is not known whether the pipeline of the source passed.'),
  },
  rollout: {
    notPassed: () => t('The source is not through with its rollout.'),
    unknown: () => t('It is not known whether the source is through with its rollout.'),
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
