import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultContent } from '../../../src/core/catalog/content';
import { createFleet } from '../../../src/core/fleet/createFleet';
import { noTokens } from '../../../src/core/forge/tokens';
import { redactingLog } from '../../../src/core/support/log';
import { aCatalog, aService } from '../../unit/fleet/builders';
import { openLocal } from '../../../src/core/git/local';
import type { Repository } from '../../../src/core/git/repository';
import { TreeImages } from '../../../src/core/images/treeImages';
import { openPast } from '../../../src/core/measures/openPast';
import { nobodyAsked } from '../../../src/core/measures/verdictSource';
import { seenNow } from '../../../src/core/measures/seen';
import { EnvironmentPast } from '../../../src/core/past/environmentPast';
import { pastOfService } from '../../../src/core/past/servicePast';
import { serviceThen } from '../../../src/core/past/then';
import { versionsOf } from '../../../src/core/past/versions';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { planMemory } from '../../../src/core/promotion/edge';
import { World } from '../promotion/world';

const manifest = (tag: string, beside = '') => ({
  'web.yaml': `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - { name: web, image: shop/web:${tag} }\n${beside}`,
});
const service = {
  environments: [
    { name: 'dev', branch: 'dev' },
    { name: 'prod', branch: 'prod' },
  ],
  edges: [{ from: 'dev', to: 'prod' }],
};
const signal = new AbortController().signal;

describe('the past of a service', function () {
  this.timeout(60_000);
  let world: World;
  const opened: Repository[] = [];

  before(() => (world = new World()));
  after(() => {
    for (const repository of opened) repository.dispose();
    world.dispose();
  });

  /** As it is read now, afresh. */
  async function sources() {
    const repository = await openLocal(world.path, signal);
    opened.push(repository);
    const memory = planMemory(repository, promotionRules(defaultContent));
    const heads = new Map(['dev', 'prod'].map((branch) => [branch, world.head(branch)]));
    const past = await openPast(memory, service, heads, nobodyAsked, signal);
    return { memory, past, images: new TreeImages(repository, defaultContent, []), service: 'web', isTold: () => true };
  }

  async function onDev() {
    const all = await sources();
    const [dev] = all.past.places;
    assert.ok(dev);
    return EnvironmentPast.open(all, dev, seenNow(Date.now())());
  }

  const bumped = (target: string, image: string) => `Update web\n\nUpdate-Target: ${target}\nUpdated-Image: ${image}\n`;

  it('tells an update of images only where the branch has what it says, on top of what the branch had', async () => {
    const start = await world.commit('dev', 'Start', manifest('1.0.0'));
    await world.reset('prod', start);
    const kindOfNewest = async () => (await (await onDev()).at(0)).kind;
    await world.commit('dev', bumped(`dev@${start}`, 'shop/web:1.1.0'), manifest('1.1.0'));
    assert.equal(await kindOfNewest(), 'update');
    await world.commit('dev', bumped(`dev@${start}`, 'shop/web:1.2.0'), manifest('1.2.1'));
    assert.equal(await kindOfNewest(), 'direct', 'another image than it says');
    await world.commit('dev', bumped(`prod@${start}`, 'shop/web:1.3.0'), manifest('1.3.0'));
    assert.equal(await kindOfNewest(), 'direct', 'made for another branch');
    await world.commit('dev', bumped(`dev@${'0'.repeat(40)}`, 'shop/web:1.4.0'), manifest('1.4.0'));
    assert.equal(await kindOfNewest(), 'direct', 'made on what the branch does not have');
    await world.commit('dev', 'By hand', manifest('1.5.0'));
    assert.equal(await kindOfNewest(), 'direct');
  });

  it('tells an update that a pull request brought as one, by the commit of its branch', async () => {
    const base = world.head('dev');
    const side = await world.commit('bump', bumped(`dev@${base}`, 'shop/web:2.0.0'), manifest('2.0.0'), { onto: base });
    await world.commit('dev', 'Merge pull request #3', manifest('2.0.0'), { merge: [side] });
    const merged = await (await onDev()).at(0);
    assert.deepEqual([merged.kind, merged.before], ['update', base]);
  });

  it('counts what it leaves out of a period, and reads no more than is in it', async () => {
    const all = await sources();
    const past = await onDev();
    const times = await Promise.all([0, 1, 2].map(async (at) => (await past.at(at)).at));
    const period = { since: times[1] ?? 0, until: (times[0] ?? 0) + 1 };
    const [dev] = (await pastOfService(all, period, seenNow(Date.now()))).environments;
    assert.deepEqual([dev?.deployments.map(({ at }) => at), dev?.left], [times.slice(0, 2), 0]);
    assert.deepEqual(dev?.deployments.map(({ stood }) => stood)[1], {
      kind: 'until',
      until: times[0],
      since: times[1],
    });
  });

  it('has the version of its own image then and now, and none where another one stands beside it alone', async () => {
    const head = world.head('dev');
    const alone = await world.commit('dev', 'Only others', {
      'web.yaml':
        'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - { name: a, image: x/a:1 }\n    - { name: b, image: x/b:2 }\n',
    });
    const all = await sources();
    const versions = await versionsOf(all, [head, alone], signal);
    assert.deepEqual([...versions], [[head, '2.0.0']]);
    const at = Number(world.git('log', '-1', '--format=%ct', head)) * 1_000;
    const { environments } = await serviceThen(all, at, seenNow(Date.now()));
    const [dev, prod] = environments;
    assert.ok(dev?.kind === 'at');
    assert.deepEqual([dev.deployment.commit, dev.deployment.version, dev.isStill], [head, '2.0.0', false]);
    // prod began at a commit of dev: when it came there nobody wrote down.
    assert.deepEqual(prod?.kind === 'unknown' && prod.why, 'undated');
  });

  it('is not asked for in a folder that is not trusted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'branchline-past-'));
    const fleet = createFleet({
      ...{ storage: folder, memory: folder, tokens: noTokens, forges: {}, clusters: undefined, online: false },
      log: redactingLog(() => undefined),
    });
    try {
      await fleet.useCatalog(aCatalog(aService('web', world.path)), [], signal);
      const asked = [
        () => fleet.past.then('web', Date.now(), signal),
        () => fleet.past.pages('web', 'dev', signal),
        () => fleet.past.commitPage('web', world.head('dev'), signal),
        () => fleet.changedFiles('web', undefined, world.head('dev'), signal),
      ];
      for (const ask of asked) await assert.rejects(ask(), { code: 'fleet/notTrusted' });
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      fleet.dispose();
      rmSync(folder, { recursive: true });
    }
  });
});
