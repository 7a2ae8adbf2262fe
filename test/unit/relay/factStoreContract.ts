import { deepEqual, equal } from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { FactStore } from '../../../src/core/relay/facts/factStore';
import type { StoredFact } from '../../../src/core/relay/facts/stored';

const [cart, pay] = ['git.example.com/gitops/cart', 'git.example.com/gitops/pay.*>'];
export const aFact = (place: number): StoredFact => ({
  ...{ version: 1, epoch: 'e', place, at: place * 1_000, sweptAt: 0, movedAt: 0 },
  asked: [['__proto__', 1]],
  read: { kind: 'known', heads: [['__proto__', 'a'.repeat(40)]], checks: [] },
});

/** What every store promises, whoever shares it. @param others stores of other relays, on the same place */
export function factStoreContract(open: () => Promise<FactStore>, others: () => Promise<readonly FactStore[]>): void {
  let store: FactStore;
  let all: readonly FactStore[];
  beforeEach(async () => {
    store = await open();
    all = [store, ...(await others())];
  });
  afterEach(() => all.forEach((one) => one.dispose()));

  it('gives what was put last, whatever the names are, and says so to all who share it', async () => {
    const heard = all.map(() => [] as string[]);
    all.forEach((one, index) => one.onDidStore((key) => heard[index]?.push(key)));
    equal(await store.newest(pay), undefined);
    for (const place of [1, 2]) {
      equal(await store.claim(pay), true);
      await store.newest(pay);
      await store.put(pay, aFact(place));
      await store.release(pay);
    }
    for (const one of all) {
      for (let tries = 0; tries < 100 && one.get(pay)?.place !== 2; tries++) await pause(50);
      deepEqual(one.get(pay), aFact(2));
      deepEqual(await one.newest(pay), aFact(2));
      equal(one.get(cart), undefined);
    }
    for (const keys of heard) equal(keys.every((key) => key === pay) && keys.length > 0, true);
  });

  it('gives the turn to one, and to another once it is given back', async () => {
    const turns = await Promise.all([...all, ...all].map((one) => one.claim(cart)));
    equal(turns.filter((isMine) => isMine).length, 1);
    const mine = [...all, ...all][turns.indexOf(true)];
    equal(await store.claim(pay), true, 'of another repository it is another turn');
    await mine?.release(cart);
    const last = all.at(-1);
    equal(await last?.claim(cart), true);
    // What is another's by now is not given back by whoever had it before.
    if (mine !== last) {
      await mine?.release(cart);
      equal(await all[0]?.claim(cart), false);
    }
    for (const one of all) await one.release(cart);
    await store.release(pay);
  });
}
