import type { Alarms, Clock } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import type { RelayConfig } from '../config/resolve';
import { FactDesk } from '../facts/desk';
import { ForgePlaces } from '../facts/forgePlaces';
import { readPlace } from '../facts/readPlace';
import type { EventLog } from '../log/eventLog';
import type { Figures } from './figures';
import { sparing, type RelayLog } from './jsonLog';

export interface FactRoom extends Disposable {
  readonly desk: FactDesk;
  /** A fact was read, by this relay or another. */
  readonly onDidRead: (listener: (key: string) => void) => Disposable;
}

interface FactRoomWorld {
  readonly config: RelayConfig;
  readonly events: EventLog;
  readonly figures: Figures;
  readonly log: RelayLog;
  readonly clock: Clock;
  readonly steady: Clock;
  readonly alarms: Alarms;
}

/** Where the relay reads what all would ask; nothing where no forge has a token for it. @throws RelayError */
export async function openFactRoom(world: FactRoomWorld): Promise<FactRoom | undefined> {
  const { config, events, figures, log, clock, steady, alarms } = world;
  if (![...config.forges.values()].some(({ token }) => token !== undefined)) return undefined;
  const store = await events.openFacts();
  const places = new ForgePlaces(config.forges, {
    clock,
    fetch,
    onRequest: (host) => figures.askedForFacts({ host }),
  });
  const said = sparing(log, steady);
  const desk = new FactDesk({
    ...{ ring: events.ring, epoch: events.positions.epoch, store, clock, alarms, random: Math.random },
    sweepMs: config.limits.factsMinutes * 60_000,
    isRead: (repository) => places.isRead(repository),
    read: async (repository, reading, signal) =>
      readPlace({ ...reading, place: await places.place(repository, signal) }, places.world, signal),
    onRead: (host, outcome) => {
      figures.read({ host, outcome });
      if (outcome !== 'known') said(`${host} ${outcome}`, 'warn', 'a repository could not be read', { host, outcome });
    },
    onTrouble: (reason) => said('facts', 'warn', 'facts could not be kept', { reason }),
  });
  const heard = events.onDidAppend(() => desk.hear());
  return {
    desk,
    onDidRead: store.onDidStore,
    dispose: () => {
      heard.dispose();
      desk.dispose();
      places.dispose();
      store.dispose();
    },
  };
}
