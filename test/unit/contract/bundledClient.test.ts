import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { build } from 'esbuild';
import { onlyKubeConfig } from '../../../scripts/build/clientNode';

describe('the client of Kubernetes as it is bundled', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-test-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('signs requests in, without its models and its fetch', async () => {
    const outfile = join(folder, 'client.cjs');
    const { metafile } = await build({
      entryPoints: ['@kubernetes/client-node/dist/config.js'],
      outfile,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      metafile: true,
      plugins: [onlyKubeConfig],
    });
    const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    assert.ok(used.some((name) => name.includes('/client-node/')));
    assert.deepEqual(
      used.filter((name) => /\/gen\/models\/V|node_modules\/undici\//.test(name)),
      [],
    );
    const loaded = (await import(outfile)) as { readonly KubeConfig: new () => KubeConfig };
    const config = new loaded.KubeConfig();
    const cluster = { name: 'c', server: 'https://c.example', skipTLSVerify: false };
    config.loadFromClusterAndUser(cluster, { name: 'u', token: 'word' });
    const options = { headers: {} };
    await config.applyToHTTPSOptions(options);
    assert.deepEqual(options.headers, { Authorization: 'Bearer word' });
  });
});
