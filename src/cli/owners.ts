import type { Variables } from './repository/clusters';
import type { OwnerLooks } from './repository/ownerLooks';

/** Who moves branches, for one run. What reads clusters is loaded when the first of them is asked. */
export class Owners {
  private looks: Promise<OwnerLooks> | undefined;
  private readonly told = new Set<string>();

  constructor(private readonly environment: Variables) {}

  /** @throws the signal's reason when cancelled */
  async look(...[asked, signal]: Parameters<OwnerLooks['look']>): ReturnType<OwnerLooks['look']> {
    this.looks ??= import('./repository/ownerLooks').then(({ OwnerLooks: Looks }) => new Looks(this.environment));
    return (await this.looks).look(asked, signal);
  }

  /** That nobody looked is said once of each branch. */
  unasked(branch: string, warn: (line: string) => void): void {
    if (this.told.has(branch)) return;
    this.told.add(branch);
    warn(
      `branchline: nobody looked whether an engine moves ${branch}: the catalog names no cluster for it. "movedBy" there says who does.`,
    );
  }

  async dispose(): Promise<void> {
    (await this.looks?.catch(() => undefined))?.dispose();
  }
}
