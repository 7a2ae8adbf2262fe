import type { DeploymentRecord } from '../promotion/history/history';
import type { Instant } from '../support/clock';
import type { Sha } from '../support/sha';
import type { Place } from '../where/change';
import type { MadeChange } from './deployment';
import { sharedWith, type Histories } from './histories';

/** What a deployment brought, followed back to where each change was made. */
export interface Brought {
  readonly changes: readonly MadeChange[];
  /** Nothing is missing: no promotion of a part, no source that is not known any more. */
  readonly isWhole: boolean;
}

const notKnown: Brought = { changes: [], isWhole: false };

/**
 * Follows promotions back: what prod got from test, test got from dev. The copy that a promotion is of a change is no change, so
 * that each counts from its first appearance. @see docs/measures.md, "Lead time"
 */
export class Makers {
  private readonly known = new Map<Sha, Promise<Brought>>();

  constructor(
    private readonly histories: Histories,
    /** When a commit was committed. */
    private readonly timeOf: (commit: Sha) => Promise<Instant>,
  ) {}

  /** What one deployment, a promotion, brought to its environment. */
  async broughtBy(place: Place, { origin, changes, changesAreWhole }: DeploymentRecord): Promise<Brought> {
    if (origin.kind !== 'promotion' || origin.partial || changes.length === 0) return notKnown;
    const source = this.before(place).find(({ branch }) => branch === origin.from.branch);
    if (!source) return notKnown;
    const parts = await Promise.all(changes.map(({ commit }) => this.madeAt(source, commit)));
    const found = parts.flatMap((part) => part.changes).map((change) => [change.commit, change] as const);
    return { changes: [...new Map(found).values()], isWhole: changesAreWhole && parts.every(({ isWhole }) => isWhole) };
  }

  /** What a deployment of a source stands for: itself, or, where it is a promotion too, what that brought. */
  private madeAt(place: Place, commit: Sha): Promise<Brought> {
    const key = `${place.environment} ${commit}`;
    const kept = this.known.get(key) ?? this.find(place, commit);
    this.known.set(key, kept);
    return kept;
  }

  private async find(place: Place, commit: Sha): Promise<Brought> {
    const shared = sharedWith(this.histories.environments, place, commit);
    if (shared) return this.madeAt(shared.place, commit);
    const position = place.chain.index.get(commit);
    if (position === undefined) return notKnown;
    const record = await this.histories.at(place, position);
    if (record.origin.kind === 'promotion') return this.broughtBy(place, record);
    const { environment } = place;
    return { changes: [{ commit, environment, at: await this.timeOf(commit) }], isWhole: true };
  }

  /** Only these can be where it came from: a record that names a later one leads round in a circle. */
  private before(place: Place): readonly Place[] {
    const { places } = this.histories.environments;
    return places.slice(0, places.indexOf(place));
  }
}
