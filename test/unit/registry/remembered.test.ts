import assert from 'node:assert/strict';
import { RememberedRegistry } from '../../../src/core/registry/remembered';
import { readImageName } from '../../../src/core/registry/imageName';
import type { Said } from '../forge/server';
import { aWorld, client, config, is, json, manifest, signal, single, type World } from './hostileWorld';

describe('a registry that is remembered for a run', () => {
  let world: World;
  let asked: string[];
  const answered = (answer: (path: string) => Said | 'reset') => {
    world.server.answer = ({ path }) => {
      asked.push(path);
      return answer(path);
    };
  };
  beforeEach(async () => {
    world = await aWorld();
    asked = [];
  });
  afterEach(() => world.stop());

  it('is asked once for what many want to know, at once or one after another', async () => {
    answered((path) =>
      path.includes('/tags/')
        ? json({ tags: [`1.0.${asked.length}`] })
        : path.includes('/blobs/')
          ? { body: config.body.toString() }
          : manifest(single),
    );
    const registry = new RememberedRegistry(client());
    const same = readImageName(`${world.server.host}/shop/cart:9`);
    const lists = await Promise.all([registry.tags(world.cart, signal), registry.tags(same, signal)]);
    lists.push(await registry.tags(world.cart, signal));
    assert.deepEqual(new Set(lists.flatMap(({ tags }) => tags)).size, 1);
    assert.equal(asked.filter((path) => path.includes('/tags/')).length, 1);
    const described = await Promise.all([1, 2, 3].map(() => registry.describe(same, '1', {}, signal)));
    assert.deepEqual(new Set(described).size, 1);
    assert.equal(asked.filter((path) => path.includes('/manifests/')).length, 1);
  });

  it('answers each question for itself', async () => {
    answered((path) => json({ tags: [path.includes('/jobs/') ? 'jobs' : 'cart'] }));
    const registry = new RememberedRegistry(client());
    const jobs = readImageName(`${world.server.host}/shop/jobs`);
    const [one, other] = await Promise.all([registry.tags(world.cart, signal), registry.tags(jobs, signal)]);
    assert.deepEqual([one.tags, other.tags], [['cart'], ['jobs']]);
    const linux = { os: 'linux', architecture: 'amd64' };
    answered((path) => (path.includes('/blobs/') ? { body: config.body.toString() } : manifest(single)));
    await registry.describe(world.cart, '1', {}, signal);
    await registry.describe(world.cart, '1', { platform: linux }, signal);
    await assert.rejects(
      registry.describe(world.cart, '1', { platform: { os: 'plan9', architecture: 'mips' } }, signal),
      is('noPlatform'),
    );
  });

  const repository = (host: string, number: number) => readImageName(`${host}/shop/r${number}`);

  it('is asked no more once it was silent three times, and another one is', async () => {
    answered(() => 'reset');
    world.other.answer = () => json({ tags: ['1'] });
    const registry = new RememberedRegistry(client());
    for (const number of [1, 2, 3, 4, 5, 6])
      await assert.rejects(registry.tags(repository(world.server.host, number), signal), is('unreachable'));
    assert.equal(asked.length, 3);
    assert.deepEqual((await registry.tags(repository(world.other.host, 1), signal)).tags, ['1']);
  });

  it('is asked on where it answers in between, or refuses', async () => {
    answered((path) => (path.includes('/r3/') ? json({ tags: ['1'] }) : 'reset'));
    const registry = new RememberedRegistry(client());
    const ask = (number: number) => registry.tags(repository(world.server.host, number), signal).catch(() => 'no');
    for (const number of [1, 2, 3, 4, 5]) await ask(number);
    assert.equal(asked.length, 5);
    answered(() => ({ status: 404, body: {} }));
    for (const number of [6, 7, 8, 9, 10]) await ask(number);
    assert.equal(asked.length, 10);
  });

  it('gives the same error again, without asking', async () => {
    answered(() => ({ status: 403, body: {} }));
    const registry = new RememberedRegistry(client());
    for (let time = 0; time < 3; time += 1) await assert.rejects(registry.tags(world.cart, signal), is('forbidden'));
    assert.equal(asked.length, 1);
  });
});
