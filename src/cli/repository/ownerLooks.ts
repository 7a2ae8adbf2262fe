import type { ClusterTarget, Environment } from '../../core/catalog/catalog';
import type { BranchOwner } from '../../core/change/engine/owner';
import { clusterName } from '../../core/cluster/clusters';
import { ControllerBoard } from '../../core/fleet/cluster/controllerBoard';
import { CellControllers, identitiesOf } from '../../core/fleet/cluster/controllers';
import { deadline, delay } from '../../core/support/deadline';
import { DisposableStore, type Disposable } from '../../core/support/disposable';
import { clustersOf, type Variables } from './clusters';

const usualMs = 15_000;
const lookAgainMs = 20;

/** Whose branch it is that is asked about, and where that is told. */
export interface AskedOwner {
  readonly environment: Environment;
  readonly place: ClusterTarget;
  /** Of the one repository. */
  readonly addresses: readonly string[];
  readonly content: string;
  /** How long a look may take, where that is less than usual. */
  readonly mostMs?: number;
}

/**
 * Looks who moves branches, for one run: what the engines of a cluster are told is read once, and watched until the run ends, however many
 * services and steps are asked about.
 */
export class OwnerLooks implements Disposable {
  private readonly holds = new DisposableStore();
  private readonly cells = new Map<string, CellControllers>();
  private board: ControllerBoard | undefined;

  constructor(private readonly environment: Variables) {}

  /** @throws the signal's reason when cancelled */
  async look(asked: AskedOwner, signal: AbortSignal): Promise<BranchOwner> {
    const { addresses, content, mostMs = usualMs } = asked;
    const controllers = this.controllersFor(asked);
    const repositories = identitiesOf(addresses);
    const bounded = deadline(signal, mostMs);
    controllers.watch();
    try {
      for (;;) {
        controllers.look(repositories, content);
        if (!isOpen(controllers.owner)) return controllers.owner;
        await delay(lookAgainMs, bounded);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!bounded.aborted) throw error;
      return controllers.owner;
    }
  }

  dispose(): void {
    this.holds.dispose();
  }

  /** One for each place and repository: what it has watched once stays watched. */
  private controllersFor({ environment, place, addresses, content }: AskedOwner): CellControllers {
    const key = JSON.stringify([clusterName(place), place.namespace, environment.branch, addresses, content]);
    const known = this.cells.get(key);
    if (known) return known;
    const made = new CellControllers(this.engines(), place, environment, () => undefined);
    this.holds.add(made);
    this.cells.set(key, made);
    return made;
  }

  private engines(): ControllerBoard {
    if (this.board) return this.board;
    const clusters = clustersOf({ environment: this.environment });
    this.holds.add(clusters);
    return (this.board = new ControllerBoard(clusters));
  }
}

function isOpen(owner: BranchOwner): boolean {
  return owner.kind === 'unknown' && owner.reason === 'pending';
}
