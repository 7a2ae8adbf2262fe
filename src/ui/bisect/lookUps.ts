import type { Past } from '../../core/fleet/past';
import type { BroughtBy } from '../../core/forge/broughtBy';
import type { TreeItem } from '../../core/promotion/merge/treeItems';
import type { Clock } from '../../core/support/clock';
import { isAbort } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import type { Sha } from '../../core/support/sha';
import { unknownBecause } from '../../core/support/unknownBecause';
import type { Looked } from './bisectScreen';

interface LookUpSources {
  readonly fleet: { readonly past: Pick<Past, 'changed' | 'broughtBy'> };
  readonly clock: Clock;
  readonly log: Log;
}

/** What is told of single deployments: each is read once, when somebody looks at it. */
export class LookUps {
  private readonly changes = new Map<Sha, Looked<readonly TreeItem[]>>();
  private readonly pullRequests = new Map<Sha, Looked<BroughtBy>>();
  private readonly underWay = new Set<string>();

  constructor(
    private readonly sources: LookUpSources,
    private readonly cell: { readonly service: string; readonly environment: string },
    private readonly signal: AbortSignal,
    /** Something is known that was not. */
    private readonly told: () => void,
  ) {}

  /** What is known of one so far. */
  of(commit: Sha) {
    return { changed: this.changes.get(commit), broughtBy: this.pullRequests.get(commit) };
  }

  /** Reads what is not known. The forge is asked only about what may have broken it. */
  lookAt(commit: Sha, { isSuspect }: { readonly isSuspect: boolean }): void {
    const { past } = this.sources.fleet;
    const { service, environment } = this.cell;
    this.find(`changes of ${commit}`, commit, this.changes, () => past.changed(service, commit, this.signal));
    if (!isSuspect) return;
    const asked = () => past.broughtBy(service, environment, commit, this.signal);
    this.find(`pull request of ${commit}`, commit, this.pullRequests, asked);
  }

  private find<T>(id: string, commit: Sha, into: Map<Sha, Looked<T>>, work: () => Promise<T>): void {
    if (this.underWay.has(id)) return;
    this.underWay.add(id);
    const { clock, log } = this.sources;
    const keep = (looked: Looked<T>) => {
      if (this.signal.aborted) return;
      into.set(commit, looked);
      this.told();
    };
    work().then(
      (found) => keep({ kind: 'known', found }),
      (error: unknown) => {
        if (this.signal.aborted || isAbort(error)) return;
        log.warn(`[bisect] ${id}`, error);
        keep({ kind: 'failed', said: unknownBecause(error, { at: clock.now(), source: this.cell.service }).said });
      },
    );
  }
}
