import type { Service } from '../../../../src/core/catalog/catalog';
import type { ServiceLocation } from '../../../../src/core/change/location';
import type { FleetDependencies } from '../../../../src/core/fleet/dependencies';
import { AnswerAge } from '../../../../src/core/fleet/observe/answerAge';
import { FleetRelay } from '../../../../src/core/fleet/observe/fleetRelay';
import { LookTimes } from '../../../../src/core/fleet/observe/lookTimes';
import { ToldService } from '../../../../src/core/fleet/observe/toldService';
import { cellId } from '../../../../src/core/fleet/state/snapshot';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import { relayAddress } from '../../../../src/core/relay/subscribe/address';
import { pipelineState } from '../../../../src/core/pipeline/rollUp';
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
  readonly truth = new Map<string, Truth>();
  readonly shown = new Map<string, Truth>();
  /** Requests to the forge, by service. */
  readonly asked = new Map<string, number>();
  isForgeDown = false;
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
    let following: Promise<void> | undefined;
    const lookOnce = async (isPoll: boolean) => {
      const begun = told.begin();
      await Promise.resolve();
      if (this.isForgeDown) {
        begun.failed();
        times.failures += 1;
        return;
      }
      const { head } = this.ask(name);
      if (this.shown.get(name)?.head !== head) times.noticeChange(undefined);
      if (isPoll && times.hasJustChanged) answers.forget();
      begun.apply(answers);
      const held = this.shown.get(name) ?? fresh();
      const commit = commitOf(name, head);
      let { checks, pullRequests } = held;
      if (!answers.holds(cellId(name, 'dev'), commit)) {
        ({ checks } = this.ask(name));
        answers.note(cellId(name, 'dev'), commit);
      }
      const heads = JSON.stringify([['dev', commit]]);
      if (!answers.holds(`pull requests of ${name}`, heads)) {
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
        return doubts.isSeenIn(new Map([['dev', commitOf(name, this.shown.get(name)?.head ?? 0)]]));
      },
      branches: () => ['dev', 'test', 'prod'],
      within: (ms) => times.within(ms),
      hasten: () => times.hasten(),
    });
    const times: LookTimes = new LookTimes(
      service,
      shared,
      { toldAs: (commit) => told.as(commit), budgetUsed: () => 0 },
      () => look(true),
    );
    const identity = { kind: 'gitea', host: 'git.example.com', apiBase: 'https://git.example.com/api/v1' } as const;
    const begin = () => {
      told.found({
        forge: { kind: 'known', client: { identity }, repository: { owner: 'gitops', name } },
      } as unknown as ServiceLocation);
      return look(true);
    };
    this.observed.push({ times, told, begin });
  }

  private ask(name: string): Truth {
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
    return this.truth.get(name) ?? fresh();
  }
}

function fresh(): Truth {
  return { head: 0, checks: 0, pullRequests: 0 };
}
