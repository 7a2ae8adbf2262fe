import * as vscode from 'vscode';
import type { DriftState } from '../../core/fleet/state/snapshot';
import { every } from '../../core/support/disposable';
import type { Clock } from '../../core/support/clock';
import type { FleetFile } from '../app';
import { ago } from '../words/age';
import { historyScheme } from '../documents/blobUri';
import { driftAspect } from '../words/cluster';
import type { FileDrift } from './fileDrift';

/** The verdict on the open file beside its language: "2 drifted · checked 3 s ago". */
export class DriftStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('branchline.drift', [
    { language: 'yaml', scheme: 'file' },
    { language: 'json', scheme: 'file' },
    { language: 'yaml', scheme: historyScheme },
    { language: 'json', scheme: historyScheme },
  ]);
  private current: { readonly file: FleetFile; readonly judged: FileDrift | undefined } | undefined;
  private readonly ticking = every(1_000, () => this.write());

  constructor(private readonly clock: Clock) {
    this.item.name = vscode.l10n.t('Branchline Drift');
    this.show(undefined, undefined);
  }

  show(file: FleetFile | undefined, judged: FileDrift | undefined): void {
    this.current = file && { file, judged };
    const hasDrift = judged?.kind === 'compared' && judged.drift.kind === 'known';
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
    const { file, judged } = this.current;
    if (judged?.kind !== 'compared') {
      this.writeWhyNot(judged);
      return;
    }
    this.writeDrift(judged.drift, file.environment ?? '');
  }

  private writeWhyNot(judged: Exclude<FileDrift, { readonly kind: 'compared' }> | undefined): void {
    this.item.severity = vscode.LanguageStatusSeverity.Information;
    this.item.detail = '';
    switch (judged?.kind) {
      case 'tooLong':
        this.item.text = vscode.l10n.t('Drift: not compared, the file is too long ({count} characters)', {
          count: judged.characters,
        });
        this.item.command = undefined;
        return;
      case 'otherCommit':
        this.item.text = vscode.l10n.t('Drift: not compared, this is not the head of the branch');
        this.item.command = undefined;
        return;
      default:
        this.item.text = vscode.l10n.t('Drift: no environment has this branch');
        this.item.command = { command: 'branchline.chooseEnvironment', title: vscode.l10n.t('Choose') };
    }
  }

  private writeDrift(drift: DriftState, environment: string): void {
    const aspect = driftAspect(drift);
    const age = drift.kind === 'known' ? ago(drift.observed.at, this.clock.now()) : undefined;
    this.item.text =
      age === undefined
        ? vscode.l10n.t('Drift in {environment}: {state}', { environment, state: aspect.label })
        : vscode.l10n.t('Drift in {environment}: {state}, checked {age}', {
            environment,
            state: aspect.label,
            age,
          });
    this.item.detail = aspect.sentence;
    this.item.severity =
      aspect.severity === 'warning' ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    this.item.command = { command: 'branchline.compareWithLive', title: vscode.l10n.t('Compare with live') };
  }
}
