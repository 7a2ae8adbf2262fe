import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { theShop } from './services';

const empty = Buffer.from('{}');
const digest = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

const manifest = (version: string): Buffer => {
  const descriptor = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digest(empty), size: empty.length };
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/vnd.example.app',
      config: descriptor,
      layers: [descriptor],
      annotations: { 'org.opencontainers.image.version': version },
    }),
  );
};

describe('the registry of a real Gitea', function () {
  this.timeout(60_000);

  it('takes images by tag and lists their tags, to who may see them', async () => {
    const { forge, accounts } = await theShop();
    const { name, token } = accounts.developer;
    const call = (method: string, path: string, body?: Buffer, type = 'application/octet-stream') =>
      fetch(`${forge.url}/v2/shop/app${path}`, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`,
          'content-type': type,
        },
        ...(body ? { body: new Uint8Array(body) } : {}),
      });
    assert.equal((await call('POST', `/blobs/uploads/?digest=${digest(empty)}`, empty)).status, 201);
    const type = 'application/vnd.oci.image.manifest.v1+json';
    for (const tag of ['1.0.0', '1.1.0']) {
      assert.equal((await call('PUT', `/manifests/${tag}`, manifest(tag), type)).status, 201);
    }
    assert.deepEqual(await (await call('GET', '/tags/list')).json(), { name: 'shop/app', tags: ['1.0.0', '1.1.0'] });
    assert.equal(
      (await call('GET', '/manifests/1.0.0')).headers.get('docker-content-digest'),
      digest(manifest('1.0.0')),
    );
    assert.equal((await call('GET', '/manifests/2.0.0')).status, 404);
    assert.equal((await fetch(`${forge.url}/v2/shop/app/tags/list`)).status, 401);
  });
});
