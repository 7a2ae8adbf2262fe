import * as vscode from 'vscode';
import type { Gate } from '../../../core/change/gates/gate';
import { gatesOfEdge } from '../../../core/fleet/state/edgeGates';
import { ownerOfCell } from '../../../core/fleet/ownerNow';
import { cellId, type EdgeSnapshot, type FleetSnapshot } from '../../../core/fleet/state/snapshot';
import type { PendingItem } from '../../../core/promotion/plan';
import type { DetailLine, Details } from '../../../board/protocol/messages';
import { placeOnEdge, proposalBranches } from '../../tree/proposalNode';
import { itemAspect } from '../../words/item';
import { engineLines } from '../../words/engine';
import { judgementAspect } from '../../words/judgement';
import { keyText } from '../../words/key';
import { plainText } from '../../words/markdown';
import { isPromotable, promotionAspect } from '../../words/promotion';
import { proposalAspect } from '../../words/proposal';
import { edgeActions } from './actions';
import { factLine, namedLine, openAction, section } from './lines';

const { t } = vscode.l10n;
/** A page shows the first of them; the preview shows all. */
const mostItems = 50;

/** All that is known of one promotion path, as its tooltip and its rows in the tree tell it. */
export function edgeDetails(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: number): Details {
  const { service, from, to, plan } = edge;
  const seen = plan.observed;
  const gates = isPromotable(edge) ? (gatesOfEdge(edge, cells, now)?.gates ?? []) : [];
  const known = plan.kind === 'known' ? plan.plan : undefined;
  const items = known?.items ?? [];
  const more = items.length - mostItems;
  return {
    at: { kind: 'edge', id: edge.id },
    title: `${service.name} · ${from.name} → ${to.name}`,
    subtitle: t('From branch {from} to {to}', { from: from.branch, to: to.branch }),
    facts: [factLine({ aspect: promotionAspect(plan), observed: seen }, now)],
    sections: [
      section(t('Gates'), gates.map(gateLine)),
      section(
        t('Who moves it'),
        engineLines(ownerOfCell(cells.get(cellId(service.name, to.name))), to.branch).map(
          ({ icon, severity, text }) => ({
            icon,
            tone: severity,
            label: text,
          }),
        ),
      ),
      section(t('Pull requests'), proposalLines(edge, cells, now)),
      section(t('Conflicts'), (known?.conflicts ?? []).map(conflictLine)),
      section(t('What waits'), [
        ...items.slice(0, mostItems).map(itemLine),
        ...(more > 0
          ? [{ icon: 'ellipsis', tone: 'fine', label: t('and {count} more', { count: more }) } as const]
          : []),
      ]),
      section(
        t('Only on {environment}', { environment: to.name }),
        (known?.hotfixes ?? []).map(({ path, key }) => ({
          icon: 'flame',
          tone: 'notice',
          label: plainText(placeWords({ path, ...(key ? { key } : {}) })),
        })),
      ),
    ].flat(),
    actions: edgeActions(edge),
  };
}

function gateLine({ kind, required, said }: Gate): DetailLine {
  const looks = {
    passed: { icon: 'pass', tone: 'fine' },
    notPassed: { icon: 'circle-slash', tone: 'warning' },
    unknown: { icon: 'question', tone: 'unknown' },
  } as const;
  const word = required ? t('It is required.') : t('It is shown only; nothing waits for it.');
  return { ...looks[kind], label: `${plainText(said)} ${word}` };
}

function proposalLines(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: number): readonly DetailLine[] {
  const judgements = cells.get(cellId(edge.service.name, edge.to.name))?.judgements;
  return edge.proposals.map((proposal) => {
    const { number, state } = proposal.pullRequest;
    const aspect = proposalAspect(proposal, proposalBranches(placeOnEdge(edge), proposal));
    // Of one that is not open any more, nobody asks.
    const verdict = state === 'open' ? [judgementAspect(judgements?.get(number), now).sentence] : [];
    const line = namedLine(`#${number}`, { ...aspect, label: [aspect.sentence, ...verdict].join(' ') });
    return state === 'open' ? { ...line, action: openAction(number) } : line;
  });
}

function conflictLine({ path, key, reason }: { path: string; key?: readonly string[]; reason: string }): DetailLine {
  const place = placeWords({ path, ...(key ? { key } : {}) });
  return { icon: 'git-merge', tone: 'warning', label: plainText(`${place}: ${reason}`) };
}

function itemLine(item: PendingItem): DetailLine {
  const { icon, severity, label } = itemAspect(item);
  return namedLine(plainText(placeWords(item)), { icon, severity, label });
}

function placeWords({ path, key }: Pick<PendingItem, 'path' | 'key'>): string {
  return key ? `${path} ${keyText({ path, key })}` : path;
}
