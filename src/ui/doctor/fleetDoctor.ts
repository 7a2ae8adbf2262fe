import * as vscode from 'vscode';
import { examineNow } from '../../core/doctor/examineNow';
import type { Report } from '../../core/doctor/finding';
import { readExamined } from '../../core/doctor/readExamined';
import type { TokenSource } from '../../core/forge/tokens';
import { BranchlineError } from '../../core/support/errors';
import type { Disposable } from '../../core/support/disposable';
import type { Log } from '../../core/support/log';
import { message } from '../../core/support/message';
import { newClusters } from '../clusters';
import { settings } from '../settings';
import { diagnosticsOf } from './diagnostics';

const timeoutMs = 120_000;

/** Examines the fleet when a person asks for it; what was found with a place stands there, in the Problems view, till the next time. */
export class FleetDoctor implements Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('branchline.doctor');

  constructor(
    private readonly tokens: TokenSource,
    private readonly log: Log,
  ) {}

  /** @param path of the catalog. @throws BranchlineError where it is not valid; the signal's reason */
  async examine(path: string, signal: AbortSignal): Promise<Report> {
    const read = await readExamined(path, signal);
    if (read.kind === 'invalid') throw notValid();
    const { tokens, log } = this;
    const options = { tokens, forges: settings.forges(), clusters: newClusters(), log, timeoutMs };
    const report = await examineNow(read.examined, options, signal);
    this.diagnostics.set(vscode.Uri.file(path), diagnosticsOf(report));
    return report;
  }

  dispose(): void {
    this.diagnostics.dispose();
  }
}

function notValid(): BranchlineError {
  return new BranchlineError('catalog/invalid', message('The catalog is not valid: nothing can be held against it.'), {
    remedy: { title: message('Open the Catalog'), command: 'branchline.openCatalog' },
  });
}
