import assert from 'node:assert/strict';
import type { Cell } from '../../../src/core/fleet/state/snapshot';
import type * as Probe from '../../bench/probes/board';
import { aCommit, now, unknown } from '../../bench/probes/boardFleet';
import { loadWithStub } from '../../bench/probes/withStub';

describe('the version of a cell', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/board.ts')));

  const observed = { at: now, source: 'cluster' };
  const [ran, head] = [aCommit(0xabc, 'Release 1.0.0'), aCommit(0xdef, 'Release 2.0.0')];

  function versionOf({ images = [], ...more }: Partial<Cell> & { readonly images?: readonly string[] }) {
    const fleet = new probe.MadeFleet(['cart'], () => 0);
    const cell = fleet.snapshot.cells.get('cart/dev');
    fleet.dispose();
    const workloads = [{ kind: 'Deployment', name: 'cart', verdict: 'healthy', images }] as const;
    const facts = {
      head: { kind: 'known', commit: head, observed },
      live: { kind: 'exact', deployment: ran, observed },
      health: { kind: 'known', verdict: 'healthy', workloads, observed },
      connection: { kind: 'live', observed },
    } as const;
    const { version, basis, subject } = probe.versionOf({ ...cell, ...facts, ...more } as Cell);
    return [version, basis, subject];
  }

  it('is the tag of its own image; what stands beside it is never taken for it', () => {
    const proxy = 'registry.example.com/mesh/proxy:1.20';
    assert.deepEqual(versionOf({ images: [proxy, 'shop/cart:1.0.0'] }), ['1.0.0', 'runs', 'Release 1.0.0']);
    assert.equal(versionOf({ images: ['shop/cart-server:1.0.0'] })[0], '1.0.0');
    assert.deepEqual(versionOf({ images: [proxy, 'shop/server:1.0.0'] }), ['0000abc', 'runs', 'Release 1.0.0']);
    assert.equal(versionOf({ images: ['shop/cart:1.0.0', 'shop/cart:1.1.0', proxy] })[0], '1.0.0 +1');
    assert.equal(versionOf({ images: ['not a name', 'shop/cart@sha256:' + 'a'.repeat(64)] })[0], 'sha256:aaaaaaaaaa');
  });

  it('has beside it what the commit did that is shown, and no other', () => {
    const images = ['shop/cart:1.0.0'];
    assert.deepEqual(versionOf({ images, live: unknown('forbidden') }), ['1.0.0', 'runs', '']);
    assert.deepEqual(versionOf({ live: unknown('forbidden') }), ['0000def', 'branch', 'Release 2.0.0']);
    assert.deepEqual(versionOf({ live: unknown('pending'), head: unknown('pending') }), ['', 'unknown', '']);
  });

  it('says where it is only what was last seen', () => {
    const connection = { kind: 'stale', observed, cause: unknown('unreachable') } as const;
    assert.deepEqual(versionOf({ connection }), ['0000abc', 'ran', 'Release 1.0.0']);
    assert.deepEqual(versionOf({ connection, images: ['cart:1'] }), ['1', 'ran', 'Release 1.0.0']);
  });

  it('is as old as the oldest of all facts, those of the cluster too', () => {
    const fleet = new probe.MadeFleet(['cart'], () => 0);
    for (const fact of ['head', 'pipeline', 'live', 'health', 'drift'] as const) {
      const { [fact]: known } = fleet.snapshot.cells.get('cart/dev')!;
      assert.equal(known.kind === 'unknown', false, fact);
      fleet.say('cart/dev', { [fact]: { ...known, observed: { at: 1, source: '' } } });
      const [cell] = probe.boardOf(fleet.snapshot, now).rows[0]?.cells ?? [];
      assert.equal(cell?.kind === 'environment' && cell.seenAt, 1, fact);
      fleet.say('cart/dev', { [fact]: known });
    }
    fleet.dispose();
  });
});
