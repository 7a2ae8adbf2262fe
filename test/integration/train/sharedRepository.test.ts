import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliContext } from '../../../src/cli/context';
import { forgeOf } from '../../../src/cli/repository/forge';
import { openForProposal } from '../../../src/cli/repository/openForProposal';
import { namedCatalog } from '../../../src/cli/repository/services';
import { World } from '../promotion/world';

describe('a repository that is opened for a train', () => {
  it('is judged as the service that is meant, where it holds several, or the catalog does not list it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-shared-'));
    const world = new World();
    try {
      const head = await world.commit('dev', 'First', { 'a.yaml': 'a: 1\n' }, { onto: null });
      const services = ['cart', 'payment'].map((name) => `  - { name: ${name}, repository: "${world.path}" }`);
      const lines = ['version: 1', 'environments: [{ name: dev }, { name: test }]', 'services:', ...services, ''];
      await writeFile(join(folder, 'branchline.yaml'), lines.join('\n'));
      const context = { environment: {}, folder, signal: new AbortController().signal } as unknown as CliContext;
      const { catalog, path } = await namedCatalog(undefined, context);
      const [, payment] = catalog.services;
      assert.ok(payment);
      for (const service of [payment, { ...payment, name: 'found by discover' }]) {
        const options = { repo: service.repository, catalog: path, pr: true, service };
        const opened = await openForProposal(options, ['dev'], context);
        opened.dispose();
        assert.deepEqual([opened.service.name, opened.heads.get('dev')], [service.name, head]);
      }
    } finally {
      world.dispose();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('asks its forge by one client for as long as the command wants, which keeps what has not changed', async () => {
    const signal = new AbortController().signal;
    const once = { environment: {}, signal } as unknown as CliContext;
    const kept = { ...once, forges: new Map() };
    const client = async (context: CliContext) => {
      const found = await forgeOf({ url: 'https://github.com/shop/cart.git', where: '' }, context);
      return found.kind === 'forge' ? found.client : undefined;
    };
    assert.equal(await client(kept), await client(kept));
    assert.notEqual(await client(once), await client(once));
  });
});
