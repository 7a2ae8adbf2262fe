import assert from 'node:assert/strict';
import { accepted, catalogText, refused } from './build';

/** A catalog with these images, one a line from line 6. */
function withImages(...images: readonly string[]): string {
  return catalogText({ rest: ['update:', '  images:', ...images.map((image) => `    - ${image}`)].join('\n') });
}

describe('update: of a catalog', () => {
  it('is read whole, for each service with its name filled in', () => {
    const { catalog } = accepted(
      withImages(
        '{ image: "registry.example.com/shop/{service}", semver: ^1.2, exclude: ["*-debug"], platform: linux/arm64 }',
        '{ image: "localhost:5000/jobs", pattern: "^main-(?<n>\\\\d+)$", order: numeric, digest: pin }',
        '{ image: redis, newest: true, pattern: "-alpine$", at: [{ file: values.yaml, path: "cache.image" }] }',
        '{ image: nginx, digest: pin }',
      ),
    );
    assert.deepEqual(catalog.services[0]?.updates, [
      {
        image: 'registry.example.com/shop/cart',
        policy: { kind: 'semver', range: '^1.2' },
        exclude: ['*-debug'],
        pinsDigest: false,
        platform: 'linux/arm64',
        at: [],
      },
      {
        image: 'localhost:5000/jobs',
        policy: { kind: 'pattern', pattern: '^main-(?<n>\\d+)$', order: 'numeric' },
        exclude: [],
        pinsDigest: true,
        at: [],
      },
      {
        image: 'redis',
        policy: { kind: 'newest', pattern: '-alpine$' },
        exclude: [],
        pinsDigest: false,
        at: [{ file: 'values.yaml', path: 'cache.image' }],
      },
      { image: 'nginx', policy: { kind: 'same' }, exclude: [], pinsDigest: true, at: [] },
    ]);
  });

  it('of a service wins over that of all, image by image', () => {
    const services = [
      'services:',
      '  - name: cart',
      '    repository: ./cart',
      '    update: { images: [{ image: shop/cart, semver: ~2.0 }] }',
      '  - { name: orders, repository: ./orders }',
    ].join('\n');
    const rest = 'update: { images: [{ image: "shop/{service}", semver: ^1 }, { image: redis, semver: ^7 }] }';
    const { catalog } = accepted(catalogText({ services, rest }));
    const said = catalog.services.map(({ updates = [] }) =>
      updates.map(({ image, policy }) => `${image} ${policy.kind === 'semver' ? policy.range : ''}`),
    );
    assert.deepEqual(said, [
      ['shop/cart ~2.0', 'redis ^7'],
      ['shop/orders ^1', 'redis ^7'],
    ]);
  });

  it('is left out where nothing is said', () =>
    assert.equal(accepted(catalogText()).catalog.services[0]?.updates, undefined));

  for (const [image, problem] of [
    [
      '{ image: a }',
      '6:7 Say which image is wanted: "semver", "pattern" with "order", "newest", or "digest: pin" alone.',
    ],
    ['{ image: a, semver: ^1, newest: true }', '6:7 Say one policy: "semver", "pattern" with "order", or "newest".'],
    ['{ image: a, order: time }', '6:7 "order" orders what a "pattern" finds: add one.'],
    ['{ image: a, pattern: b }', '6:7 "pattern" needs "order" (numeric, time or alphabetical), or "newest".'],
    ['{ image: a, semver: one }', '6:27 "one" is not a range of versions. Write it as ^1.2, ~1.4.0 or >=2 <3.'],
    ['{ image: "a:1.2", digest: pin }', '6:16 Write the image without a tag: which one is wanted, the policy says.'],
    [
      '{ image: "a/{environment}", digest: pin }',
      '6:16 "{environment}" is not known. What can be filled in: {service}.',
    ],
    [
      '{ image: "a b", digest: pin }',
      '6:16 "a b" is not the name of an image. Write it as registry.example.com/shop/cart.',
    ],
    [
      '{ image: a, pattern: "(a)", order: numeric }',
      '6:28 "(a)" cannot be used: it needs one named group that stands for itself, as in ^main-(?<n>\\d+)$, and must not look back or ahead.',
    ],
    [
      '{ image: a, pattern: "(?<=a)b", newest: true }',
      '6:28 "(?<=a)b" is not a regular expression that can be used: it is broken, or it looks back.',
    ],
    ['{ image: a, semver: ^1, exclude: ["*", "(?<=a)b"] }', '6:46 "(?<=a)b" is not a glob that can be used.'],
    [
      '{ image: a, digest: pin, platform: linux }',
      '6:42 "linux" is not a platform. Write it as linux/amd64 or linux/arm/v7.',
    ],
    [
      '{ image: a, digest: pin, at: [{ file: ../x, path: a }] }',
      '6:45 "../x" must be a path inside the repository: relative, with "/", without "..".',
    ],
    [
      '{ image: a, digest: pin, at: [{ file: x, path: a..b }] }',
      '6:54 "a..b" is not a place in YAML. Write it as web.image or sidecars[0].image.',
    ],
    ['{ image: a, newest: false }', '6:27 "false" is not one of: true.'],
  ] as const) {
    it(`refuses ${image}`, () => assert.deepEqual(refused(withImages(image)), [problem]));
  }

  it('has one policy for an image', () =>
    assert.deepEqual(refused(withImages('{ image: a, semver: ^1 }', '{ image: a, newest: true }')), [
      '7:16 There is a policy for "a" already.',
    ]));
});
