import type * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import type { Clock } from '../../core/support/clock';
import type { Log } from '../../core/support/log';

/** What the pages of the past work with. */
export interface PastSources {
  readonly extension: vscode.Uri;
  readonly fleet: Pick<Fleet, 'past' | 'snapshot' | 'changedFiles' | 'onDidChange'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}
