import * as vscode from 'vscode';
import { partsOf } from '../../core/fleet/state/byService';
import type { Fleet } from '../../core/fleet/fleet';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import { isDrifted, isFailing, isUnhealthy } from '../words/cell';
import { isPartlyUnknown } from '../words/cluster';
import { isUnjudged, promotionAspect } from '../words/promotion';
import { fleetScheme, fleetUri } from './fleetUri';

/** A letter and a colour on the rows of services: ! failing, D drifted, ? cannot be judged, P something to promote. */
export class FleetDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri[]>();
  readonly onDidChangeFileDecorations = this.changes.event;
  private readonly listening: { dispose(): void };

  constructor(private readonly fleet: Pick<Fleet, 'snapshot' | 'onDidChange'>) {
    this.listening = fleet.onDidChange(({ snapshot, cells, edges, shape }) => {
      const touched = shape
        ? (snapshot.catalog?.services.map(({ name }) => name) ?? [])
        : [...cells, ...edges].map(serviceOf);
      this.changes.fire([...new Set(touched)].map(fleetUri));
    });
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== fleetScheme) return undefined;
    return decorationOf(this.fleet.snapshot, uri.path.slice(1));
  }

  dispose(): void {
    this.listening.dispose();
    this.changes.dispose();
  }
}

function decorationOf(snapshot: FleetSnapshot, service: string): vscode.FileDecoration | undefined {
  const { cells, edges } = partsOf(snapshot, service);
  if (cells.some((cell) => isFailing(cell) || isUnhealthy(cell))) {
    return new vscode.FileDecoration('!', vscode.l10n.t('Failing'), new vscode.ThemeColor('list.errorForeground'));
  }
  if (cells.some(isDrifted)) {
    return new vscode.FileDecoration('D', vscode.l10n.t('Drifted'), new vscode.ThemeColor('branchline.drift.changed'));
  }
  if (edges.some(isUnjudged)) return new vscode.FileDecoration('?', vscode.l10n.t('Cannot be judged'));
  if (cells.some(({ drift }) => isPartlyUnknown(drift))) {
    return new vscode.FileDecoration('?', vscode.l10n.t('Not everything could be compared'));
  }
  if (
    edges.some(({ plan }) => ['notice', 'warning'].includes(promotionAspect(plan).severity) && plan.kind === 'known')
  ) {
    return new vscode.FileDecoration('P', vscode.l10n.t('Something waits to be promoted'));
  }
  return undefined;
}

function serviceOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}
