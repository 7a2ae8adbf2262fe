import type { ServiceLocation } from '../../../../src/core/change/location';
import assert from 'node:assert/strict';
import { AnswerAge } from '../../../../src/core/fleet/observe/answerAge';
import { askAheadForPipelines, observePipelines } from '../../../../src/core/fleet/observe/pipelines';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import type { ForgeClient } from '../../../../src/core/forge/forgeClient';
import { silentLog } from '../../../../src/core/support/log';
import { aCatalog, aService } from '../builders';
import { askedFrom } from './asked';

const never = new AbortController().signal;
const service = { ...aService('cart'), environments: aService('cart').environments.slice(0, 1) };
const heads = new Map([['dev', 'a'.repeat(40)]]);

describe('The checks of a branch', () => {
  let now: number;
  let state: string;
  let reads: number;
  let counting: Pick<ForgeClient, 'identity' | 'checksOf'>;
  let look: (mark?: string, of?: ReadonlyMap<string, string>) => Promise<string | number>;

  beforeEach(() => {
    [now, state, reads] = [1_800_000_000_000, 'success', 0];
    const clock = { now: () => now };
    const store = new FleetStore();
    store.setCatalog(aCatalog(service));
    const asked = new AnswerAge(clock, () => 0.5);
    const client: Pick<ForgeClient, 'identity' | 'checksOf'> = {
      identity: { kind: 'github', host: 'git.example.com', apiBase: 'https://git.example.com/api' },
      checksOf: (requests) =>
        requests.map(() => {
          reads += 1;
          return Promise.resolve([{ context: 'ci', state, description: '', updatedAt: new Date(now).toISOString() }]);
        }),
    };
    counting = client;
    const place: ServiceLocation = {
      remote: { url: service.repository, where: 'cart' },
      forge: { kind: 'known', client, repository: { owner: 'gitops', name: 'cart' } } as ServiceLocation['forge'],
      defaultBranch: 'dev',
    };
    look = async (mark, of = heads) => {
      now += 20_000;
      const marks = new Map(mark === undefined ? [] : [['dev', mark]]);
      const known = { heads: of, marks };
      const checks = askedFrom(place.forge, clock);
      askAheadForPipelines({ store }, service, known, checks, asked);
      await observePipelines({ store, clock, log: silentLog }, service, place, known, checks, asked, never);
      const pipeline = store.latestCell('cart/dev')?.pipeline;
      return pipeline?.kind === 'known' ? (now - pipeline.observed.at) / 1_000 : 'unknown';
    };
  });

  it('are asked for once a look, however many want to know of the commit', async () => {
    const forge = { kind: 'known', client: counting, repository: { owner: 'o', name: 'r' } } as never;
    const asked = askedFrom(forge, { now: () => now });
    asked.askAhead('a');
    await Promise.all([asked.of('a', never), asked.of('a', never)]);
    await asked.of('a', never);
    await asked.of('b', never);
    await asked.of('b', never);
    assert.equal(reads, 2);
  });

  it('are not read again for a while once they are settled, and their age is told', async () => {
    assert.deepEqual([await look(), await look(), await look(), reads], [0, 20, 40, 1]);
    now += 150_000;
    assert.deepEqual([await look(), reads], [0, 2]);
  });

  it('are read at every look while something is in flight', async () => {
    state = 'pending';
    await look();
    await look();
    assert.equal(reads, 2);
  });

  it('are read at once where the branch moved', async () => {
    await look();
    await look(undefined, new Map([['dev', 'b'.repeat(40)]]));
    assert.equal(reads, 2);
  });

  it('are confirmed without being read while the forge says that they are the same, and read once it says otherwise', async () => {
    state = 'pending';
    assert.deepEqual([await look('PENDING'), await look('PENDING'), reads], [0, 0, 1]);
    now += 3_600_000;
    assert.deepEqual([await look('PENDING'), reads], [0, 1]);
    state = 'success';
    assert.deepEqual([await look('SUCCESS'), reads], [0, 2]);
  });
});
