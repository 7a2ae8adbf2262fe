import assert from 'node:assert/strict';
import { defaultContent } from '../../../src/core/catalog/content';
import { openLocal } from '../../../src/core/git/local';
import type { Repository } from '../../../src/core/git/repository';
import { TreeImages } from '../../../src/core/images/treeImages';
import { openPast } from '../../../src/core/measures/openPast';
import { nobodyAsked } from '../../../src/core/measures/verdictSource';
import { seenNow } from '../../../src/core/measures/seen';
import { EnvironmentPast } from '../../../src/core/past/environmentPast';
import { pastOfService } from '../../../src/core/past/servicePast';
import { serviceThen } from '../../../src/core/past/then';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { planMemory } from '../../../src/core/promotion/edge';
import { buildRollback, planRollback } from '../../../src/core/promotion/rollback/rollback';
import { World } from '../promotion/world';

const image = (tag: string) => ({ 'web.yaml': `image: shop/web:${tag}\n` });
const signal = new AbortController().signal;

describe('when a deployment came, where nobody wrote it down', function () {
  this.timeout(60_000);
  let world: World;
  const opened: Repository[] = [];

  beforeEach(() => (world = new World()));
  afterEach(() => {
    for (const repository of opened.splice(0)) repository.dispose();
    world.dispose();
  });

  async function read(environments: readonly string[], others: readonly string[] = []) {
    const repository = await openLocal(world.path, signal);
    opened.push(repository);
    const memory = planMemory(repository, promotionRules(defaultContent));
    const heads = new Map([...environments, ...others].map((branch) => [branch, world.head(branch)]));
    const service = { environments: environments.map((name) => ({ name, branch: name })), edges: [] };
    const past = await openPast(memory, service, heads, nobodyAsked, signal);
    const sources = {
      memory,
      past,
      images: new TreeImages(repository, defaultContent, []),
      service: 'web',
      isTold: () => true,
    };
    const rows = async (environment: string) => {
      const place = past.places.find((one) => one.environment === environment);
      assert.ok(place);
      const one = await EnvironmentPast.open(sources, place, seenNow(Date.now())());
      return Promise.all(Array.from({ length: one.count }, (_, position) => one.at(position)));
    };
    return { memory, past, sources, rows, stoodAt: (at: number) => serviceThen(sources, at, seenNow(Date.now())) };
  }

  it('a rollback that a forge landed as it is has the time of what it takes back: how long that stood is not known', async () => {
    await world.commit('prod', 'Good', image('1.0.0'));
    const bad = await world.commit('prod', 'Bad', image('2.0.0'));
    const { memory } = await read(['prod']);
    const { repository } = memory.reader;
    const mode = { kind: 'restore', to: world.git('rev-parse', `${bad}~1`) } as const;
    const candidate = await buildRollback(memory, await planRollback(memory, { branch: 'prod', head: bad, mode }));
    await repository.write(candidate.staging, signal);
    world.git('fetch', '--quiet', repository.place.gitDir, `${candidate.commit}:refs/heads/landed`);
    await world.reset('prod', candidate.commit);
    const { rows, stoodAt } = await read(['prod']);
    const [rollback, was] = await rows('prod');
    assert.deepEqual([rollback?.kind, rollback?.isUndated, rollback?.stood], ['rollback', true, { kind: 'now' }]);
    assert.deepEqual([was?.isUndated, was?.stood], [false, { kind: 'unknown', why: 'undated', since: was?.at }]);
    const [prod] = (await stoodAt(was?.at ?? 0)).environments;
    assert.deepEqual(prod?.kind === 'unknown' && prod.why, 'undated');
    // One that was squashed has a time of its own.
    const squashed = await world.commit('prod', world.messageOf(candidate.commit), image('1.0.0'), { onto: bad });
    const again = await read(['prod']);
    const [newest] = await again.rows('prod');
    assert.deepEqual([newest?.commit, newest?.isUndated, newest?.kind], [squashed, false, 'rollback']);
  });

  it('an environment that was made of another branch began at a time that is written nowhere, the first one too', async () => {
    await world.commit('main', 'Start', image('1.0.0'));
    const forked = await world.commit('main', 'On main', image('1.1.0'));
    for (const branch of ['dev', 'prod']) await world.reset(branch, forked);
    await world.commit('dev', 'On dev', image('1.2.0'));
    const { rows } = await read(['dev'], ['main']);
    assert.deepEqual(
      (await rows('dev')).map(({ isUndated }) => isUndated),
      [false, true, true],
    );
    const later = await read(['dev', 'prod']);
    const [newest, shared] = await later.rows('dev');
    assert.deepEqual([newest?.isUndated, shared?.isUndated], [false, true]);
    assert.deepEqual(shared?.isJudgedEarlier, false, 'it is still asked here how it went');
    assert.deepEqual((await later.rows('prod'))[0]?.isJudgedEarlier, true);
  });

  it('is told of one deployment as of all, without those that came later', async () => {
    await world.commit('dev', 'One', image('1.0.0'));
    await world.commit('dev', 'Two', image('2.0.0'));
    await world.commit('dev', `This reverts commit ${world.head('dev')}`, image('1.0.0'));
    const [all, each] = [await read(['dev']), await read(['dev'])];
    const [dev] = all.past.places;
    assert.ok(dev);
    for (const position of [0, 1, 2])
      assert.deepEqual(await each.past.histories.one(dev, position), await all.past.histories.at(dev, position));
    await assert.rejects(each.past.histories.one(dev, 3), RangeError);
  });

  it('is read of the newest of a service alone, whichever environment they came to', async () => {
    await world.commit('prod', 'Old', image('0.1.0'));
    await world.commit('prod', 'Older', image('0.2.0'));
    for (const tag of ['1.0.0', '1.1.0', '1.2.0']) await world.commit('dev', tag, image(tag));
    const { sources } = await read(['dev', 'prod']);
    const period = { since: 0, until: Date.now() };
    const { environments } = await pastOfService(sources, period, seenNow(Date.now()), 2);
    assert.deepEqual(
      environments.map(({ deployments, left }) => [deployments.map(({ subject }) => subject), left]),
      [
        [['1.2.0', '1.1.0'], 1],
        [[], 2],
      ],
    );
  });
});
