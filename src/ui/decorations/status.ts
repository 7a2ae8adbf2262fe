import * as vscode from 'vscode';
import type { DriftState } from '../../core/fleet/snapshot';
import { every } from '../../core/support/disposable';
import type { Clock } from '../../core/support/clock';
import type { FleetFile } from '../app';
import { ago } from '../words/age';
import { driftAspect } from '../words/cluster';

/** The verdict on the open file beside its language: "2 drifted · checked 3 s ago". */
export class DriftStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('branchline.drift', [
    { language: 'yaml', scheme: 'file' },
    { language: 'json', scheme: 'file' },
  ]);
  private current: { readonly file: FleetFile; readonly drift: DriftState | undefined } | undefined;
  private readonly ticking = every(1_000, () => this.write());

  constructor(private readonly clock: Clock) {
    this.item.name = vscode.l10n.t('Branchline Drift');
    this.show(undefined, undefined);
  }

  show(file: FleetFile | undefined, drift: DriftState | undefined): void {
    this.current = file && { file, drift };
    const hasDrift = drift?.kind === 'known';
    void vscode.commands.executeCommand('setContext', 'branchline.editorHasDrift', hasDrift);
    this.write();
  }

  dispose(): void {
    this.ticking.dispose();
    this.item.dispose();
  }

  private write(): void {
    if (!this.current) {
      this.item.text = vscode.l10n.t('Drift: not a file of the fleet');
      this.item.severity = vscode.LanguageStatusSeverity.Information;
      return;
    }
    const { file, drift } = this.current;
    if (!drift || file.environment === undefined) {
      this.item.text = vscode.l10n.t('Drift: no environment has this branch');
      this.item.command = { command: 'branchline.chooseEnvironment', title: vscode.l10n.t('Choose') };
      return;
    }
    const aspect = driftAspect(drift);
    const age = drift.kind === 'known' ? ago(drift.observed.at, this.clock.now()) : undefined;
    this.item.text =
      age === undefined
        ? vscode.l10n.t('Drift in {environment}: {state}', { environment: file.environment, state: aspect.label })
        : vscode.l10n.t('Drift in {environment}: {state}, checked {age}', {
            environment: file.environment,
            state: aspect.label,
            age,
          });
    this.item.detail = aspect.sentence;
    this.item.severity =
      aspect.severity === 'warning' ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    this.item.command = { command: 'branchline.compareWithLive', title: vscode.l10n.t('Compare with live') };
  }
}
