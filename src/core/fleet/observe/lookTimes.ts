import type { Environment, Service } from '../../catalog/catalog';
import { nextPoll } from '../../pipeline/nextPoll';
import type { Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { cellId, type Cell } from '../state/snapshot';
import type { FleetDependencies } from '../dependencies';
import { onBeat, sweepBeatMs } from './beat';

/** A pipeline that a promotion starts is looked at closely for this long. */
const watchedAfterChangeMs = 10 * 60_000;

/** How a relay tells of the repository: it does not; it does; it does, and has told of a status of the commit in question. */
export type ToldAs = 'not' | 'told' | 'toldOfStatuses';

export interface LooksKnown {
  toldAs(commit?: string): ToldAs;
  /** Share of the forge's limit that is used up; none where it does not tell. */
  budgetUsed(): number;
}

/** When one service is looked at next, and why so. */
export class LookTimes implements Disposable {
  /** Looks that failed in a row. */
  failures = 0;
  private alarm: Disposable | undefined;
  private dueAt: Instant = Infinity;
  private lookedAt: Instant | undefined;
  private changedAt: Instant | undefined;
  private ended = false;

  constructor(
    private readonly service: Service,
    private readonly deps: Pick<FleetDependencies, 'store' | 'clock' | 'alarms' | 'random' | 'beatPhase' | 'attention'>,
    private readonly known: LooksKnown,
    private readonly look: () => Promise<void>,
  ) {}

  /** Something was just promoted here: looks more often for a while. */
  expectChange(): void {
    this.changedAt = this.deps.clock.now();
    this.schedule();
  }

  /**
   * A push starts a pipeline, and what it says then changes by the minute.
   * @param newest when the newest head was made; of the first look, when nobody knows when a branch moved
   */
  noticeChange(newest: Instant | undefined): void {
    const at = this.deps.clock.now();
    this.changedAt = newest === undefined ? at : Math.min(newest, at);
  }

  get hasJustChanged(): boolean {
    return this.changedAt !== undefined && this.deps.clock.now() - this.changedAt < watchedAfterChangeMs;
  }

  /** A pipeline is under way, or about to be, and no webhook tells how it goes. */
  get isMoving(): boolean {
    const { store } = this.deps;
    const cells = this.service.environments.map(({ name }) => store.latestCell(cellId(this.service.name, name)));
    return cells.some((cell) => {
      if (!cell || !(this.hasJustChanged || moves(cell))) return false;
      return this.known.toldAs(commitOf(cell)) !== 'toldOfStatuses';
    });
  }

  /** A look has ended. */
  noteLook(): void {
    this.lookedAt = this.deps.clock.now();
    this.schedule();
  }

  /** The attention changed, or a look has ended. */
  schedule(): void {
    const intervalMs = this.intervalMs();
    this.alarm?.dispose();
    this.dueAt = Infinity;
    if (intervalMs === undefined || this.ended) return;
    // A sweep is due by the look before it: whoever comes and goes all the time does not put it off.
    const sinceMs = this.lookedAt === undefined ? 0 : Math.max(0, this.deps.clock.now() - this.lookedAt);
    const isSeldom = this.known.toldAs() !== 'not';
    if (!isSeldom) this.arm(intervalMs);
    else if (intervalMs - sinceMs > sweepBeatMs) this.arm(intervalMs - sinceMs, sweepBeatMs);
    else this.arm(Math.max(intervalMs - sinceMs, this.deps.random() * lateSpreadMs));
  }

  /** Looks at a moment within that time that is left to chance, unless it is sooner anyway. */
  within(ms: number): void {
    if (this.ended) return;
    const inMs = this.deps.random() * ms;
    if (this.deps.clock.now() + inMs < this.dueAt) this.arm(inMs);
  }

  /** As often as without a relay from now on, and not all at the same moment. */
  hasten(): void {
    const intervalMs = this.intervalMs();
    if (intervalMs !== undefined) this.within(intervalMs);
  }

  dispose(): void {
    this.ended = true;
    this.alarm?.dispose();
  }

  private arm(inMs: number, beatMs?: number): void {
    this.alarm?.dispose();
    const { clock, alarms, beatPhase } = this.deps;
    const onBeatMs = onBeat(inMs, clock.now(), beatPhase, beatMs);
    this.dueAt = clock.now() + onBeatMs;
    this.alarm = alarms.after(onBeatMs, () => {
      this.dueAt = Infinity;
      return this.look();
    });
  }

  private intervalMs(): number | undefined {
    const intervals = this.service.environments.map((environment) => this.intervalOf(environment));
    const soonest = Math.min(...intervals.map((interval) => (interval === 'never' ? Infinity : interval)));
    return Number.isFinite(soonest) ? soonest : undefined;
  }

  private intervalOf({ name }: Environment): number | 'never' {
    const { store, random } = this.deps;
    const { treeVisible, focused } = this.deps.attention();
    const cell = store.latestCell(cellId(this.service.name, name));
    if (!cell) return 'never';
    const justChanged = this.hasJustChanged;
    const { failures } = this;
    const toldAs = this.known.toldAs(commitOf(cell));
    const isMoving = justChanged || moves(cell);
    // A relay that never told of a status of this commit may not hear of any.
    const told = failures === 0 && (toldAs === 'toldOfStatuses' || (toldAs === 'told' && !isMoving));
    const watching = { watched: true, visible: treeVisible, focused, justChanged, failures, told };
    return nextPoll(cell.pipeline, { ...watching, budgetUsed: this.known.budgetUsed() }, random());
  }
}

function commitOf({ head }: Cell): string | undefined {
  return head.kind === 'known' ? head.commit.sha : undefined;
}

function moves({ pipeline }: Cell): boolean {
  return pipeline.kind === 'unknown' || pipeline.inFlight !== 'no';
}

/** What is overdue when somebody comes back is not all read at one moment. */
const lateSpreadMs = 5_000;
