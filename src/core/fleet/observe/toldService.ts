import type { Service } from '../../catalog/catalog';
import type { ServiceLocation } from '../../change/location';
import { relayRepository, type RelayRepository } from '../../relay/repository';
import type { Hint } from '../../relay/hints/hint';
import type { SharedFact } from '../../relay/subscribe/heldFacts';
import type { Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { sweptEveryMs } from '../state/lookedAt';
import { cellId } from '../state/snapshot';
import type { FleetDependencies } from '../dependencies';
import type { AnswerAge } from './answerAge';
import { Doubts } from '../../relay/hints/doubts';
import type { RefreshReason } from '../fleet';
import type { RelayEars } from './fleetRelay';
import { HintedLooks } from '../../relay/hints/hintedLooks';
import { forgetDoubtful } from './doubtful';
import type { ToldAs } from './lookTimes';
import { SharedReading } from './sharedReading';

/** Between two looks by what a relay read, while it goes on reading. */
const sharedGapMs = 5_000;

/** All that a relay tells of again is read within so long, and not by all at one moment. */
const afterBreakMs = 60_000;
const mostCommits = 50;

/** What a service's observer does about what it is told. */
export interface Looks {
  /** Looks by these doubts; whether all that was told was seen. */
  look(doubts: Doubts): Promise<boolean>;
  /** Those of environments and of rules; nothing where they are not known yet. */
  branches(): readonly string[] | undefined;
  within(ms: number): void;
  hasten(): void;
  /** A pipeline is under way, or about to be, and no webhook tells how it goes. */
  isMoving(): boolean;
}

/** One look, as far as it answers to what was told before it began. */
export interface LookBegun {
  apply(answers: AnswerAge): void;
  done(): void;
  /** What it was to answer to is to be answered to by the next. */
  failed(): void;
}

/**
 * What a relay tells of one service's repository. Nothing is believed but where to look; and only once a look has begun and
 * succeeded since the relay tells without a break, less is looked at: what was before that may not have been told.
 */
export class ToldService implements RelayEars, Disposable {
  private readonly hinted: HintedLooks;
  /** By what the relay read, which asks the forge for little. */
  private readonly shown: HintedLooks;
  private readonly reading: SharedReading;
  private repository: RelayRepository | undefined;
  private following: Disposable | undefined;
  private doubts: Doubts | undefined;
  /** How often anything may have happened untold. */
  private gaps = 1;
  /** The last of these that a look has answered to. */
  private answeredGap = 0;
  /** Commits of which a status was told since the last break. */
  private readonly toldOfStatuses = new Set<string>();
  private hasBroken = false;

  constructor(
    private readonly service: Service,
    private readonly deps: Pick<FleetDependencies, 'relay' | 'clock' | 'alarms' | 'random' | 'store'>,
    private readonly looks: Looks,
  ) {
    this.hinted = new HintedLooks({ ...deps, look: (doubts) => looks.look(doubts) });
    this.shown = new HintedLooks({ ...deps, look: (doubts) => looks.look(doubts), longestGapMs: sharedGapMs });
    this.reading = new SharedReading({
      ...deps,
      factOf: () => (this.repository ? deps.relay.factOf(this.repository) : undefined),
      take: (doubts, isShared) => (isShared ? this.shown : this.hinted).take(doubts),
    });
  }

  /** @param commit whose statuses matter: that of one commit are told says nothing of another's */
  as(commit?: string): ToldAs {
    if (!this.isTold || this.answeredGap < this.gaps || this.doubts !== undefined) return 'not';
    return commit !== undefined && this.toldOfStatuses.has(commit) ? 'toldOfStatuses' : 'told';
  }

  /** Where the repository was found. */
  found({ forge }: ServiceLocation, branches: readonly string[]): void {
    const at =
      forge.kind === 'known'
        ? { host: forge.client.identity.host, path: `${forge.repository.owner}/${forge.repository.name}` }
        : undefined;
    const parsed = at && relayRepository.safeParse(at);
    const repository = parsed?.success ? parsed.data : undefined; // a name that no relay knows is looked at as without one
    if (JSON.stringify(repository) === JSON.stringify(this.repository)) return;
    this.following?.dispose();
    this.repository = repository;
    this.following = repository && this.deps.relay.follow(repository, this, branches);
  }

  hint(hint: Hint): void {
    if (hint.kind === 'status' && hint.commit !== undefined) this.noteStatus(hint.commit);
    if (hint.kind === 'imagePushed' || !this.concerns(hint)) return;
    if (!this.reading.awaits(hint)) this.hinted.hint(hint);
  }

  missing(withinMs: number): void {
    this.gaps += 1;
    this.toldOfStatuses.clear();
    this.tellInterval();
    this.looks.within(withinMs);
  }

  fact(): void {
    this.reading.told(this.looks.branches() ?? []);
  }

  /** What the relay read, where a look for that reason may go by it: what a person asks for, or has just done, is read by us. */
  shared(reason: RefreshReason, branches: readonly string[]): SharedFact | undefined {
    if ((reason !== 'poll' && reason !== 'told') || !this.isTold) return undefined;
    return this.reading.fact(branches, this.looks.isMoving());
  }

  /** A look of our own succeeded. @param at when it began */
  noteOwn(at: Instant): void {
    this.reading.noteOwn(at);
  }

  /** A look by what the relay read failed. */
  distrust(): void {
    this.reading.distrust();
  }

  /** The next look is to answer to these. */
  add(doubts: Doubts): void {
    this.doubts ??= new Doubts();
    this.doubts.addAll(doubts);
  }

  told(): void {
    this.gaps += 1;
    this.toldOfStatuses.clear();
    // What happened meanwhile may be told by nobody.
    if (this.hasBroken) this.looks.within(afterBreakMs);
    this.hasBroken = false;
  }

  untold(): void {
    this.hasBroken = true;
    this.toldOfStatuses.clear();
    this.reading.lost();
    this.tellInterval();
    this.looks.hasten();
  }

  begin(): LookBegun {
    const { doubts, gaps } = this;
    this.doubts = undefined;
    return {
      apply: (answers) => {
        if (this.isTold && this.answeredGap < gaps) answers.forget();
        else if (doubts) forgetDoubtful(doubts, answers);
      },
      done: () => {
        this.answeredGap = gaps;
        this.tellInterval();
      },
      failed: () => {
        this.gaps += 1;
        this.tellInterval();
      },
    };
  }

  dispose(): void {
    this.hinted.dispose();
    this.shown.dispose();
    this.reading.dispose();
    this.following?.dispose();
    this.deps.store.setLookedAtEvery(this.service, undefined);
  }

  private get isTold(): boolean {
    return this.repository !== undefined && this.deps.relay.toldSince(this.repository) !== undefined;
  }

  private tellInterval(): void {
    this.deps.store.setLookedAtEvery(this.service, this.as() === 'not' ? undefined : sweptEveryMs);
  }

  private noteStatus(commit: string): void {
    this.toldOfStatuses.add(commit);
    const [oldest] = this.toldOfStatuses;
    if (this.toldOfStatuses.size > mostCommits && oldest !== undefined) this.toldOfStatuses.delete(oldest);
  }

  /** A push to a branch that nobody looks at changes nothing here. */
  private concerns({ kind, branch }: Hint): boolean {
    if (branch === undefined || (kind !== 'push' && kind !== 'status')) return true;
    const looked = this.looks.branches();
    return !looked || looked.includes(branch) || this.openHeads().includes(branch);
  }

  private openHeads(): readonly string[] {
    const { store } = this.deps;
    const { name, environments } = this.service;
    const cells = environments.map((environment) => store.latestCell(cellId(name, environment.name)));
    return [
      ...cells.flatMap((cell) => [...(cell?.openTowards ?? []), ...(cell?.openFromOthers ?? [])]),
      ...store
        .latestEdges(name)
        .flatMap(({ pullRequests }) => (pullRequests.kind === 'known' ? pullRequests.open : [])),
    ].map(({ head }) => head.branch);
  }
}
