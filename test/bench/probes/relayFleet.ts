import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFleet } from '../../../src/core/fleet/createFleet';
import type { Attention } from '../../../src/core/fleet/fleet';
import { relayAddress } from '../../../src/core/relay/subscribe/address';
import { silentLog } from '../../../src/core/support/log';
import type { Lab } from '../../lab/lab';
import { randomFrom } from '../../lab/real/scale/random';
import { FakeTime } from '../../unit/relay/subscribe/fakeTime';
import { RelayModel } from '../../unit/relay/subscribe/relayModel';
import { catalogAt, never } from './scaleFleet';

const minute = 60_000;

export interface Hour {
  readonly attention: Attention;
  readonly withRelay: boolean;
  /** Pushes to one service or another, each with two words of its pipeline. */
  readonly pushes: number;
  readonly editors: number;
}

/**
 * How often the forge is asked in one hour by so many editors: the product's own fleet and clients on the lab's forge, by a clock
 * that is moved. Git's requests are not counted: there is one for each push and editor, with a relay or without.
 */
export async function requestsInAnHour(lab: Lab, { attention, withRelay, pushes, editors }: Hour): Promise<number> {
  const time = new FakeTime(Date.now());
  const { host } = new URL(lab.forge.url);
  const relay = new RelayModel(time, host);
  const storage = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
  let asked = 0;
  const count = (line: string) => {
    if (/^\S+ (?:GET|POST) /.test(line)) asked += 1;
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
      ...(withRelay
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
    asked = 0;
    for (let push = 0; push < Math.max(1, pushes); push++) {
      if (pushes > 0) await happen(lab, relay, time, push);
      await time.passWaiting((60 * minute) / Math.max(1, pushes) - (pushes > 0 ? 2 * minute : 0));
    }
    return asked;
  } finally {
    for (const fleet of fleets) fleet.dispose();
    relay.dispose();
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
