import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCatalog } from '../../../src/core/catalog/parse';
import { LocalCatalog } from '../../../src/core/setup/catalog/localFile';

const { signal } = new AbortController();
const environments = [{ name: 'dev', branch: 'dev' }];
const wanted = (name: string) => ({ name, repository: `https://git.example.com/gitops/${name}.git` });

describe('a catalog that is a file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-local-catalog-'));
    path = join(folder, 'branchline.yaml');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const names = async () => {
    const read = parseCatalog(await readFile(path, 'utf8'), { path, folder });
    assert.ok(read.kind === 'ok');
    return read.catalog.services.map(({ name }) => name);
  };

  for (const [what, from] of [
    [
      'is there',
      'version: 1\nenvironments: [{ name: dev }] # ours\nservices: [{ name: first, repository: ./first }]\n',
    ],
    ['is not there yet', undefined],
  ] as const) {
    it(`has each service that many add at once, where it ${what}`, async () => {
      if (from !== undefined) await writeFile(path, from, { mode: 0o640 });
      const all = Array.from({ length: 12 }, (_, index) => `s${index}`);
      await Promise.all(all.map((name) => new LocalCatalog(path, wanted(name), environments).make(signal)));
      assert.deepEqual((await names()).sort(), [...(from === undefined ? [] : ['first']), ...all].sort());
      assert.deepEqual(await readdir(folder), ['branchline.yaml']);
      if (from !== undefined && process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o640);
    });
  }

  it('is written where a link leads to, which stays one', async () => {
    const file = join(folder, 'real.yaml');
    await writeFile(
      file,
      'version: 1\nenvironments: [{ name: dev }]\nservices: [{ name: first, repository: ./first }]\n',
    );
    await symlink(file, path);
    await new LocalCatalog(path, wanted('cart'), undefined).make(signal);
    assert.match(await readFile(file, 'utf8'), /"cart"/);
    assert.deepEqual(await names(), ['first', 'cart']);
  });

  it('goes on after a run that was stopped while it wrote', async () => {
    await writeFile(
      path,
      'version: 1\nenvironments: [{ name: dev }]\nservices: [{ name: first, repository: ./first }]\n',
    );
    await writeFile(`${path}.lock`, 'half');
    const long = new Date(Date.now() - 3_600_000);
    await utimes(`${path}.lock`, long, long);
    await new LocalCatalog(path, wanted('cart'), undefined).make(signal);
    assert.deepEqual([await names(), await readdir(folder)], [['first', 'cart'], ['branchline.yaml']]);
  });

  it('is left alone while somebody else writes it, also where nobody waits for them', async () => {
    const text = 'version: 1\nenvironments: [{ name: dev }]\nservices: [{ name: first, repository: ./first }]\n';
    await writeFile(path, text);
    await writeFile(`${path}.lock`, '');
    const stopped = AbortSignal.timeout(200);
    await assert.rejects(new LocalCatalog(path, wanted('cart'), undefined).make(stopped), { name: 'TimeoutError' });
    assert.deepEqual([await readFile(path, 'utf8'), await readFile(`${path}.lock`, 'utf8')], [text, '']);
  });

  it('is not written anew, with environments of nobody, where it went meanwhile', async () => {
    await assert.rejects(new LocalCatalog(path, wanted('cart'), undefined).make(signal), { code: 'setup/unreadable' });
    assert.deepEqual(await readdir(folder), []);
  });
});
