import * as vscode from 'vscode';
import { partsOf } from '../../../core/fleet/state/byService';
import type { CellId, EdgeId, FleetSnapshot } from '../../../core/fleet/state/snapshot';
import type { Action, Details, Place } from '../../../board/protocol/messages';
import { seenWords } from '../../words/seen';
import { worstOf } from '../../words/aspect';
import { cellAspects, troubleAspect } from '../../words/cell';
import { promotionAspect } from '../../words/promotion';
import { serviceActions } from './actions';
import { cellDetails } from './cell';
import { edgeDetails } from './edge';
import { namedLine, section } from './lines';

/** What there is to tell of a place; nothing where the snapshot does not have it any more. */
export function detailsOf({ kind, id }: Place, snapshot: FleetSnapshot, now: number): Details | undefined {
  if (kind === 'service') return serviceDetails(id, snapshot, now);
  if (kind === 'edge') {
    const edge = snapshot.edges.get(id as EdgeId);
    return edge && edgeDetails(edge, snapshot.cells, now);
  }
  const cell = snapshot.cells.get(id as CellId);
  return cell && cellDetails(cell, troubleOf(cell.service.name, snapshot), now);
}

/** The action that a page asks for, if it is one of those that are offered there. */
export function offered(details: Details | undefined, id: string, number: number | undefined): Action | undefined {
  const lines = details?.sections.flatMap(({ lines: all }) => all) ?? [];
  const all = [...(details?.actions ?? []), ...lines.flatMap(({ action }) => action ?? [])];
  return all.find((action) => action.id === id && action.number === number);
}

function serviceDetails(name: string, snapshot: FleetSnapshot, now: number): Details | undefined {
  const service = snapshot.catalog?.services.find((one) => one.name === name);
  if (!service) return undefined;
  const { cells, edges } = partsOf(snapshot, name);
  const trouble = troubleOf(name, snapshot);
  const said = trouble && troubleAspect(trouble);
  return {
    at: { kind: 'service', id: name },
    title: name,
    subtitle: '',
    facts:
      trouble && said
        ? [{ ...namedLine(name, { ...said, label: said.sentence }), seen: seenWords(trouble.observed, now) }]
        : [],
    sections: [
      section(
        vscode.l10n.t('Environments'),
        cells.flatMap((cell) => {
          const worst = worstOf(cellAspects(cell, undefined).judged);
          return worst ? [namedLine(cell.environment.name, { ...worst, label: worst.sentence })] : [];
        }),
      ),
      section(
        vscode.l10n.t('Promotions'),
        edges.map(({ from, to, plan }) => {
          const aspect = promotionAspect(plan);
          return namedLine(`${from.name} → ${to.name}`, { ...aspect, label: aspect.sentence });
        }),
      ),
    ].flat(),
    actions: serviceActions(service, edges, trouble),
  };
}

function troubleOf(service: string, { problems }: FleetSnapshot) {
  return problems.find(({ subject }) => subject === service);
}
