import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findCatalog, loadCatalog } from '../../../src/core/catalog/load';
import { discoverWorkspace } from '../../../src/core/catalog/workspace';
import { catalogText } from './build';

const signal = new AbortController().signal;

describe('catalogs on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-catalog-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const repository = (...path: string[]) => mkdir(join(folder, ...path, '.git'), { recursive: true });

  it('are found from a folder upwards, the nearest first', async () => {
    await mkdir(join(folder, 'a/b'), { recursive: true });
    await writeFile(join(folder, 'branchline.yaml'), '');
    assert.equal(await findCatalog(join(folder, 'a/b'), signal), join(folder, 'branchline.yaml'));
    await writeFile(join(folder, 'a/branchline.yaml'), '');
    assert.equal(await findCatalog(join(folder, 'a/b'), signal), join(folder, 'a/branchline.yaml'));
  });

  it('a folder of that name is one that cannot be read, never none', async () => {
    const path = join(folder, 'branchline.yaml');
    await mkdir(path);
    assert.equal(await findCatalog(folder, signal), path);
    await assert.rejects(loadCatalog(path, signal), { code: 'file/notAFile' });
  });

  it('are read with paths relative to them', async () => {
    await writeFile(join(folder, 'branchline.yaml'), catalogText());
    const parsed = await loadCatalog(join(folder, 'branchline.yaml'), signal);
    assert.ok(parsed.kind === 'ok');
    assert.equal(parsed.catalog.services[0]?.repository, join(folder, 'cart'));
  });

  it('one that is gone is an error of its own', async () => {
    await assert.rejects(loadCatalog(join(folder, 'none.yaml'), signal), { code: 'catalog/unreadable' });
  });

  it('one that is far too large is not read', async () => {
    await writeFile(join(folder, 'branchline.yaml'), '#'.repeat(2_000_001));
    await assert.rejects(loadCatalog(join(folder, 'branchline.yaml'), signal), { code: 'file/tooLarge' });
  });

  it('without one, repositories with two known branches are services, here and one level below', async () => {
    await Promise.all([
      repository('cart'),
      repository('code'),
      repository('orders'),
      repository('deep/below'),
      mkdir(join(folder, 'plain')),
    ]);
    const branches: Record<string, string[]> = {
      cart: ['prod', 'main', 'dev', 'test'],
      code: ['main', 'develop'],
      orders: ['env/live', 'env/qa'],
      below: ['dev', 'prod'],
    };
    const { catalog } = await discoverWorkspace([folder], (at) => Promise.resolve(branches[basename(at)]), signal);
    assert.deepEqual(
      catalog.services.map(({ name, environments }) => [
        name,
        ...environments.map((found) => `${found.name}=${found.branch}`),
      ]),
      [
        ['cart', 'dev=dev', 'test=test', 'prod=prod'],
        ['orders', 'qa=env/qa', 'live=env/live'],
      ],
    );
    assert.deepEqual(
      catalog.services[0]?.edges.map(({ from, to }) => `${from}>${to}`),
      ['dev>test', 'test>prod'],
    );
    assert.equal(catalog.services[0].repository, join(folder, 'cart'));
  });

  it('without one, a repository that cannot be read does not hide the others', async () => {
    await Promise.all([repository('a'), repository('b')]);
    const listBranches = (at: string) =>
      basename(at) === 'a' ? Promise.reject(new Error('broken')) : Promise.resolve(['dev', 'prod']);
    const { catalog, skipped } = await discoverWorkspace([folder, join(folder, 'gone')], listBranches, signal);
    assert.deepEqual(
      catalog.services.map(({ name }) => name),
      ['b'],
    );
    assert.deepEqual(skipped.map((one) => basename(one.folder)).toSorted(), ['a', 'gone']);
  });

  it('without one, two folders of one name are two services', async () => {
    await Promise.all([repository('x/cart'), repository('y/cart')]);
    const { catalog } = await discoverWorkspace(
      [join(folder, 'x'), join(folder, 'y'), join(folder, 'x/cart')],
      () => Promise.resolve(['dev', 'prod']),
      signal,
    );
    assert.deepEqual(
      catalog.services.map(({ name }) => name),
      ['cart', 'cart-2'],
    );
  });

  it('without one, cancelling ends the search', async () => {
    await repository('a');
    const cancelled = AbortSignal.abort();
    await assert.rejects(
      discoverWorkspace([folder], () => Promise.resolve([]), cancelled),
      { name: 'AbortError' },
    );
  });
});
