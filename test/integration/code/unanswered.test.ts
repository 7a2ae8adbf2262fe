import assert from 'node:assert/strict';
import { blob, indexOf } from '../../lab/registry/content';
import type { RegistryFault } from '../../lab/registry/faults';
import { CodeWorld, only } from './world';

/** Whatever registry and forge answer, or do not: it is told, and a plan is a plan. Source: docs/code.md. */
describe('code that cannot be read', function () {
  this.timeout(240_000);
  let world: CodeWorld;
  before(async () => {
    world = await CodeWorld.start();
  });
  after(() => world.end());

  /** What is said of the one changed image; the plan itself is as ever. */
  async function said(): Promise<string> {
    const planned = await world.plan();
    assert.deepEqual([planned.code, planned.document.code?.images.length], [2, 1], planned.stderr);
    const image = only(planned.document.code);
    assert.equal(image.kind, 'unknown', JSON.stringify(image));
    assert.equal(image.brings, undefined, 'nothing is said to come');
    const { stdout } = await world.text('plan', ...world.edge);
    assert.match(stdout, /what code this brings could not be read: \S/);
    return image.said ?? '';
  }

  for (const [fault, why] of [
    ['down', /could not be reached|connection/i],
    ['silent', /No answer in time/],
    ['unauthorised', /docker login/],
    ['rateLimited', /asks to slow down/],
    ['error500', /trouble of its own \(500\)/],
  ] as const satisfies readonly (readonly [RegistryFault, RegExp])[]) {
    it(`(a registry: ${fault}) is told with the reason`, async () => {
      world.here.registry.fault(fault);
      try {
        assert.match(await said(), why);
      } finally {
        world.here.registry.fault('none');
      }
    });
  }

  const images: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    ['a revision that is no commit', () => world.push('1.1.0', 'v1.1.0'), /is no commit/],
    ['a part of a commit', () => world.push('1.1.0', 'abcdef1'), /is no commit/],
    ['a commit that the forge does not have', () => world.push('1.1.0', '1'.repeat(40)), /not found/],
    [
      'code on another host',
      async () => {
        await world.push('1.0.0', world.commits.first, {}, 'https://evil.example/gitops/app');
        await world.push('1.1.0', world.commits.third, {}, 'https://evil.example/gitops/app');
      },
      /evil\.example, which is none of the forges that are known/,
    ],
    [
      'a source with controls in it',
      () => world.push('1.1.0', world.commits.third, {}, `${world.source}\u0000\u001b[31m\u202e\n@all`),
      /two repositories|do not say which repository/,
    ],
    [
      'a source that is no address',
      () => world.push('1.1.0', world.commits.third, {}, 'javascript:alert(1)'),
      /do not say/,
    ],
    ['nothing about its origin', () => world.here.push('1.1.0'), /do not say which commit/],
    ['a tag that is gone', () => world.here.remove('1.1.0'), /was not found/],
  ];
  for (const [name, prepare, why] of images) {
    it(`(${name}) is told with the reason`, async () => {
      await world.push('1.0.0', world.commits.first);
      await prepare();
      const told = await said();
      assert.match(told, why);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(told, /[\u0000-\u001f\u202e]/);
    });
  }

  it('(an index without a platform) is told with the reason', async () => {
    const index = indexOf([]);
    const digest = await put(index.body, index.mediaType, '1.1.0');
    assert.equal(digest, blob(index.body).digest);
    assert.match(await said(), /no image to run on any platform/);
    await world.here.catalog(`{ image: "${world.image}", semver: ^1, platform: linux/arm64 }`);
    await world.push('1.1.0', world.commits.third, { platforms: ['linux/amd64', 'linux/s390x'] });
    assert.match(await said(), /does not exist for linux\/arm64/);
    await world.here.catalog(`{ image: "${world.image}", semver: ^1 }`);
  });

  it('an image that is new, that has no version, or follows several, is told as that', async () => {
    const { world: forge } = world.here;
    const container = (name: string, image: string) => `        - { name: ${name}, image: "${image}" }\n`;
    const pod = (...containers: readonly string[]) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: more }\nspec:\n  template:\n    spec:\n      containers:\n${containers.join('')}`;
    await world.deploy('dev', '1.0.0');
    await forge.commit('dev', 'More', {
      'more.yaml': pod(container('a', `${world.image}:1.1.0`), container('b', 'nowhere.invalid/x')),
    });
    const { document } = await world.plan('--code');
    assert.deepEqual(
      document.code?.images.map(({ before, now, kind, said: why }) => [before, now, kind, /new here/.test(why ?? '')]),
      [
        [null, `${world.image}:1.1.0`, 'unknown', true],
        [null, 'nowhere.invalid/x', 'unknown', true],
      ],
    );
  });

  async function put(body: Buffer, type: string, tag: string): Promise<string> {
    const answer = await fetch(`${world.here.registry.url}/v2/shop/cart/manifests/${tag}`, {
      method: 'PUT',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    });
    assert.ok(answer.ok, `${answer.status}`);
    return answer.headers.get('docker-content-digest') ?? '';
  }
});
