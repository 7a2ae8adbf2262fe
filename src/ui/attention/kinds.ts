import * as vscode from 'vscode';
import type { CellId, EdgeId } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import type { Aspect } from '../words/aspect';
import { whenLastSeen } from '../words/cell';

/** What asks for a person, the gravest first. */
export const attentionKinds = [
  'brokenRollback',
  'failing',
  'unhealthy',
  'drifted',
  'unjudged',
  'conflict',
  'unknownBaseline',
  'hold',
  'stale',
  'uncompared',
  'hotfix',
  'ready',
] as const;
export type AttentionKind = (typeof attentionKinds)[number];

/** One thing that asks for a person: where, what, and since when that is known. */
export interface Attention {
  readonly id: string;
  readonly kind: AttentionKind;
  readonly service: string;
  /** "test", or "dev → test". */
  readonly where: string;
  readonly look: Aspect;
  /** It was so when it was last seen; how it is now is not known. */
  readonly isOld: boolean;
  /** Nothing where nobody can tell. */
  readonly since?: Instant;
  readonly target: { readonly cell: CellId } | { readonly edge: EdgeId };
  /** The pull request that it is about. */
  readonly number?: number;
}

/** What a row says: what it is, and whether it is only known to have been so. */
export function attentionWords({ kind, isOld }: Pick<Attention, 'kind' | 'isOld'>): string {
  const words = kindWords(kind);
  return isOld ? whenLastSeen(words) : words;
}

function kindWords(kind: AttentionKind): string {
  const { t } = vscode.l10n;
  return {
    brokenRollback: t('rollback not as promised'),
    failing: t('failing'),
    unhealthy: t('unhealthy'),
    drifted: t('drifted'),
    unjudged: t('cannot be judged'),
    conflict: t('in conflict'),
    unknownBaseline: t('baseline unknown'),
    hold: t('on hold'),
    stale: t('stale pull request'),
    uncompared: t('not all could be compared'),
    hotfix: t('hotfix not returned'),
    ready: t('ready to promote'),
  }[kind];
}
