import assert from 'node:assert/strict';
import type { RegistryCase } from '../../../src/core/registry/errors';
import { readPlatform } from '../../../src/core/registry/platform';
import { blob, contentOf, imageType, indexOf, indexType } from '../../lab/registry/content';
import type { Asked, Said } from '../forge/server';
import {
  aWorld,
  client,
  config,
  is,
  json,
  manifest,
  password,
  secret,
  signal,
  single,
  type World,
} from './hostileWorld';

describe('a registry with broken or hostile content', () => {
  let world: World;
  let server: World['server'];
  let other: World['other'];
  beforeEach(async () => {
    world = await aWorld();
    ({ server, other } = world);
  });
  afterEach(() => world.stop());

  const describe_ = (version = '1.0') => client().describe(world.cart, version, {}, signal);
  /** Answers the image, its configuration, and whatever else is given. */
  const serveImage = (more: (asked: Asked) => Said | undefined = () => undefined) => {
    server.answer = (asked) =>
      more(asked) ?? (asked.path.includes('/blobs/') ? { body: config.body.toString() } : manifest(single));
  };

  describe('answers a manifest', () => {
    const text = single.body.toString();
    const parsed = JSON.parse(text) as Record<string, unknown>;
    const cases: [what: string, said: Said, kind: RegistryCase][] = [
      ['that its header has another digest of', manifest(single, { body: `${text} ` }), 'digestMismatch'],
      ['whose header is no digest', manifest(single, { headers: { 'docker-content-digest': 'x\t' } }), 'malformed'],
      ['that is none', { headers: { 'content-type': imageType }, body: '[]' }, 'malformed'],
      ['that is cut off', { headers: { 'content-type': imageType }, body: text.slice(0, -5) }, 'malformed'],
      ['that is a page', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'malformed'],
      [
        'of the first schema',
        { headers: { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' }, body: text },
        'malformed',
      ],
      ['that calls itself otherwise', { headers: { 'content-type': indexType }, body: text }, 'malformed'],
      [
        'that calls itself by the name of another registry’s kind',
        { headers: { 'content-type': 'application/vnd.docker.distribution.manifest.v2+json' }, body: text },
        'malformed',
      ],
      [
        'that is two kinds at once',
        { headers: { 'content-type': imageType }, body: JSON.stringify({ ...parsed, manifests: [] }) },
        'malformed',
      ],
      [
        'that is an index and an image',
        {
          headers: { 'content-type': indexType },
          body: JSON.stringify({ ...parsed, mediaType: indexType, manifests: [] }),
        },
        'malformed',
      ],
      [
        'whose configuration leads out',
        { headers: { 'content-type': imageType }, body: text.replace(config.digest, 'sha256:../../../etc') },
        'malformed',
      ],
      ['of ten megabytes', { headers: { 'content-type': imageType }, body: ' '.repeat(10_000_000) }, 'tooLarge'],
      ['nested without end', { headers: { 'content-type': imageType }, body: '['.repeat(2_000_000) }, 'malformed'],
      ['with a kind full of controls', { headers: { 'content-type': 'a\tb' }, body: text }, 'malformed'],
      ['that is an empty index', manifest(indexOf([])), 'noPlatform'],
      [
        'that is an index of thousands',
        manifest(
          indexOf(Array.from({ length: 5_000 }, () => ({ mediaType: imageType, digest: single.digest, size: 1 }))),
        ),
        'malformed',
      ],
    ];
    for (const [what, said, kind] of cases) {
      it(`${what}: ${kind}`, async () => {
        server.answer = () => said;
        await assert.rejects(describe_(), is(kind));
      });
    }

    it('that was asked for by another digest: digestMismatch', async () => {
      const asked = `sha256:${'0'.repeat(64)}`;
      server.answer = () => ({ headers: { 'content-type': imageType, 'docker-content-digest': asked }, body: text });
      await assert.rejects(describe_(asked), is('digestMismatch'));
      server.answer = () => ({ headers: { 'content-type': imageType }, body: text });
      await assert.rejects(describe_(asked), is('digestMismatch'));
    });

    it('without a digest in its header: it has one by its content', async () => {
      serveImage((asked) =>
        asked.path.includes('/manifests/') ? { headers: { 'content-type': imageType }, body: text } : undefined,
      );
      assert.equal((await describe_()).digest, single.digest);
      assert.equal(await client().digest(world.cart, '1.0', signal), single.digest);
    });

    it('by sha512, which counts as well', async () => {
      const long = `sha512:${'0'.repeat(128)}`;
      server.answer = () => ({ headers: { 'content-type': imageType, 'docker-content-digest': long }, body: text });
      await assert.rejects(describe_(), is('digestMismatch'));
    });

    it('whose configuration is another: digestMismatch; a page: digestMismatch; too large: tooLarge', async () => {
      for (const [body, kind] of [
        ['{}', 'digestMismatch'],
        ['<html>', 'digestMismatch'],
        [' '.repeat(10_000_000), 'tooLarge'],
      ] as const) {
        serveImage((asked) => (asked.path.includes('/blobs/') ? { body } : undefined));
        await assert.rejects(describe_(), is(kind));
      }
    });

    it('that is an index within an index: malformed', async () => {
      const inner = indexOf([]);
      const outer = indexOf([{ mediaType: indexType, digest: inner.digest, size: inner.body.length }]);
      server.answer = ({ path }) => manifest(path.endsWith(inner.digest) ? inner : outer);
      await assert.rejects(describe_(), is('malformed'));
    });
  });

  it('passes over what does not run, and what no platform can be called', async () => {
    const entry = { mediaType: imageType, digest: single.digest, size: single.body.length };
    const index = indexOf([
      { ...entry, platform: { os: 'unknown', architecture: 'unknown' } },
      { ...entry, platform: { os: 'linux\u001b[31m', architecture: 'amd64' } },
      { ...entry, platform: { os: 'linux', architecture: 'arm64' } },
    ]);
    serveImage(({ path }) => (path.endsWith('/manifests/1.0') ? manifest(index) : undefined));
    const { platforms } = await describe_();
    assert.deepEqual(platforms, [readPlatform('linux/arm64')]);
    const asked = client().describe(world.cart, '1.0', { platform: readPlatform('linux/amd64') }, signal);
    await assert.rejects(asked, is('noPlatform'));
  });

  it('keeps of annotations one line each, without passwords, and no time that tells nothing', async () => {
    const hostile = contentOf({
      repository: 'shop/cart',
      created: new Date(0),
      annotations: {
        'org.opencontainers.image.source': `https://me:${secret}@git.example.com/shop/cart`,
        'org.opencontainers.image.title': `a\n\u202eb${'x'.repeat(5_000)}`,
        'org.opencontainers.image.created': 'yesterday',
        ['__proto__']: 'x',
        'org.opencontainers.image.constructor': 'x',
      },
    });
    server.answer = ({ path }) =>
      path.includes('/blobs/') ? { body: hostile.blobs[1]!.body.toString() } : manifest(hostile.manifests[0]!);
    const { annotations, created } = await describe_();
    assert.equal(created, undefined);
    assert.deepEqual(Object.keys(annotations).sort(), ['created', 'source', 'title']);
    assert.equal(annotations.source, 'https://***@git.example.com/shop/cart');
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(annotations.title ?? '', /[\u0000-\u001f\u202e]|.{501}/);
  });

  it('takes revision and source from one place', async () => {
    const mixed = contentOf({
      repository: 'shop/cart',
      annotations: { 'org.opencontainers.image.source': 'https://git.example.com/shop/cart' },
      labels: {
        'org.opencontainers.image.revision': 'b'.repeat(40),
        'org.opencontainers.image.source': 'https://git.example.com/base/alpine',
      },
    });
    server.answer = ({ path }) =>
      path.includes('/blobs/') ? { body: mixed.blobs[1]!.body.toString() } : manifest(mixed.manifests[0]!);
    const { annotations, originFrom } = await describe_();
    assert.deepEqual([annotations.source, originFrom], ['https://git.example.com/base/alpine', 'labels']);
  });

  describe('lists tags', () => {
    it('that no tag can be called: they are left out and counted', async () => {
      server.answer = () =>
        json({ tags: ['1.0', '1.0\n', '\u001b[31m', '../x', '', '-x', 'x'.repeat(129), 'ö', '1.0'] });
      const { tags, unusable, isCut } = await client().tags(world.cart, signal);
      assert.deepEqual([tags, unusable, isCut], [['1.0'], 7, false]);
    });

    it('as null, or not at all: there are none', async () => {
      for (const body of [{ name: 'shop/cart', tags: null }, { name: 'shop/cart' }]) {
        server.answer = () => json(body);
        assert.deepEqual((await client().tags(world.cart, signal)).tags, []);
      }
    });

    for (const [what, said] of [
      ['as a page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
      ['as numbers', json({ tags: [1] })],
      ['as one text', json({ tags: 'latest' })],
      ['as nothing', { body: '' }],
    ] as const) {
      it(`${what}: malformed`, async () => {
        server.answer = () => said;
        await assert.rejects(client().tags(world.cart, signal), is('malformed'));
      });
    }

    it('of ten megabytes: tooLarge', async () => {
      server.answer = () => json({ tags: Array.from({ length: 1_000_000 }, (_, index) => `v${index}.0.0`) });
      await assert.rejects(client().tags(world.cart, signal), is('tooLarge'));
    });

    it('page after page without end: cut, and told so', async () => {
      let page = 0;
      server.answer = ({ path }) => ({
        ...json({ tags: [`v${(page += 1)}`] }),
        headers: { link: `<${path}?last=v${page}>; rel="next"` },
      });
      const { tags, isCut } = await client(undefined, { timeoutMs: 30_000 }).tags(world.cart, signal);
      assert.deepEqual([tags.length, isCut], [200, true]);
    });

    it('round in circles: cut, and told so', async () => {
      server.answer = ({ path }) => ({ ...json({ tags: ['1'] }), headers: { link: `<${path}?last=1>; rel=next` } });
      const { tags, isCut } = await client().tags(world.cart, signal);
      assert.deepEqual([tags, isCut, server.asked.filter(({ method }) => method === 'GET').length], [['1'], true, 2]);
    });

    it('with a next page elsewhere: redirected, and nobody is asked there', async () => {
      for (const next of [
        `${other.url}/v2/x`,
        '//evil.example/x',
        'file:///etc/passwd',
        `http://me:x@${server.host}/`,
      ]) {
        server.answer = () => ({ ...json({ tags: ['1'] }), headers: { link: `<${next}>; rel="next"` } });
        await assert.rejects(client(password).tags(world.cart, signal), is('redirected'));
      }
      assert.deepEqual(other.asked, []);
    });
  });

  it('has nothing attached by its API, or lists it there, page by page', async () => {
    const { digest } = blob('x');
    const entry = (index: number) => ({ mediaType: imageType, digest, size: 1, annotations: { n: `${index}\n` } });
    server.answer = ({ path, query }) => {
      if (!path.includes('/referrers/')) return { status: 404 };
      const isFirst = !query.has('page');
      const list = indexOf([entry(isFirst ? 1 : 2)]);
      return manifest(list, isFirst ? { headers: { link: `<${path}?page=2>; rel="next"` } } : {});
    };
    const { referrers } = await client().referrers(world.cart, digest, signal);
    assert.deepEqual(
      referrers.map(({ annotations }) => annotations['n']),
      ['1', '2'],
    );
    server.answer = () => manifest(indexOf([]));
    assert.deepEqual((await client().referrers(world.cart, digest, signal)).referrers, []);
    server.answer = () => manifest(single);
    await assert.rejects(client().referrers(world.cart, digest, signal), is('malformed'));
  });
});
