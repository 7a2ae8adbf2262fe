import assert from 'node:assert/strict';
import { mergeOwnFile, parseCatalog } from '../../../../src/core/catalog/parse';
import { readManifestFile } from '../../../../src/core/manifest/read/readManifestFile';
import { serviceNames } from '../../../lab/fleet';
import { catalogFile } from '../../../lab/fleet/catalogFile';
import { readManifests } from '../../../lab/fleet/manifests';

const parsed = parseCatalog(
  catalogFile(serviceNames, (service) => `http://127.0.0.1:3000/shop/${service}.git`),
  { path: '/shop/branchline.yaml', folder: '/shop' },
);

describe('The catalog of the fleet', () => {
  it('is read without a problem or warning', () => {
    assert.deepEqual(parsed.kind === 'ok' ? parsed.warnings : parsed.problems, []);
  });

  it('has ten services in three environments, prod on a cluster of its own and protected', () => {
    assert.ok(parsed.kind === 'ok');
    assert.deepEqual(
      parsed.catalog.services.map(({ name }) => name),
      serviceNames,
    );
    const [, , prod] = parsed.catalog.services[0]!.environments;
    assert.deepEqual(prod?.cluster, { kind: 'context', context: 'production', namespace: 'web' });
    assert.equal(prod.protected, true);
  });

  it('leaves to the repository of checkout where its manifests lie', async () => {
    assert.ok(parsed.kind === 'ok');
    const checkout = parsed.catalog.services.find(({ name }) => name === 'checkout')!;
    const own = (await readManifests('checkout')).get('.branchline.yaml')!;
    const merged = mergeOwnFile(checkout, own);
    assert.equal(merged.kind === 'ok' ? merged.service.content.path : merged.problems, 'manifests');
  });

  for (const service of serviceNames) {
    it(`${service}: its manifests are read without a problem, and no Secret holds more than a sample`, async () => {
      for (const [path, text] of await readManifests(service)) {
        if (!path.endsWith('.yaml') || path.startsWith('.') || path.endsWith('kustomization.yaml')) continue;
        assert.deepEqual(readManifestFile(path, text).problems, [], path);
        if (/kind: Secret/.test(text)) assert.match(text, /sample|not-a-real|c2FtcGxl/);
      }
    });
  }
});
