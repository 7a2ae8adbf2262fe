import * as vscode from 'vscode';
import type { BranchOwner } from '../../core/change/engine/owner';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { KargoLook, KargoOrder } from '../../core/kargo/door';
import { short } from '../../core/support/sha';
import type { Line, Standing } from '../../decision/protocol/decision';
import { line } from './line';

const { t } = vscode.l10n;

/** What Kargo may be asked for where it moves the branch: one piece of freight that waits for nothing any more. Nothing where that is not clear. */
export function kargoOrder(owner: BranchOwner | undefined): KargoOrder | undefined {
  if (owner?.kind !== 'engine' || owner.isDenied || owner.status.source !== 'kargo') return undefined;
  const { namespace, name, operation, kind, move } = owner.status;
  const isOpen = move?.gates.every((gate) => gate.kind === 'passed' || gate.isForAutomation === true);
  if (namespace === undefined || kind !== 'Stage' || operation !== 'idle' || !isOpen) return undefined;
  const { uid, freight } = move ?? {};
  return uid === undefined || !freight ? undefined : { project: namespace, stage: name, uid, freight: freight.name };
}

/** The same order as it was asked about: what a person says yes to. */
export function isOrder(order: KargoOrder | undefined, { order: asked }: KargoLook): boolean {
  return JSON.stringify(order) === JSON.stringify(asked);
}

/** What is said yes to: who asks whom for what, and whether it is what the page shows. */
export function kargoStanding(change: PreparedChange, { order, address, who }: KargoLook): Standing {
  const { stage, project, freight } = order;
  const asked = [address, project, stage, freight, who ?? ''].join(' ');
  return {
    kind: 'asks',
    asked,
    title: t('Have Kargo promote freight {freight} to {stage}?', { freight, stage: `${project}/${stage}` }),
    lines: [
      line(t('Kargo is asked at {address}.', { address }), { icon: 'link', tone: 'notice' }),
      who === undefined
        ? line(t('It is asked as whoever is signed in with "kargo login": the sign-in does not say who.'), {
            icon: 'account',
            tone: 'warning',
          })
        : line(t('It is asked as {who}, says the sign-in of "kargo login".', { who }), {
            icon: 'account',
            tone: 'notice',
          }),
      ...freightLines(change),
      line(
        t('Kargo decides whether it may be promoted, and moves {branch} by itself then.', {
          branch: change.base.branch,
        }),
        {
          icon: 'info',
          tone: 'notice',
        },
      ),
    ],
    offers: [
      { id: 'kargoSure', icon: 'rocket', label: t('Have Kargo promote it'), detail: address },
      { id: 'back', label: t('Back') },
    ],
  };
}

/** What the freight brings, held against what the page shows. */
export function freightLines({ owner, plan }: PreparedChange): readonly Line[] {
  const freight = owner?.kind === 'engine' ? owner.status.move?.freight : undefined;
  if (!freight) return [];
  const name = freight.alias === undefined ? freight.name : `${freight.name} (${freight.alias})`;
  const source = plan?.source.commit ?? undefined;
  const isShown = source !== undefined && freight.commits.some(({ commit }) => commit === source);
  return [
    line(t('Freight {name} brings:', { name }), {
      icon: 'package',
      tone: 'notice',
      below: freight.brings.slice(0, 20).map((one) => line(one)),
    }),
    ...(isShown || source === undefined
      ? []
      : [
          line(
            t(
              'This page shows what {commit} of {branch} would change. The freight does not name that commit: what comes may be another.',
              {
                commit: short(source),
                branch: plan?.source.branch ?? '',
              },
            ),
            { icon: 'warning', tone: 'warning' },
          ),
        ]),
  ];
}
