import type { Clock, Instant } from '../../support/clock';
import type { Head, HeadsRequest } from '../types';

/** What the list of an owner's repositories says of one of them. */
export interface Listed {
  /** As the forge writes it. Every push moves it, to the second. */
  readonly updatedAt: string;
  /** The forge's clock when the list was read; `undefined` where it does not tell. */
  readonly askedAt: Instant | undefined;
  readonly openPullRequests?: number | undefined;
}

interface Known {
  readonly branches: string;
  readonly heads: readonly Head[];
  readonly updatedAt: string;
  readonly readAt: Instant;
}

/** A second push within the second of the first would not show. */
const quietMs = 2_000;
/** Protection can change without a push; heads are read again at least this often. */
const maxAgeMs = 10 * 60_000;

/**
 * Heads of repositories that nobody has pushed to since they were read: a list of 50 repositories then stands for 50
 * reads. The list has to be read before the heads, so that a push in between is seen next time.
 */
export class UnmovedHeads {
  private readonly known = new Map<string, Known>();

  constructor(private readonly clock: Clock) {}

  get(request: HeadsRequest, listed: Listed | undefined): readonly Head[] | undefined {
    const held = this.known.get(keyOf(request));
    if (!held || held.updatedAt !== listed?.updatedAt || held.branches !== branchesOf(request)) return undefined;
    return this.clock.now() - held.readAt > maxAgeMs ? undefined : held.heads;
  }

  remember(request: HeadsRequest, listed: Listed | undefined, heads: readonly Head[]): void {
    const key = keyOf(request);
    this.known.delete(key);
    if (listed?.askedAt === undefined || !(listed.askedAt - Date.parse(listed.updatedAt) > quietMs)) return;
    const { updatedAt } = listed;
    this.known.set(key, { branches: branchesOf(request), heads, updatedAt, readAt: this.clock.now() });
  }
}

function keyOf({ repository: { owner, name } }: HeadsRequest): string {
  return `${owner}/${name}`.toLowerCase();
}

function branchesOf({ branches }: HeadsRequest): string {
  return branches.toSorted().join('\n');
}
