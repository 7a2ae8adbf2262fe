import assert from 'node:assert/strict';
import type { OneShotFault } from '../../lab/forge/types';
import { SetupWorld, standings } from './world';

const faults: Readonly<Record<string, OneShotFault>> = {
  'an error of the server': { kind: 'answer', status: 500, message: 'trouble' },
  'nothing there': { kind: 'answer', status: 404, message: 'Not Found' },
  'a refusal': { kind: 'answer', status: 403, message: 'no' },
  'no answer': { kind: 'reset' },
};

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('setting up a service on a forge that fails once', function () {
  this.timeout(600_000);
  let world: SetupWorld;
  before(async () => {
    world = await SetupWorld.start();
  });
  after(() => world.end());

  const setup = () => world.setup('cart', '--webhook', 'https://example.com/hook', '--yes');
  const requests = () => [
    ...new Set(world.forge.requests.map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`)),
  ];
  const held = async () => [await world.git('gitops/cart', 'for-each-ref'), await world.readCatalog()];

  it('changes nothing of what is there, and calls nothing right that could not be read', async () => {
    assert.equal((await setup()).code, 0);
    const before = await held();
    world.forge.clearRequests();
    assert.equal((await setup()).code, 0);
    const reads = requests().filter((one) => !one.includes('/version'));
    assert.ok(reads.length > 8, reads.join('\n'));
    for (const read of reads) {
      for (const [what, fault] of Object.entries(faults)) {
        const [method = '', path = ''] = read.split(' ');
        world.forge.clearRequests();
        world.forge.failOnce({ method, path: new RegExp(`^${escaped(path)}$`) }, fault);
        const { code, document, stdout, stderr } = await setup();
        const where = `${what} at ${read}: ${stderr}${stdout}`;
        assert.doesNotMatch(stderr, /unexpected/, where);
        assert.deepEqual(await held(), before, where);
        assert.deepEqual(document?.made ?? [], [], where);
        // To create what is hidden for a moment is tried, and the forge says that it is there.
        const writes = world.writes.filter((one) => one !== 'POST /api/v1/orgs/gitops/repos');
        assert.deepEqual(writes, [], where);
        const isRight = Object.values(standings(document)).every((standing) => standing === 'there');
        assert.equal(code === 0, document !== undefined && isRight && document.complete, where);
      }
    }
  });
});

describe('setting up a service by two at once', function () {
  this.timeout(300_000);

  it('makes each thing once, and one more run finds all of it', async () => {
    const world = await SetupWorld.start();
    try {
      const both = await Promise.all([world.setup('cart', '--yes'), world.setup('cart', '--yes')]);
      for (const { code, stderr } of both) {
        assert.ok(code === 0 || code === 2, stderr);
        assert.doesNotMatch(stderr, /unexpected/);
      }
      const last = await world.setup('cart', '--yes');
      assert.deepEqual([last.code, last.document?.complete], [0, true], last.stdout);
      const created = world.forge.requests.filter(
        ({ method, path, status }) => method === 'POST' && path.endsWith('/repos') && status === 201,
      );
      const rules = world.forge.requests.filter(
        ({ method, path, status }) => method === 'POST' && path.endsWith('/branch_protections') && status === 201,
      );
      assert.deepEqual([created.length, rules.length], [1, 3]);
      assert.equal((await world.readCatalog()).split('gitops/cart.git').length, 2);
    } finally {
      await world.end();
    }
  });
});
