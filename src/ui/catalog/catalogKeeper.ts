import * as vscode from 'vscode';
import type { Fleet, RefreshReason } from '../../core/fleet/fleet';
import { GitError } from '../../core/git/errors';
import { requireGit } from '../../core/git/version';
import type { Disposable } from '../../core/support/disposable';
import { isAbort } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import type { CatalogSource, CatalogState } from './catalogSource';

/** What the view shows while there is no fleet; `when` clauses of the welcome texts name these. */
export type FleetState = 'loading' | 'noCatalog' | 'invalidCatalog' | 'untrusted' | 'noGit' | 'empty' | 'ready';

/** Keeps the fleet in step with the catalog: reads it at the start and whenever its file changes. */
export class CatalogKeeper implements Disposable {
  private readonly source: CatalogSource;
  private found: CatalogState = { kind: 'none' };
  private reloading: Promise<void> | undefined;
  /** Why somebody asked while it was read. */
  private again: RefreshReason | undefined;

  constructor(
    private readonly fleet: Fleet,
    makeSource: (onChange: () => void) => CatalogSource,
    private readonly log: Log,
    private readonly signal: AbortSignal,
  ) {
    this.source = makeSource(() => void this.reload('catalog'));
    vscode.workspace.onDidGrantWorkspaceTrust(
      () => void vscode.commands.executeCommand('workbench.action.reloadWindow'),
    );
    void setState('loading');
  }

  get path(): string | undefined {
    return this.found.kind === 'none' ? undefined : this.found.path;
  }

  /** One at a time; a change that comes meanwhile is read right after. */
  async reload(reason: RefreshReason): Promise<void> {
    if (this.reloading) {
      // A setting may change what was found out by now; a catalog is read in any case.
      if (this.again !== 'settings') this.again = reason;
      return this.reloading;
    }
    for (let next: RefreshReason | undefined = reason; next; next = this.askedMeanwhile()) {
      this.again = undefined;
      this.reloading = this.reloadOnce(next);
      await this.reloading;
      this.reloading = undefined;
    }
  }

  dispose(): void {
    this.source.dispose();
  }

  /** In an untrusted folder nothing is run, so nothing is asked. A git that only answers late is not a missing one. */
  private async hasGit(): Promise<boolean> {
    if (!vscode.workspace.isTrusted) return true;
    return requireGit().then(
      () => true,
      (error: unknown) => {
        this.log.error('[git]', error);
        return !(error instanceof GitError && (error.code === 'git/missing' || error.code === 'git/tooOld'));
      },
    );
  }

  private askedMeanwhile(): RefreshReason | undefined {
    return this.signal.aborted ? undefined : this.again;
  }

  private async reloadOnce(reason: RefreshReason): Promise<void> {
    try {
      if (!(await this.hasGit())) {
        await setState('noGit');
        return;
      }
      this.found = await this.source.read(this.signal);
      await setState(stateOf(this.found));
      if (this.found.kind !== 'found') return;
      await this.fleet.useCatalog(this.found.catalog, this.found.problems, this.signal);
      if (vscode.workspace.isTrusted && reason !== 'person') void this.fleet.refresh(reason, this.signal);
    } catch (error) {
      if (isAbort(error) || this.signal.aborted) return;
      this.log.error('[catalog]', error);
      await setState('invalidCatalog');
    }
  }
}

function stateOf(found: CatalogState): FleetState {
  if (found.kind === 'invalid') return 'invalidCatalog';
  if (found.kind === 'none') return vscode.workspace.isTrusted ? 'noCatalog' : 'untrusted';
  const { services, discoveries } = found.catalog;
  return services.length + discoveries.length === 0 ? 'empty' : 'ready';
}

async function setState(state: FleetState): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'branchline.state', state);
}
