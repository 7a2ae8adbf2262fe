import { join } from 'node:path';
import { MirrorStore } from '../git/mirror';
import { makeOwnFolder, removeOwnFolder } from '../support/ownFolder';
import { applySetup } from './apply/apply';
import type { CatalogPlace } from './catalog/listed';
import { observe, type SetupPlaces } from './observe/observe';
import type { Item, Part } from './plan/item';
import { planSetup } from './plan/plan';
import { prepareSetup, type PreparedSetup, type SetupRequest } from './prepare';

/** What is asked for, and where. */
export interface AskedSetup {
  readonly request: SetupRequest;
  readonly catalog: CatalogPlace;
  readonly places: Omit<SetupPlaces, 'catalog' | 'access'>;
}

/** What became of it. `planned`: nothing was made, nobody having said yes. */
export interface SetupOutcome {
  readonly items: readonly Item[];
  readonly made: readonly Part[];
  readonly mode: 'planned' | 'applied';
}

/** All of it is there, or (where nobody said yes yet) can be made. */
export function isComplete({ items, mode }: Omit<SetupOutcome, 'made'>): boolean {
  return items.every(({ standing }) => standing === 'there' || (mode === 'planned' && standing === 'make'));
}

/** One run of setting a service up, from what is asked for to what became of it. What it makes for itself ends with it. */
export class SetupSession {
  private constructor(
    readonly setup: PreparedSetup,
    private readonly folder: string,
    private readonly mirrors: MirrorStore,
  ) {}

  /**
   * Finds out all that is to be made; nothing of it is seen by anybody.
   * @param ask told where repositories are mirrored meanwhile
   * @throws BranchlineError for what cannot be asked for
   */
  static async open(ask: (mirrors: MirrorStore) => Promise<AskedSetup>, signal: AbortSignal): Promise<SetupSession> {
    const folder = await makeOwnFolder('setup');
    const mirrors = new MirrorStore(join(folder, 'mirrors'));
    try {
      const { request, catalog, places } = await ask(mirrors);
      return new SetupSession(await prepareSetup(request, catalog, places, folder, signal), folder, mirrors);
    } catch (error) {
      mirrors.dispose();
      await removeOwnFolder(folder);
      throw error;
    }
  }

  /** One look at how things are, and what is to be made. */
  async plan(signal: AbortSignal): Promise<SetupOutcome> {
    const { wish, places } = this.setup;
    return { items: planSetup(wish, await observe(wish, places, signal)), made: [], mode: 'planned' };
  }

  /** As `applySetup` does it, with what was planned. */
  async apply(
    { items: planned }: SetupOutcome,
    progress: (part: Part) => void,
    signal: AbortSignal,
  ): Promise<SetupOutcome> {
    const { wish, built, places } = this.setup;
    return { ...(await applySetup(wish, built, planned, places, progress, signal)), mode: 'applied' };
  }

  async end(): Promise<void> {
    this.setup.dispose();
    this.mirrors.dispose();
    await removeOwnFolder(this.folder);
  }
}
