import assert from 'node:assert/strict';
import { RegistryError, type RegistryCase } from '../../../src/core/registry/errors';
import { readImageName } from '../../../src/core/registry/imageName';
import { readPlatform } from '../../../src/core/registry/platform';
import { account } from '../../lab/registry/access';
import { attachment, attachmentsOf, contentOf, imageType, indexType } from '../../lab/registry/content';
import { push, pushBlob, pushManifest, removeTag } from '../../lab/registry/push';
import { backend, client, freshImage, maxTags, patienceMs, signal, theRegistries } from './backend';

const is = (kind: RegistryCase) => (error: unknown) => {
  assert.ok(RegistryError.is(error, kind), String(error));
  return true;
};

const password = { kind: 'password', user: account.user, password: account.password } as const;
const origin = (revision: string) => ({
  'org.opencontainers.image.revision': revision,
  'org.opencontainers.image.source': 'https://git.example.com/shop/cart',
});

describe(`Branchline on a registry (${backend})`, function () {
  this.timeout(patienceMs);

  it('reads all tags, over all pages', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    const names = Array.from({ length: 2 * maxTags + 1 }, (_, index) => `1.${index}`);
    for (const tag of names) await push(open, { repository: image.repository, tag });
    const { tags, isCut, unusable, observed } = await client().tags(image, signal);
    assert.deepEqual(tags.toSorted(), names.toSorted());
    assert.deepEqual([isCut, unusable, observed.source], [false, 0, open.host]);
  });

  it('describes an image: digest, platform, time, annotations before labels', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    const created = new Date('2026-11-01T10:00:00Z');
    const digest = await push(open, {
      repository: image.repository,
      tag: '1.0',
      created,
      platforms: ['linux/arm64/v8'],
      annotations: { ...origin('a'.repeat(40)), 'com.example.other': 'x' },
      labels: { ...origin('b'.repeat(40)), 'org.opencontainers.image.version': '1.0' },
    });
    const { observed, ...description } = await client().describe(image, '1.0', {}, signal);
    assert.deepEqual(description, {
      digest,
      mediaType: imageType,
      manifest: digest,
      platforms: [readPlatform('linux/arm64/v8')],
      created: created.getTime(),
      annotations: { revision: 'a'.repeat(40), source: 'https://git.example.com/shop/cart', version: '1.0' },
      originFrom: 'annotations',
    });
    assert.equal(observed.source, open.host);
    assert.deepEqual((await client().describe(image, digest, {}, signal)).digest, digest);
  });

  it('takes labels where there are no annotations, and says so', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    await push(open, { repository: image.repository, tag: '1.0', labels: origin('b'.repeat(40)) });
    const { annotations, originFrom, created } = await client().describe(image, '1.0', {}, signal);
    assert.equal(annotations.revision, 'b'.repeat(40));
    assert.deepEqual([originFrom, created], ['labels', undefined]);
  });

  it('finds the image of a platform in an index, and says which there are where it is not', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    const platforms = ['linux/arm64', 'linux/amd64', 'linux/arm/v7'];
    const pushed = { repository: image.repository, tag: '1.0', platforms, annotations: origin('c'.repeat(40)) };
    const digest = await push(open, pushed);
    const manifests = contentOf(pushed).manifests.map((manifest) => manifest.digest);
    const registries = client();
    const whole = await registries.describe(image, '1.0', {}, signal);
    assert.deepEqual([whole.digest, whole.mediaType, whole.manifest], [digest, indexType, manifests[1]]);
    assert.deepEqual(whole.platforms, platforms.map(readPlatform));
    for (const [index, platform] of platforms.entries()) {
      const one = await registries.describe(image, '1.0', { platform: readPlatform(platform) }, signal);
      assert.deepEqual([one.digest, one.manifest], [digest, manifests[index]]);
    }
    const windows = registries.describe(image, '1.0', { platform: readPlatform('windows/amd64') }, signal);
    await assert.rejects(windows, (error) => is('noPlatform')(error) && /linux\/arm\/v7/.test(String(error)));
  });

  it('says that an image of one platform is not there for another', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    await push(open, { repository: image.repository, tag: '1.0' });
    const asked = client().describe(image, '1.0', { platform: readPlatform('linux/s390x') }, signal);
    await assert.rejects(asked, is('noPlatform'));
  });

  it('knows the digest of a tag without reading it, and sees that it moved', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    const registries = client();
    const first = await push(open, { repository: image.repository, tag: 'latest', content: '1' });
    assert.equal(await registries.digest(image, 'latest', signal), first);
    assert.equal((await registries.describe(image, 'latest', {}, signal)).digest, first);
    const second = await push(open, { repository: image.repository, tag: 'latest', content: '2' });
    assert.notEqual(second, first);
    assert.equal(await registries.digest(image, 'latest', signal), second);
    assert.equal((await registries.describe(image, 'latest', {}, signal)).digest, second);
  });

  it('says of what was deleted, and of what never was, that it is not there', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    await push(open, { repository: image.repository, tag: '1.0' });
    await push(open, { repository: image.repository, tag: '1.1', content: 'x' });
    await removeTag(open, image.repository, '1.0');
    const registries = client();
    assert.deepEqual((await registries.tags(image, signal)).tags, ['1.1']);
    await assert.rejects(registries.describe(image, '1.0', {}, signal), is('notFound'));
    await assert.rejects(registries.digest(image, '1.0', signal), is('notFound'));
    await assert.rejects(registries.tags(freshImage(open), signal), is('notFound'));
  });

  it('lists what is attached to an image', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    const digest = await push(open, { repository: image.repository, tag: '1.0' });
    const registries = client();
    assert.deepEqual((await registries.referrers(image, digest, signal)).referrers, []);
    const [manifest] = contentOf({ repository: image.repository }).manifests;
    const parts = attachment(manifest!, 'application/vnd.example.parts', { 'com.example.tool': 'syft' });
    for (const blob of parts.blobs) await pushBlob(open, image.repository, blob);
    await pushManifest(open, image.repository, parts.manifest);
    const { tag, list } = attachmentsOf(manifest!, [parts.manifest]);
    await pushManifest(open, image.repository, list, tag);
    const { referrers, isCut } = await registries.referrers(image, digest, signal);
    assert.equal(isCut, false);
    assert.deepEqual(referrers, [
      {
        digest: parts.manifest.digest,
        mediaType: imageType,
        artifactType: 'application/vnd.example.parts',
        annotations: { 'com.example.tool': 'syft' },
      },
    ]);
  });

  it('describes what is attached, which runs nowhere', async () => {
    const { open } = await theRegistries();
    const image = freshImage(open);
    await push(open, { repository: image.repository, tag: '1.0' });
    const [manifest] = contentOf({ repository: image.repository }).manifests;
    const parts = attachment(manifest!, 'application/vnd.example.parts', {});
    for (const blob of parts.blobs) await pushBlob(open, image.repository, blob);
    await pushManifest(open, image.repository, parts.manifest, 'parts');
    const described = await client().describe(image, 'parts', {}, signal);
    assert.deepEqual([described.platforms, described.originFrom], [[], 'none']);
  });

  it('says that nothing answers where nothing is', async () => {
    await assert.rejects(client().tags(readImageName('127.0.0.1:1/shop/cart'), signal), is('unreachable'));
  });
});

describe(`Branchline on a registry that wants a password (${backend})`, function () {
  this.timeout(patienceMs);

  it('signs in with it, and says where it is wrong or missing', async () => {
    const { basic } = await theRegistries();
    const image = freshImage(basic);
    await push(basic, { repository: image.repository, tag: '1.0' });
    assert.deepEqual((await client(password).tags(image, signal)).tags, ['1.0']);
    await assert.rejects(client().tags(image, signal), is('unauthorised'));
    await assert.rejects(client({ ...password, password: 'wrong' }).tags(image, signal), is('unauthorised'));
  });

  it('cannot be given an identity, which only a token server takes', async () => {
    const { basic } = await theRegistries();
    const image = freshImage(basic);
    await assert.rejects(client({ kind: 'identity', token: account.identity }).tags(image, signal), is('unauthorised'));
  });
});

describe(`Branchline on a registry that wants a token (${backend})`, function () {
  this.timeout(patienceMs);

  it('has one made for the password, for reading alone, once for all that it reads there', async () => {
    const { token, tokenServer } = await theRegistries();
    const image = freshImage(token);
    await push(token, { repository: image.repository, tag: '1.0' });
    const before = tokenServer.asked.length;
    const registries = client(password);
    assert.deepEqual((await registries.tags(image, signal)).tags, ['1.0']);
    await registries.describe(image, '1.0', {}, signal);
    const asked = tokenServer.asked.slice(before);
    const scope = encodeURIComponent(`repository:${image.repository}:pull`);
    assert.deepEqual(
      asked.map(({ method, url }) => `${method} ${url}`),
      [`GET /token?service=${tokenServer.service}&scope=${scope}`],
    );
  });

  it('has one made for an identity, which stands in no address', async () => {
    const { token, tokenServer } = await theRegistries();
    const image = freshImage(token);
    await push(token, { repository: image.repository, tag: '1.0' });
    const before = tokenServer.asked.length;
    const registries = client({ kind: 'identity', token: account.identity });
    assert.deepEqual((await registries.tags(image, signal)).tags, ['1.0']);
    assert.deepEqual(
      tokenServer.asked.slice(before).map(({ method, url }) => `${method} ${url}`),
      ['POST /token'],
    );
  });

  it('takes a token that the person has', async () => {
    const { token, tokenServer } = await theRegistries();
    const image = freshImage(token);
    await push(token, { repository: image.repository, tag: '1.0' });
    const own = { kind: 'bearer', token: tokenServer.sign(image.repository, ['pull']) } as const;
    assert.deepEqual((await client(own).tags(image, signal)).tags, ['1.0']);
  });

  it('says that it is not signed in where nobody is, or the password is wrong', async () => {
    const { token } = await theRegistries();
    const image = freshImage(token);
    await push(token, { repository: image.repository, tag: '1.0' });
    await assert.rejects(client().tags(image, signal), is('unauthorised'));
    await assert.rejects(client({ ...password, password: 'wrong' }).tags(image, signal), is('unauthorised'));
    await assert.rejects(client({ kind: 'identity', token: 'wrong' }).tags(image, signal), is('unauthorised'));
  });
});
