import type { Service } from '../../../../src/core/catalog/catalog';
import type { ServiceLocation } from '../../../../src/core/change/location';
import type { FleetDependencies } from '../../../../src/core/fleet/dependencies';
import { AnswerAge } from '../../../../src/core/fleet/observe/answerAge';
import { FleetRelay } from '../../../../src/core/fleet/observe/fleetRelay';
import { LookTimes } from '../../../../src/core/fleet/observe/lookTimes';
import { ToldService } from '../../../../src/core/fleet/observe/toldService';
import { cellId } from '../../../../src/core/fleet/state/snapshot';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import type { DeskWorld } from '../../../../src/core/relay/facts/desk';
import { ForgeError } from '../../../../src/core/forge/errors';
import type { SharedFact } from '../../../../src/core/relay/subscribe/heldFacts';
import { relayAddress } from '../../../../src/core/relay/subscribe/address';
import { pipelineState } from '../../../../src/core/pipeline/rollUp';
import { message } from '../../../../src/core/support/message';
import { silentLog } from '../../../../src/core/support/log';
import { aCatalog, aService } from '../../fleet/builders';
import type { FakeTime } from './fakeTime';
import { commitOf } from './relayModel';

/** What a forge has of one repository: a head, the checks of it, pull requests. Each is a number that grows. */
export interface Truth {
  head: number;
  checks: number;
  pullRequests: number;
}

type Shared = Pick<FleetDependencies, 'store' | 'clock' | 'alarms' | 'random' | 'beatPhase' | 'attention' | 'relay'>;

/** Services with the real rules of when they are looked at, and a forge that is a few numbers. */
export class ObservedModel {
  truth = new Map<string, Truth>();
  readonly shown = new Map<string, Truth>();
  /** Requests to the forge, by service. */
  readonly asked = new Map<string, number>();
  isForgeDown = false;
  /** How often the relay has read. */
  readings = 0;
  readonly relay: FleetRelay;
  readonly store = new FleetStore();
  private readonly observed: { readonly times: LookTimes; readonly told: ToldService; begin: () => Promise<void> }[] =
    [];
  private focused = true;

  constructor(
    private readonly time: FakeTime,
    random: () => number,
    names: readonly string[],
    token: string | undefined = 'secret',
  ) {
    this.relay = new FleetRelay({ clock: time, alarms: time, random, log: silentLog }, (status) =>
      this.store.setRelay(status),
    );
    this.relay.use({ address: relayAddress('https://relay.example.com'), token: () => Promise.resolve(token) });
    const services = names.map((name) => aService(name));
    this.store.setCatalog(aCatalog(...services));
    const shared: Shared = {
      store: this.store,
      clock: time,
      alarms: time,
      random,
      beatPhase: random(),
      attention: () => ({ treeVisible: true, focused: this.focused }),
      relay: this.relay,
    };
    for (const service of services) this.observe(service, shared);
  }

  /** The forge is that of another: what is so there is so here. */
  seeAs(other: ObservedModel): void {
    this.truth = other.truth;
  }

  async start(): Promise<void> {
    await Promise.all(this.observed.map(({ begin }) => begin()));
  }

  change(name: string, what: keyof Truth): Truth {
    const truth = { ...(this.truth.get(name) ?? fresh()) };
    truth[what] += 1;
    this.truth.set(name, truth);
    return truth;
  }

  setFocus(focused: boolean): void {
    this.focused = focused;
    for (const { times } of this.observed) times.schedule();
  }

  dispose(): void {
    for (const { times, told } of this.observed) {
      times.dispose();
      told.dispose();
    }
    this.relay.dispose();
    this.store.dispose();
  }

  private observe(service: Service, shared: Shared): void {
    const { name } = service;
    const answers = new AnswerAge(this.time, shared.random);
    this.truth.set(name, fresh());
    this.asked.set(name, 0);
    let looking: Promise<void> | undefined;
    let wasShared = false;
    let following: Promise<void> | undefined;
    const lookOnce = async (isPoll: boolean) => {
      const begun = told.begin();
      await Promise.resolve();
      const shared = this.sound(name, told);
      if (this.isForgeDown && !shared) {
        begun.failed();
        times.failures += 1;
        return;
      }
      const began = this.time.now();
      const head = shared ? this.numberOf(name, shared.heads.get('dev')) : this.ask(name).head;
      if (this.shown.get(name)?.head !== head) times.noticeChange(undefined);
      if (!shared && ((isPoll && times.hasJustChanged) || wasShared)) answers.forget();
      wasShared = shared !== undefined;
      begun.apply(answers);
      const held = this.shown.get(name) ?? fresh();
      const commit = commitOf(name, head);
      let { checks, pullRequests } = held;
      const read = shared?.checks.get(commit)?.checks[0];
      if (read) checks = Number(read.description);
      else if (!answers.holds(cellId(name, 'dev'), commit)) {
        ({ checks } = this.ask(name));
        answers.note(cellId(name, 'dev'), commit);
      }
      const heads = JSON.stringify([['dev', commit], shared?.pullRequests?.mark]);
      const isHeld = shared?.pullRequests ? answers.isAbout.bind(answers) : answers.holds.bind(answers);
      if (!isHeld(`pull requests of ${name}`, heads)) {
        ({ pullRequests } = this.ask(name));
        answers.note(`pull requests of ${name}`, heads);
      }
      this.shown.set(name, { head, checks, pullRequests });
      const check = { context: 'ci', state: 'success', description: '', updatedAt: '2026-11-30T14:00:00Z' };
      const pipeline = pipelineState(commit, [check], { at: this.time.now(), source: 'git.example.com' });
      for (const { name: environment } of service.environments)
        this.store.updateCell(cellId(name, environment), { pipeline });
      times.failures = 0;
      begun.done();
      if (!shared) told.noteOwn(began);
    };
    const look = (isPoll: boolean): Promise<void> => {
      if (looking && !isPoll) {
        following ??= looking.then(() => {
          following = undefined;
          return look(false);
        });
        return following;
      }
      looking ??= lookOnce(isPoll).finally(() => {
        looking = undefined;
        times.noteLook();
      });
      return looking;
    };
    const told: ToldService = new ToldService(service, shared, {
      look: async (doubts) => {
        told.add(doubts);
        await look(false);
        return wasShared || doubts.isSeenIn(new Map([['dev', commitOf(name, this.shown.get(name)?.head ?? 0)]]));
      },
      branches: () => ['dev', 'test', 'prod'],
      within: (ms) => times.within(ms),
      hasten: () => times.hasten(),
      isMoving: () => times.isMoving,
    });
    const times: LookTimes = new LookTimes(
      service,
      shared,
      { toldAs: (commit) => told.as(commit), budgetUsed: () => 0 },
      () => look(true),
    );
    const identity = { kind: 'gitea', host: 'git.example.com', apiBase: 'https://git.example.com/api/v1' } as const;
    const begin = () => {
      told.found(
        {
          forge: { kind: 'known', client: { identity }, repository: { owner: 'gitops', name } },
        } as unknown as ServiceLocation,
        ['dev'],
      );
      return look(true);
    };
    this.observed.push({ times, told, begin });
  }

  /** What a relay reads of it, with a token of its own. */
  readonly readBy: DeskWorld['read'] = async ({ path }) => {
    const name = path.slice(path.indexOf('/') + 1);
    await Promise.resolve();
    this.readings += 1;
    if (this.isForgeDown) throw ForgeError.unreachable(message('down'), undefined);
    const { head, checks, pullRequests } = this.truth.get(name) ?? fresh();
    const at = this.time.now();
    const check = { context: 'ci', state: 'success', description: `${checks}`, updatedAt: '2026-11-30T14:00:00Z' };
    return {
      kind: 'known',
      heads: [['dev', commitOf(name, head)]],
      pullRequests: { at, open: 1, mark: `m${pullRequests}`, heads: [] },
      checks: [[commitOf(name, head), { at, list: [check] }]],
    };
  };

  /** What the relay read, where git has what it names. */
  private sound(name: string, told: ToldService): SharedFact | undefined {
    const shared = told.shared('poll', ['dev']);
    if (!shared || this.numberOf(name, shared.heads.get('dev')) >= 0) return shared;
    told.distrust();
    return undefined;
  }

  private numberOf(name: string, commit: string | undefined): number {
    const newest = this.truth.get(name)?.head ?? 0;
    return Array.from({ length: newest + 1 }, (_, head) => head).find((head) => commitOf(name, head) === commit) ?? -1;
  }

  private ask(name: string): Truth {
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
    return this.truth.get(name) ?? fresh();
  }
}

function fresh(): Truth {
  return { head: 0, checks: 0, pullRequests: 0 };
}
