import { Columns, type Held } from '../promotion/merge/witness';
import { wholeFile, type FileRef, type KeyId } from '../promotion/content/content';
import { readIf } from '../promotion/content/keySet';
import type { Run } from '../promotion/history/chain';
import type { PlanMemory } from '../promotion/edge';
import type { Change, Place } from './change';

/**
 * How much of a change an environment has, by content: `there`, all of it; `overtaken`, at some of its keys a newer value of
 * where it was made, and at the others it itself; `partly`, at some of its keys; `absent`, at none.
 */
export type Presence = 'there' | 'overtaken' | 'partly' | 'absent';

/** One key of one file that the change set, with what was held there. */
interface Spot {
  readonly path: string;
  readonly key: KeyId;
  readonly value: Held;
  /** What was there once, and was not before the change: who has that has gone past it. */
  readonly newer: ReadonlySet<Held>;
}

/** Holds the trees of environments against one change. Each version of a file is read once. */
export class ChangedSpots {
  private readonly columns = new Map<string, Columns>();

  private constructor(
    private readonly memory: PlanMemory,
    private readonly change: Change,
  ) {}

  private spots: readonly Spot[] = [];

  static async of(memory: PlanMemory, change: Change): Promise<ChangedSpots> {
    const made = new ChangedSpots(memory, change);
    const byPath = await Promise.all([...change.keys.paths].map((path) => made.spotsOf(path)));
    made.spots = byPath.flat();
    return made;
  }

  get isEmpty(): boolean {
    return this.spots.length === 0;
  }

  get count(): number {
    return this.spots.length;
  }

  /** @param fileAt what a path holds */
  async presence(fileAt: (path: string) => FileRef | undefined): Promise<Presence> {
    const counts = { there: 0, overtaken: 0, absent: 0 };
    for (const spot of this.spots) {
      const value = await this.valueIn(spot.path, spot.key, fileAt(spot.path));
      counts[value === spot.value ? 'there' : spot.newer.has(value) ? 'overtaken' : 'absent'] += 1;
    }
    if (counts.absent === 0) return counts.overtaken === 0 ? 'there' : 'overtaken';
    return counts.absent === this.spots.length ? 'absent' : 'partly';
  }

  private async spotsOf(path: string): Promise<readonly Spot[]> {
    const { place, position, keys } = this.change;
    const single = [...keys.keysOf(path)];
    const names = single.length > 0 ? single : [wholeFile];
    if (single.length > 0) this.columns.set(path, new Columns(single));
    const runs = await runsOf(this.memory, place, path);
    return Promise.all(
      names.map(async (key): Promise<Spot> => {
        const values = await Promise.all(runs.map(async ({ file }) => this.valueIn(path, key, file)));
        const made = values.filter((_, at) => (runs[at]?.newest ?? 0) <= position);
        const before = new Set(values.slice(made.length));
        const newer = new Set(made.slice(0, -1).filter((value) => !before.has(value)));
        return { path, key, value: made.at(-1), newer };
      }),
    );
  }

  private async valueIn(path: string, key: KeyId, file: FileRef | undefined): Promise<Held> {
    if (!file) return undefined;
    const { reader } = this.memory;
    // Of a file as a whole what belongs to the environment says nothing.
    if (key === wholeFile) return (await readIf(reader, path, file))?.fingerprint;
    const read = () => reader.values(path, file, 'keys');
    return this.columns.get(path)?.valueOf(key, `${file.mode} ${file.sha}`, read);
  }
}

export function runsOf({ history }: PlanMemory, { branch, chain }: Place, path: string): Promise<readonly Run[]> {
  return history.runs(branch, chain, path);
}
