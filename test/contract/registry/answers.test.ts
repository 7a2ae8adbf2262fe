import assert from 'node:assert/strict';
import { attachment, contentOf, imageType, indexType } from '../../lab/registry/content';
import { push, pushBlob, pushManifest, removeTag } from '../../lab/registry/push';
import { basicHeader } from '../../lab/registry/access';
import { backend, freshImage, maxTags, patienceMs, theRegistries } from './backend';

const headers = { accept: imageType };

/** What a client relies on, over the wire. */
describe(`a registry (${backend})`, function () {
  this.timeout(patienceMs);

  it('says at its root that it is one, to who may ask', async () => {
    const { open, basic } = await theRegistries();
    assert.equal((await fetch(`${open.url}/v2/`)).status, 200);
    assert.equal((await fetch(`${basic.url}/v2/`)).status, 401);
    assert.equal((await fetch(`${basic.url}/v2/`, { headers: { authorization: basicHeader } })).status, 200);
  });

  it('gives a manifest by tag and by digest, byte for byte, with its kind and its digest', async () => {
    const { open } = await theRegistries();
    const { repository } = freshImage(open);
    const image = { repository, tag: '1.0', annotations: { 'org.opencontainers.image.revision': 'abc' } };
    const digest = await push(open, image);
    const [manifest] = contentOf(image).manifests;
    for (const version of ['1.0', digest]) {
      const answer = await fetch(`${open.url}/v2/${repository}/manifests/${version}`, { headers });
      assert.equal(answer.headers.get('content-type'), manifest!.mediaType);
      assert.equal(answer.headers.get('docker-content-digest'), digest);
      assert.ok(Buffer.from(await answer.arrayBuffer()).equals(manifest!.body));
      const head = await fetch(`${open.url}/v2/${repository}/manifests/${version}`, { method: 'HEAD', headers });
      assert.equal(head.headers.get('docker-content-digest'), digest);
      assert.equal(head.headers.get('content-length'), String(manifest!.body.length));
    }
  });

  it('has no manifest of a kind that is not asked for', async () => {
    const { open } = await theRegistries();
    const { repository } = freshImage(open);
    await push(open, { repository, tag: '1.0' });
    for (const accept of ['*/*', indexType]) {
      const answer = await fetch(`${open.url}/v2/${repository}/manifests/1.0`, { headers: { accept } });
      assert.equal(answer.status, 404, accept);
    }
  });

  it('lists tags in pages, in the order of their names, each with a link to the next', async () => {
    const { open } = await theRegistries();
    const { repository } = freshImage(open);
    const names = ['b', 'a', 'B', '1.10', '1.9', 'latest', '_', 'v1.0.0-rc.1', 'z', 'y', 'x', 'w'];
    for (const tag of names) await push(open, { repository, tag });
    const first = await fetch(`${open.url}/v2/${repository}/tags/list?n=1000`);
    const { tags } = (await first.json()) as { tags: string[] };
    const sorted = names.toSorted((one, other) => Number(one > other) || -1);
    assert.deepEqual(tags, sorted.slice(0, maxTags));
    const link = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await fetch(new URL(link, open.url));
    assert.deepEqual(((await second.json()) as { tags: string[] }).tags, sorted.slice(maxTags));
    assert.equal(second.headers.get('link'), null);
  });

  it('says what is not there: a repository, a tag, a digest, a blob', async () => {
    const { open } = await theRegistries();
    const { repository } = freshImage(open);
    await push(open, { repository, tag: '1.0' });
    const none = `sha256:${'0'.repeat(64)}`;
    const cases: [path: string, code: string][] = [
      [`${repository}-none/tags/list`, 'NAME_UNKNOWN'],
      [`${repository}-none/manifests/1.0`, 'MANIFEST_UNKNOWN'],
      [`${repository}/manifests/2.0`, 'MANIFEST_UNKNOWN'],
      [`${repository}/manifests/${none}`, 'MANIFEST_UNKNOWN'],
      [`${repository}/blobs/${none}`, 'BLOB_UNKNOWN'],
    ];
    for (const [path, code] of cases) {
      const answer = await fetch(`${open.url}/v2/${path}`);
      assert.equal(answer.status, 404, path);
      assert.equal(((await answer.json()) as { errors: { code: string }[] }).errors[0]?.code, code, path);
    }
  });

  it('forgets a tag and keeps what it named', async () => {
    const { open } = await theRegistries();
    const { repository } = freshImage(open);
    const digest = await push(open, { repository, tag: '1.0' });
    await removeTag(open, repository, '1.0');
    assert.equal((await fetch(`${open.url}/v2/${repository}/manifests/1.0`, { headers })).status, 404);
    assert.equal((await fetch(`${open.url}/v2/${repository}/manifests/${digest}`, { headers })).status, 200);
    const list = await fetch(`${open.url}/v2/${repository}/tags/list`);
    assert.deepEqual(((await list.json()) as { tags: unknown }).tags, []);
  });

  it('refuses a manifest whose parts are not there', async () => {
    const { open } = await theRegistries();
    const { repository } = freshImage(open);
    const [manifest] = contentOf({ repository }).manifests;
    await assert.rejects(pushManifest(open, repository, manifest!, '1.0'), /400 .*MANIFEST_BLOB_UNKNOWN/s);
  });

  it('has no API for what is attached: 404', async () => {
    const { open } = await theRegistries();
    const { repository } = freshImage(open);
    await push(open, { repository, tag: '1.0' });
    const [manifest] = contentOf({ repository }).manifests;
    const { blobs, manifest: signature } = attachment(manifest!, 'application/vnd.example.signature', {});
    for (const blob of blobs) await pushBlob(open, repository, blob);
    await pushManifest(open, repository, signature);
    const answer = await fetch(`${open.url}/v2/${repository}/referrers/${manifest!.digest}`);
    assert.equal(answer.status, 404);
  });

  it('names the server that makes its tokens, the service and what has to be asked for', async () => {
    const { token, tokenServer } = await theRegistries();
    const { repository } = freshImage(token);
    const answer = await fetch(`${token.url}/v2/${repository}/manifests/1.0`);
    assert.equal(answer.status, 401);
    assert.equal(
      answer.headers.get('www-authenticate'),
      `Bearer realm="${tokenServer.realm}",service="${tokenServer.service}",scope="repository:${repository}:pull"`,
    );
  });

  it('takes a token for the repository that it is for, and for no other', async () => {
    const { token, tokenServer } = await theRegistries();
    const { repository } = freshImage(token);
    const authorization = `Bearer ${tokenServer.sign(repository, ['pull'])}`;
    const status = async (name: string): Promise<number> =>
      (await fetch(`${token.url}/v2/${name}/manifests/1.0`, { headers: { authorization } })).status;
    assert.equal(await status(repository), 404);
    assert.equal(await status(`${repository}-other`), 401);
  });
});
