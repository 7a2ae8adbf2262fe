import assert from 'node:assert/strict';
import { ChangeBatch } from '../../../src/core/cluster/watch/changeBatch';

describe('changes of many places', () => {
  const places = Array.from({ length: 20 }, (_, number) => `place-${number}`);

  /** Computes for longer than anybody should wait. */
  function compute(): void {
    for (const start = performance.now(); performance.now() - start < 20;);
  }

  it('are told once each, with turns for others in between', async () => {
    const told: string[] = [];
    const batch = new ChangeBatch(0, (place, details) => {
      compute();
      told.push(`${place} ${[...details].join()}`);
    });
    for (const detail of ['a', 'b']) for (const place of places) batch.add(place, detail);
    const seen = new Set<number>();
    while (told.length < places.length) {
      await new Promise(setImmediate);
      seen.add(told.length);
    }
    assert.deepEqual(
      told,
      places.map((place) => `${place} a,b`),
    );
    assert.ok(seen.size > 10, `${seen.size}`);
    batch.dispose();
  });

  it('are told no further once nobody listens', async () => {
    const told: string[] = [];
    const batch = new ChangeBatch(0, (place) => {
      compute();
      told.push(place);
    });
    for (const place of places) batch.add(place);
    while (told.length === 0) await new Promise(setImmediate);
    batch.dispose();
    const count = told.length;
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    assert.equal(told.length, count);
    assert.ok(count < places.length);
  });
});
