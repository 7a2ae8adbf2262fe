/**
 * The truth, key by key: what a person who had watched everything would say. Knows nothing of git, trees or trailers.
 * @see docs/promotion.md, "The baseline"
 */

export type Key = string;
/** Undefined: the key is not there. */
export type Value = string | undefined;
export type State = ReadonlyMap<Key, string>;

interface Base {
  readonly value: Value;
  /** Index into the source's states from which it counts. */
  readonly since: number;
}

type Bases = ReadonlyMap<Key, Base>;

interface Deployment {
  readonly state: State;
  /** Asked anew each time: what nobody wrote down may be told by what the source comes to hold later. */
  readonly bases: () => Bases;
  /** The older deployment that this one, a rollback, brought back: of all keys, or of those that it undid. */
  readonly wentBackTo: () => number | undefined;
}

export interface Expected {
  readonly state: string;
  /** `key=after` or `key-`, with `!` where it was rolled back. */
  readonly items: readonly string[];
  readonly conflicts: readonly Key[];
  readonly hotfixes: readonly Key[];
}

export class Model {
  private readonly source: State[];
  private readonly target: Deployment[];

  constructor(
    private readonly keys: readonly Key[],
    start: State,
  ) {
    this.source = [start];
    const bases = new Map(keys.map((key) => [key, { value: start.get(key), since: 0 }]));
    this.target = [{ state: start, bases: () => bases, wentBackTo: never }];
  }

  get sourceState(): State {
    return last(this.source);
  }

  get targetState(): State {
    return last(this.target).state;
  }

  /** A key that the newest deployment changed. */
  get lastChanged(): Key | undefined {
    const before = this.target.at(-2)?.state;
    return before && this.keys.find((key) => before.get(key) !== this.targetState.get(key));
  }

  get deployments(): number {
    return this.target.length;
  }

  stateOf(deployment: number): State {
    return this.at(deployment).state;
  }

  editSource(key: Key, value: Value): void {
    this.source.push(withKey(this.sourceState, key, value));
  }

  /** Any value that a person sets on the target directly. */
  editTarget(key: Key, value: Value): void {
    this.landUntold(withKey(this.targetState, key, value));
  }

  /** Lands the prediction, of all keys or of some; without trailers, only the content tells of it. */
  promote(told: 'told' | 'untold', only?: ReadonlySet<Key>): void {
    const { state: now, bases } = last(this.target);
    const landed = new Map(now);
    const since = this.source.length - 1;
    const bound = new Map<Key, Base>();
    for (const key of this.keys) {
      const chosen = only === undefined || only.has(key);
      if (chosen && this.decide(key) === 'take') setKey(landed, key, this.sourceState.get(key));
      const changed = landed.get(key) !== now.get(key);
      if (only === undefined || changed) bound.set(key, { value: this.sourceState.get(key), since });
    }
    if (told === 'untold') this.landUntold(landed);
    else this.target.push({ state: landed, bases: () => new Map([...bases(), ...bound]), wentBackTo: never });
  }

  /** What came of the source branch itself, one deployment a commit; the last one is told to be of a state of the source. */
  landSource(told: number | 'now' | 'untold', states: readonly State[]): void {
    const landed = last(states);
    for (const state of states.slice(0, -1)) this.landUntold(state);
    if (told === 'untold') this.landUntold(landed);
    else this.landKnown(landed, told === 'now' ? this.source.length - 1 : told);
  }

  /** Whether all that it changes is as the source had it then; what is said to be of that state may be of a later one. */
  isAsIn(then: number, states: readonly State[]): boolean {
    const [landed, state] = [last(states), this.source[then]];
    return this.keys.every((key) => {
      const value = landed.get(key);
      return value === this.targetState.get(key) || value === state?.get(key);
    });
  }

  /** The target is moved onto the source: the newest of its commits are deployments now. */
  fastForward(count: number): void {
    for (let at = this.source.length - count; at < this.source.length; at += 1) {
      this.landKnown(this.source[at] ?? new Map(), at);
    }
  }

  private landKnown(state: State, since: number): void {
    const bases = new Map(this.keys.map((key) => [key, { value: this.source[since]?.get(key), since }]));
    this.target.push({ state, bases: () => bases, wentBackTo: never });
  }

  restore(told: 'told' | 'untold', deployment: number): void {
    const { state, bases } = this.at(deployment);
    if (told === 'told') this.target.push({ state, bases, wentBackTo: () => deployment });
    else this.landUntold(state);
  }

  /**
   * What nobody wrote down is what it looks like: going back (B1b), being as the source is or comes to be (B4), or a
   * direct change. It does not matter which of the two came first to what both held: a change after it is a change of that.
   */
  private landUntold(state: State): void {
    const before = last(this.target);
    const is = (other: State) => this.keys.every((key) => other.get(key) === state.get(key));
    const onSource = this.source.findLastIndex(is);
    const found = this.target.slice(0, -1).findLastIndex((deployment) => is(deployment.state));
    const older = found < 0 ? undefined : found;
    const changed = !is(before.state);
    const newestBase = () => Math.max(...[...before.bases().values()].map(({ since }) => since));
    const wentBack = () => changed && older !== undefined && onSource <= newestBase();
    const bases = () => {
      if (older !== undefined && wentBack()) return this.at(older).bases();
      const since = onSource >= 0 ? onSource : this.source.findLastIndex(is);
      if (!changed || since < 0) return before.bases();
      return new Map(this.keys.map((key) => [key, { value: state.get(key), since }]));
    };
    this.target.push({ state, bases, wentBackTo: () => (wentBack() ? older : undefined) });
  }

  /** What taking back the changes of these deployments gives, newest first; nothing where later changes stand in the way. */
  afterUndo(deployments: readonly number[]): State | undefined {
    const state = new Map(this.targetState);
    for (const deployment of newestFirst(deployments)) {
      const [before, after] = [this.stateOf(deployment - 1), this.stateOf(deployment)];
      for (const key of this.keys) {
        if (before.get(key) === after.get(key) || state.get(key) === before.get(key)) continue;
        if (state.get(key) !== after.get(key)) return undefined;
        setKey(state, key, before.get(key));
      }
    }
    return state;
  }

  undo(told: 'told' | 'untold', deployments: readonly number[]): void {
    const state = this.afterUndo(deployments);
    if (!state) throw new RangeError('in conflict');
    if (told === 'untold') {
      this.landUntold(state);
      return;
    }
    const current = last(this.target);
    const bases = () => {
      const rewound = new Map(current.bases());
      for (const deployment of newestFirst(deployments)) {
        const [before, after] = [this.at(deployment - 1), this.at(deployment)];
        for (const key of this.keys) {
          if (before.state.get(key) !== after.state.get(key)) rewound.set(key, this.base(before, key));
        }
      }
      return rewound;
    };
    const before = Math.min(...deployments) - 1;
    this.target.push({ state, bases, wentBackTo: () => before });
  }

  expected(): Expected {
    const { state: now } = last(this.target);
    const differing = this.keys.filter((key) => this.sourceState.get(key) !== now.get(key));
    const decided = new Map(differing.map((key) => [key, this.decide(key)]));
    const of = (decision: string) => differing.filter((key) => decided.get(key) === decision);
    const items = of('take').map((key) => {
      const after = this.sourceState.get(key);
      return `${key}${after === undefined ? '-' : `=${after}`}${this.taken(key) ? '!' : ''}`;
    });
    const conflicts = of('conflict');
    const hotfixes = [...of('keep'), ...conflicts].sort();
    return { state: stateOf(items, conflicts, hotfixes), items, conflicts, hotfixes };
  }

  /** Keys that would change. */
  pending(): readonly Key[] {
    return this.keys.filter(
      (key) => this.sourceState.get(key) !== this.targetState.get(key) && this.decide(key) === 'take',
    );
  }

  private decide(key: Key): 'take' | 'keep' | 'conflict' {
    const current = last(this.target);
    const [target, source] = [current.state.get(key), this.sourceState.get(key)];
    const { value, since } = this.base(current, key);
    const heldSince = this.source.slice(since).some((state) => state.get(key) === target);
    if (target === value || heldSince) return 'take';
    if (this.taken(key) && this.source.some((state) => state.get(key) === target)) return 'take';
    if (this.overruled(key, this.target.length - 1)) return 'conflict';
    return source === value ? 'keep' : 'conflict';
  }

  /**
   * Whether a rollback took the source's value, and the value in its place was set after it. What the rollback itself
   * brought back stands as it stood at the deployment that it went back to.
   */
  private overruled(key: Key, at: number): boolean {
    const present = this.at(at).state.get(key);
    const until = this.target.slice(0, at + 1);
    const lastInForce = until.findLastIndex(({ state }) => state.get(key) === this.sourceState.get(key));
    const after = until.slice(lastInForce + 1);
    const origin = lastInForce < 0 ? undefined : after[0]?.wentBackTo();
    if (origin === undefined) return false;
    return !after.every(({ state }) => state.get(key) === present) || this.overruled(key, origin);
  }

  /** Whether a rollback took the source's value of this key, and it has not been in force since. */
  private taken(key: Key): boolean {
    const value = this.sourceState.get(key);
    const lastInForce = this.target.findLastIndex(({ state }) => state.get(key) === value);
    return lastInForce >= 0 && this.target[lastInForce + 1]?.wentBackTo() !== undefined;
  }

  private base(deployment: Deployment, key: Key): Base {
    return deployment.bases().get(key) ?? { value: undefined, since: 0 };
  }

  private at(deployment: number): Deployment {
    const found = this.target[deployment];
    if (!found) throw new RangeError(`no deployment ${deployment}`);
    return found;
  }
}

const never = () => undefined;

function newestFirst(deployments: readonly number[]): readonly number[] {
  return deployments.toSorted((one, other) => other - one);
}

function stateOf(items: readonly string[], conflicts: readonly Key[], hotfixes: readonly Key[]): string {
  if (conflicts.length > 0) return 'conflict';
  if (items.some((item) => item.endsWith('!'))) return 'pendingReintroducesRollback';
  if (items.length > 0) return hotfixes.length > 0 ? 'diverged' : 'pending';
  return hotfixes.length > 0 ? 'downstreamOnly' : 'inSync';
}

function withKey(state: State, key: Key, value: Value): State {
  const next = new Map(state);
  setKey(next, key, value);
  return next;
}

function setKey(state: Map<Key, string>, key: Key, value: Value): void {
  if (value === undefined) state.delete(key);
  else state.set(key, value);
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new RangeError('empty');
  return item;
}
