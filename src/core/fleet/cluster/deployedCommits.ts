import type { Commit } from '../../git/objects';
import type { Repository } from '../../git/repository';
import type { Sha } from '../../support/sha';
import type { ControllerState } from './controllers';
import type { Live } from '../state/snapshot';

/**
 * Which deployment runs, by whoever deployed it. A controller knows what it has applied; where it does not say, or names
 * a commit that this repository does not have, what was found by content stands.
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
    if (controller === undefined || applied === undefined) return byContent;
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
