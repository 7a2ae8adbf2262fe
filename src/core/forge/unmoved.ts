import type { Clock, Instant } from '../support/clock';
import { nameOf } from './repositoryName';
import type { Head, HeadsRequest } from './types';

/** What a forge told of one repository together with many others. */
export interface Listed {
  /** The same only while no head has moved; nothing where that cannot be told from it. */
  readonly mark: string | undefined;
  readonly openPullRequests?: number | undefined;
}

interface Known {
  readonly branches: string;
  readonly heads: readonly Head[];
  readonly mark: string;
  readonly readAt: Instant;
}

/** Protection can change without a push; heads are read again at least this often. */
const maxAgeMs = 10 * 60_000;

/**
 * Heads of repositories that nobody has pushed to since they were read: a list of many then stands for as many reads. The
 * list has to be read before the heads, so that a push in between is seen next time.
 */
export class UnmovedHeads {
  private readonly known = new Map<string, Known>();

  constructor(private readonly clock: Clock) {}

  get(request: HeadsRequest, listed: Listed | undefined): readonly Head[] | undefined {
    const held = this.known.get(keyOf(request));
    if (!held || held.mark !== listed?.mark || held.branches !== branchesOf(request)) return undefined;
    return this.clock.now() - held.readAt > maxAgeMs ? undefined : held.heads;
  }

  remember(request: HeadsRequest, listed: Listed | undefined, heads: readonly Head[]): void {
    const key = keyOf(request);
    this.known.delete(key);
    if (listed?.mark === undefined) return;
    this.known.set(key, { branches: branchesOf(request), heads, mark: listed.mark, readAt: this.clock.now() });
  }
}

function keyOf({ repository }: HeadsRequest): string {
  return nameOf(repository).toLowerCase();
}

function branchesOf({ branches }: HeadsRequest): string {
  return branches.toSorted().join('\n');
}
