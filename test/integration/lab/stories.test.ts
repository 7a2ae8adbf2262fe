import { planMemory } from '../../../src/core/promotion/edge';
import type { BaselineRung } from '../../../src/core/promotion/baseline/baseline';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCatalog } from '../../../src/core/catalog/parse';
import { openLocal } from '../../../src/core/git/local';
import type { EdgeState, Plan } from '../../../src/core/promotion/plan';
import { planEdge } from '../../../src/core/promotion/planEdge';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { growFleet, serviceNames } from '../../lab/fleet';
import { writeBare } from '../../lab/fleet/bare';
import { catalogFile } from '../../lab/fleet/catalogFile';

interface Told {
  readonly state: EdgeState;
  readonly rung: BaselineRung;
}

const told = (state: EdgeState, rung: BaselineRung): Told => ({ state, rung });

/** The table of `test/lab/fleet/index.ts`, as the product has to see it: dev → test, test → prod. */
const stories: Readonly<Record<string, readonly [Told, Told]>> = {
  web: [told('pending', 'trailer'), told('pending', 'trailer')],
  catalog: [told('pending', 'mergeParent'), told('inSync', 'mergeParent')],
  cart: [told('pending', 'trailer'), told('pending', 'trailer')],
  checkout: [told('conflict', 'trailer'), told('pending', 'trailer')],
  payments: [told('inSync', 'trailer'), told('pendingReintroducesRollback', 'trailer')],
  orders: [told('pending', 'trailer'), told('downstreamOnly', 'trailer')],
  inventory: [told('inSync', 'trailer'), told('inSync', 'trailer')],
  shipping: [told('pending', 'equalTree'), told('pending', 'equalTree')],
  recommendations: [told('pending', 'equalTree'), told('pending', 'equalTree')],
  notifications: [told('pending', 'mergeParent'), told('pendingReintroducesRollback', 'revert')],
};

describe('The stories of the fleet, as promotions see them', () => {
  let folder: string;
  let paths: ReadonlyMap<string, string>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-stories-'));
    paths = await writeBare(await growFleet(serviceNames, new Date('2026-03-11T10:00:00Z')), folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const plansOf = async (name: string): Promise<readonly Plan[]> => {
    const parsed = parseCatalog(
      catalogFile(serviceNames, (service) => paths.get(service) ?? ''),
      { path: folder, folder },
    );
    assert.ok(parsed.kind === 'ok');
    const service = parsed.catalog.services.find((candidate) => candidate.name === name);
    assert.ok(service);
    const repository = await openLocal(service.repository);
    try {
      const memory = planMemory(repository, promotionRules(service.content));
      const plans: Plan[] = [];
      for (const { from, to } of service.edges) {
        const heads = { source: await repository.head(from), target: await repository.head(to) };
        plans.push((await planEdge(memory, { from, to, ...heads })).plan);
      }
      return plans;
    } finally {
      repository.dispose();
    }
  };

  it('are told for every service', () => assert.deepEqual(Object.keys(stories), serviceNames));

  for (const [service, expected] of Object.entries(stories)) {
    it(`${service}: ${expected.map(({ state, rung }) => `${state} (${rung})`).join(', ')}`, async () => {
      const plans = await plansOf(service);
      assert.deepEqual(
        plans.map(({ state, baseline }) => told(state, baseline.rung)),
        expected,
      );
    });
  }

  it('orders: the hotfix on prod is one key', async () => {
    const [, edge] = await plansOf('orders');
    assert.deepEqual(
      edge?.hotfixes.map(({ path, key }) => [path, key]),
      [['configmap.yaml', ['data', 'CONFIRMATION_DELAY']]],
    );
  });

  it('checkout: the conflict is one key, and the rest of the change stands beside it', async () => {
    const [edge] = await plansOf('checkout');
    assert.deepEqual(
      edge?.conflicts.map(({ key }) => key),
      [['data', 'PAYMENTS_TIMEOUT']],
    );
    assert.ok(edge.items.length >= 3);
  });

  it('payments: all that the rollback took back would return, and nothing else', async () => {
    const [, edge] = await plansOf('payments');
    assert.equal(edge?.items.length, 4);
    assert.ok(edge.items.every(({ reintroduced }) => reintroduced));
  });
});
