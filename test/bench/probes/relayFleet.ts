import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFleet } from '../../../src/core/fleet/createFleet';
import type { Attention } from '../../../src/core/fleet/fleet';
import { askForgeBy } from '../../../src/core/relay/access/askForge';
import type { RelayForge } from '../../../src/core/relay/config/resolve';
import type { DeskWorld } from '../../../src/core/relay/facts/desk';
import { ForgePlaces } from '../../../src/core/relay/facts/forgePlaces';
import { readPlace } from '../../../src/core/relay/facts/readPlace';
import { relayAddress } from '../../../src/core/relay/subscribe/address';
import { silentLog } from '../../../src/core/support/log';
import type { Lab } from '../../lab/lab';
import { randomFrom } from '../../lab/real/scale/random';
import { FakeTime } from '../../unit/relay/subscribe/fakeTime';
import { RelayModel } from '../../unit/relay/subscribe/relayModel';
import { catalogAt, never } from './scaleFleet';

const minute = 60_000;

/** `reads`: it reads for all as well as telling where to look. */
export type RelayKind = 'none' | 'tells' | 'reads';

export interface Following {
  readonly attention: Attention;
  readonly relay: RelayKind;
  /** In an hour, to one service or another, each with two words of its pipeline. */
  readonly pushes: number;
  readonly editors: number;
  readonly hours: number;
}

/** Requests to the forge in an hour. */
export interface Asked {
  /** By one editor. */
  readonly editor: number;
  /** By the relay, to know what one editor may read. */
  readonly rights: number;
  /** By the relay, to read for all. */
  readonly reading: number;
}

/** What so many editors cost the forge in an hour. */
export function askedByAll({ editor, rights, reading }: Asked, editors: number): number {
  return Math.round(reading + editors * (editor + rights));
}

/** As often as a relay asks for rights. Source: docs/relay.md, "Who is told what". */
const rightsMs = 10 * minute;

/**
 * How often the forge is asked by so many editors and their relay: the product's own fleets, clients and readings on the lab's forge, by a clock
 * that is moved. Each editor has a token of its own, as the relay sees it. Git's requests are not counted: there is one for each push and editor, with a relay or without.
 */
export async function requestsInAnHour(lab: Lab, following: Following): Promise<Asked> {
  const { attention, relay: kind, pushes, editors, hours } = following;
  const time = new FakeTime(Date.now());
  const { host } = new URL(lab.forge.url);
  const asked = { editor: 0, rights: 0, reading: 0 };
  const forge: RelayForge = {
    ...{ host, kind: 'gitea', api: `${lab.forge.url}/api/v1`, token: lab.forge.tokens.reader, covers: () => true },
  };
  const places = new ForgePlaces(new Map([[host, forge]]), {
    clock: time,
    fetch,
    onRequest: () => (asked.reading += 1),
  });
  const read: DeskWorld['read'] = async (repository, reading, signal) =>
    readPlace({ ...reading, place: await places.place(repository, signal) }, places.world, signal);
  const relay = new RelayModel(time, host, kind === 'reads' ? read : undefined);
  const mayRead = askForgeBy({ clock: time, onRequest: () => (asked.rights += 1) });
  const paths = lab.services.map((service) => `${lab.forge.owner}/${service}`);
  const askRights = async (): Promise<void> => {
    for (let editor = 0; editor < editors; editor++) await mayRead(forge, lab.forge.tokens.developer, paths, never);
    rights = time.after(rightsMs, askRights);
  };
  let rights = kind === 'none' ? undefined : time.after(rightsMs, askRights);
  const storage = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
  const count = (line: string) => {
    if (/^\S+ (?:GET|POST) /.test(line)) asked.editor += 1;
  };
  const catalog = await catalogAt(join(lab.workspace, 'branchline.yaml'));
  const fleets = Array.from({ length: editors }, (_, at) =>
    createFleet({
      storage: join(storage, String(at)),
      memory: join(storage, String(at)),
      tokens: { token: () => Promise.resolve({ value: lab.forge.tokens.developer, source: 'bench' }) },
      forges: {},
      online: true,
      clusters: undefined,
      clock: time,
      alarms: time,
      random: randomFrom(at),
      log: { ...silentLog, debug: count },
      ...(kind !== 'none'
        ? { relay: { address: relayAddress('https://relay.example.com'), token: () => Promise.resolve('blr_x') } }
        : {}),
    }),
  );
  try {
    for (const fleet of fleets) {
      await fleet.useCatalog(catalog, [], never);
      fleet.setAttention(attention);
      await fleet.refresh('start', never);
    }
    await time.passWaiting(20 * minute);
    Object.assign(asked, { editor: 0, rights: 0, reading: 0 });
    const inAll = pushes * hours;
    for (let push = 0; push < Math.max(1, inAll); push++) {
      if (inAll > 0) await happen(lab, relay, time, push);
      await time.passWaiting((hours * 60 * minute) / Math.max(1, inAll) - (inAll > 0 ? 2 * minute : 0));
    }
    const { editor, rights: forRights, reading } = asked;
    return { editor: editor / editors / hours, rights: forRights / editors / hours, reading: reading / hours };
  } finally {
    for (const fleet of fleets) fleet.dispose();
    rights?.dispose();
    relay.dispose();
    places.dispose();
    await rm(storage, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function happen(lab: Lab, relay: RelayModel, time: FakeTime, push: number): Promise<void> {
  const service = lab.services[push % lab.services.length] ?? '';
  const path = `${lab.forge.owner}/${service}`;
  const commit = await lab.forge.commit(service, 'dev', `Note ${push}`, { 'NOTES.md': `${push} ${time.now()}` });
  relay.tell(path, 'push', { branch: 'dev', commit });
  for (const state of ['pending', 'success'] as const) {
    await time.passWaiting(minute);
    await lab.forge.postStatus(service, commit, 'ci', state);
    relay.tell(path, 'status', { commit });
  }
}
