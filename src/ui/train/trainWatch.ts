import * as vscode from 'vscode';
import type { Fleet } from '../../core/fleet/fleet';
import type { FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Clock, Instant } from '../../core/support/clock';
import { delay } from '../../core/support/deadline';
import { DisposableStore, every, type Disposable } from '../../core/support/disposable';
import { isAbort } from '../../core/support/errors';
import type { Log } from '../../core/support/log';
import type { Message } from '../../core/support/message';
import { unknownBecause } from '../../core/support/unknownBecause';
import { carsOf, type TrainManifest } from '../../core/train/manifest';
import { say } from '../words/say';
import type { ReportDocument } from './documents';
import type { EndedTrains } from './endedTrains';
import { factsOf, trainsIn } from './hints';
import { needOf, type TrainNeed } from './need';
import type { NamedTrain, TrainCalls } from './trainCalls';

/** A release train as it was last looked at. */
export interface WatchedTrain extends NamedTrain {
  readonly report: ReportDocument;
  readonly need: TrainNeed;
  readonly at: Instant;
  /** The last look failed: it was so before. */
  readonly failure?: Message;
}

interface Known extends NamedTrain {
  manifest: TrainManifest | undefined;
  /** What the fleet told of it when it was looked at. */
  facts: string;
  lookedAt: Instant;
  isWanted: boolean;
  seen?: WatchedTrain;
  /** Why the last look failed. */
  failure?: Message | undefined;
}

interface WatchSources {
  readonly fleet: Pick<Fleet, 'snapshot' | 'onDidChange'>;
  readonly calls: Pick<TrainCalls, 'wouldGoOn' | 'all'>;
  readonly ended: EndedTrains;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const settleMs = 2_000;
/** Two looks at one train lie so far apart; and so far where its page is open: somebody waits for what they did on the forge. */
const shortestGapMs = 20_000;
const followedGapMs = 5_000;
/** Gates open with time, and nobody tells of it. */
const longestGapMs = 300_000;
const searchAgainMs = 900_000;
/** The fleet itself is looked at before. */
const firstSearchMs = 30_000;
/** In a larger fleet trains without an open pull request are looked for only when a person asks. */
const mostSearched = 50;

/**
 * Follows the release trains of the fleet: also those that somebody else began, or that were begun on another machine. Nothing is kept
 * of them. How one stands, the command line tells from git and forge; here is decided only when to ask it again.
 */
export class TrainWatch implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly known = new Map<string, Known>();
  private readonly followed = new Map<string, number>();
  private isLooking = false;
  private isSettling = false;
  private searchedAt: Instant | undefined;
  private missed: readonly string[] = [];

  constructor(private readonly sources: WatchSources) {
    this.owned.add(sources.fleet.onDidChange(() => void this.settle()));
    this.owned.add(every(60_000, () => this.beat()));
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.beat()));
  }

  /** Those that run, wait or ask for a person, the gravest first. */
  get trains(): readonly WatchedTrain[] {
    const rank: readonly TrainNeed[] = ['decide', 'open', 'unknown', 'waits'];
    return [...this.known.values()]
      .flatMap(({ seen }) => (seen && rank.includes(seen.need) ? [seen] : []))
      .toSorted((one, other) => rank.indexOf(one.need) - rank.indexOf(other.need));
  }

  /** Why trains may be missing among them, each a line: services that could not be asked, and trains that could not be looked at. */
  get unsearched(): readonly string[] {
    const untold = [...this.known.values()].flatMap(({ id, seen, failure }) =>
      seen || !failure ? [] : [`${id}: ${say(failure)}`],
    );
    return [...untold, ...this.missed];
  }

  /** Trains of which the fleet tells, and that could never be looked at. */
  get untold(): number {
    return [...this.known.values()].filter(({ seen, failure }) => !seen && failure !== undefined).length;
  }

  of(id: string): WatchedTrain | undefined {
    return this.known.get(id)?.seen;
  }

  /** It is looked at also once it is through, until this is disposed of. */
  follow(train: NamedTrain): Disposable {
    this.followed.set(train.id, (this.followed.get(train.id) ?? 0) + 1);
    if (!this.known.has(train.id)) this.known.set(train.id, newlyKnown(train, undefined));
    return { dispose: () => this.followed.set(train.id, (this.followed.get(train.id) ?? 1) - 1) };
  }

  /** What somebody has looked at, or done, by themselves. */
  keep(train: NamedTrain, report: ReportDocument): void {
    const known = this.known.get(train.id) ?? newlyKnown(train, undefined);
    this.known.set(train.id, known);
    this.put(known, report);
  }

  /** Asks all services for trains; what it finds is looked at. */
  async search(signal: AbortSignal): Promise<void> {
    const { calls, clock } = this.sources;
    this.searchedAt = clock.now();
    const { answer, said } = await calls.all(signal);
    this.missed = said;
    for (const report of answer) {
      if (this.known.has(report.train)) continue;
      const services = (report.steps[0]?.waves ?? []).flat().map(({ service }) => service);
      const known = newlyKnown({ id: report.train, services: this.inCatalog(services) }, undefined);
      this.known.set(report.train, known);
      this.put(known, report);
      known.isWanted = true;
    }
    this.changed.fire();
    void this.run();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async settle(): Promise<void> {
    if (this.isSettling) return;
    this.isSettling = true;
    try {
      await delay(settleMs, this.sources.signal);
    } catch {
      return; // the window closes
    } finally {
      this.isSettling = false;
    }
    this.consider(this.sources.fleet.snapshot);
  }

  private consider(snapshot: FleetSnapshot): void {
    if (!snapshot.catalog || !vscode.workspace.isTrusted) return;
    this.searchedAt ??= this.sources.clock.now() - searchAgainMs + firstSearchMs;
    // Of a catalog that was left nothing is told any more.
    for (const { id, services } of [...this.known.values()]) {
      if (services.length > 0 && this.inCatalog(services).length === 0) this.known.delete(id);
    }
    for (const [id, manifest] of trainsIn(snapshot)) {
      const before = this.known.get(id);
      if (before) before.manifest ??= manifest;
      else if (!this.sources.ended.isEnded(id, factsOf(snapshot, manifest))) {
        const services = this.inCatalog(carsOf(manifest).map(({ service }) => service));
        this.known.set(id, newlyKnown({ id, services }, manifest));
      }
    }
    for (const known of this.known.values()) {
      if (known.manifest && factsOf(snapshot, known.manifest) !== known.facts) known.isWanted = true;
    }
    void this.run();
  }

  private beat(): void {
    const { fleet, clock, signal, log } = this.sources;
    const { catalog } = fleet.snapshot;
    if (!catalog || !vscode.workspace.isTrusted || !vscode.window.state.focused) return;
    const now = clock.now();
    for (const known of this.known.values()) {
      if (this.isUnderWay(known) && now - known.lookedAt >= longestGapMs) known.isWanted = true;
    }
    void this.run();
    const isSmall = catalog.services.filter(({ edges }) => edges.length > 0).length <= mostSearched;
    if (isSmall && this.searchedAt !== undefined && now - this.searchedAt >= searchAgainMs) {
      this.search(signal).catch((error: unknown) => {
        if (!isAbort(error)) log.warn('[train] release trains could not be looked for', error);
      });
    }
  }

  private isFollowed({ id }: Pick<Known, 'id'>): boolean {
    return (this.followed.get(id) ?? 0) > 0;
  }

  private isUnderWay(known: Known): boolean {
    return this.isFollowed(known) || (known.seen?.need !== 'done' && known.seen?.need !== 'halted');
  }

  /** One after the other: each look is a process of its own. */
  private async run(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    const { clock, signal, log } = this.sources;
    try {
      for (;;) {
        const next = [...this.known.values()]
          .filter(({ isWanted }) => isWanted)
          .toSorted((one, other) => one.lookedAt - other.lookedAt)[0];
        if (!next) return;
        const wait = next.lookedAt + (this.isFollowed(next) ? followedGapMs : shortestGapMs) - clock.now();
        if (wait > 0) await delay(wait, signal);
        await this.look(next);
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) log.error('[train]', error);
    } finally {
      this.isLooking = false;
    }
  }

  private async look(known: Known): Promise<void> {
    const { calls, clock, fleet, signal, log } = this.sources;
    known.isWanted = false;
    known.lookedAt = clock.now();
    if (known.manifest) known.facts = factsOf(fleet.snapshot, known.manifest);
    try {
      const { answer } = await calls.wouldGoOn(known, [], false, signal);
      this.put(known, answer);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      log.warn(`[train] ${known.id}`, error);
      const { said } = unknownBecause(error, { at: clock.now(), source: known.id });
      known.failure = said;
      if (known.seen) known.seen = { ...known.seen, failure: said };
      this.changed.fire();
    }
  }

  private put(known: Known, report: ReportDocument): void {
    const at = this.sources.clock.now();
    known.lookedAt = at;
    const need = needOf(report);
    known.failure = undefined;
    known.seen = { id: known.id, services: known.services, report, need, at };
    if (need === 'done' || need === 'halted') this.sources.ended.keep(known.id, known.facts);
    this.changed.fire();
  }

  /** What a train says of itself names services: only those of the catalog are asked. */
  private inCatalog(names: readonly string[]): readonly string[] {
    const known = new Set(this.sources.fleet.snapshot.catalog?.services.map(({ name }) => name));
    return names.filter((name) => known.has(name));
  }
}

function newlyKnown({ id, services }: NamedTrain, manifest: TrainManifest | undefined): Known {
  return { id, services, manifest, facts: '', lookedAt: 0, isWanted: false };
}
