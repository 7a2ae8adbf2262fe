import { isSettled } from '../../cluster/gitops';
import type { Commit } from '../../git/objects';
import type { Repository } from '../../git/repository';
import type { Instant } from '../../support/clock';
import { freshness } from '../../support/observation';
import type { Sha } from '../../support/sha';
import type { ControllerState } from './controllers';
import type { Live } from '../state/snapshot';

/**
 * Which deployment runs, by whoever deployed it. A controller knows what it has applied, as long as it has tried nothing else since: Flux
 * names a commit as applied only after its health checks, and Argo CD only after a sync that succeeded, and until then the cluster
 * may run the next one. While an operation runs or has failed, and where a controller does not say, has not looked for long, or names a
 * commit that this repository does not have, what was found by content stands.
 * Source: docs/controllers.md, "What runs".
 */
export class DeployedCommits {
  private repository: Repository | undefined;
  private readonly commits = new Map<Sha, Commit | undefined>();

  /** @param onRead a commit that a controller names has been read */
  constructor(private readonly onRead: () => void) {}

  use(repository: Repository): void {
    if (this.repository === repository) return;
    this.repository = repository;
    this.commits.clear();
  }

  /**
   * @param isThrough whether all Rollouts are promoted: until then what was applied is not what runs
   */
  preferred(byContent: Live, controller: ControllerState | undefined, isThrough: boolean): Live {
    if (!isThrough) return byContent;
    const applied = controller?.status.applied;
    if (controller === undefined || applied === undefined || !isSettled(controller.status)) return byContent;
    const seen = byContent.observed?.at;
    if (seen !== undefined && byContent.kind !== 'unknown' && isOlder(controller, seen)) return byContent;
    if (!this.commits.has(applied)) this.read(applied);
    const deployment = this.commits.get(applied);
    if (!deployment) return byContent;
    return { kind: 'exact', deployment, by: controller.status.source, observed: controller.observed };
  }

  private read(sha: Sha): void {
    const { repository } = this;
    if (!repository) return;
    this.commits.set(sha, undefined); // asked for once
    void repository.commit(sha).then(
      (commit) => {
        if (this.repository !== repository) return;
        this.commits.set(sha, commit);
        this.onRead();
      },
      () => undefined, // of another repository, or not fetched: content tells
    );
  }
}

/** Its last look lies so far back that what is seen of the cluster now tells more. */
function isOlder({ observed }: ControllerState, than: Instant): boolean {
  return observed.everyMs !== undefined && freshness(observed, than, observed.everyMs) === 'stale';
}
