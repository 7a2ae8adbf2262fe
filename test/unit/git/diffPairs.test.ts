import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { diffTrees, type FileDifference } from '../../../src/core/git/diff';
import { diffPairs, type TreePair } from '../../../src/core/git/diffPairs';
import { newObject, type NewObject } from '../../../src/core/git/encode';
import { Repository } from '../../../src/core/git/repository';
import { makeBare } from '../../../src/core/git/shell';

/** A folder as it may stand in git: by the bytes of its names, files with any mode that was ever written. */
interface Folder {
  readonly files: Readonly<Record<string, { readonly mode: string; readonly text: string }>>;
  readonly folders: Readonly<Record<string, Folder>>;
}

const names = ['a', 'a.yaml', 'b', 'a-b', 'a0', '\u00e4', ':100644', 'two\nlines', 'tab\t'].map((name) =>
  Buffer.from(name).toString('latin1'),
);
const name = fc.constantFrom(...names, '\xff', '\xfe');
const modes = ['100644', '100755', '120000', '100664', '100775', '100600', '160000'];
const file = fc.record({ mode: fc.constantFrom(...modes), text: fc.constantFrom('1', '2', '3') });
const { folder } = fc.letrec<{ folder: Folder }>((tie) => ({
  folder: fc.record({
    files: fc.dictionary(name, file, { maxKeys: 4 }),
    folders: fc.oneof({ maxDepth: 3 }, fc.constant({}), fc.dictionary(name, tie('folder'), { maxKeys: 2 })),
  }),
}));

describe('many pairs of trees', function () {
  this.timeout(120_000);
  let path: string;
  let repository: Repository;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'branchline-diff-pairs-'));
    const gitDir = join(path, 'ours.git');
    await makeBare(gitDir, 'sha1');
    repository = new Repository({ gitDir, folder: gitDir, where: 'ours', hash: 'sha1', shallow: new Set() });
  });
  afterEach(async () => {
    repository.dispose();
    await rm(path, { recursive: true, force: true });
  });

  function added(objects: Map<string, NewObject>, kind: 'blob' | 'tree', data: Buffer): string {
    const object = newObject('sha1', kind, data);
    objects.set(object.sha, object);
    return object.sha;
  }

  function tree(objects: Map<string, NewObject>, { files, folders }: Folder): string {
    const entries = new Map(
      Object.entries(files).map(([key, { mode, text }]) => [
        key,
        { mode, key, sha: added(objects, 'blob', Buffer.from(text)) },
      ]),
    );
    for (const [key, below] of Object.entries(folders))
      entries.set(key, { mode: '40000', key, sha: tree(objects, below) });
    const order = ({ mode, key }: { mode: string; key: string }) =>
      Buffer.from(mode === '40000' ? `${key}/` : key, 'latin1');
    const sorted = [...entries.values()].sort((one, other) => Buffer.compare(order(one), order(other)));
    const data = sorted.flatMap(({ mode, key, sha }) => [
      Buffer.from(`${mode} `),
      Buffer.from(key, 'latin1'),
      Buffer.from([0]),
      Buffer.from(sha, 'hex'),
    ]);
    return added(objects, 'tree', Buffer.concat(data));
  }

  const byPath = (files: readonly FileDifference[]) =>
    [...files].sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));

  it('differ as each of them does, by whatever is in them', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(folder), { minLength: 34, maxLength: 60 }), async (folders) => {
        const objects = new Map<string, NewObject>();
        const trees = folders.map((one) => (one === null ? null : tree(objects, one)));
        await repository.write({ objects: () => [...objects.values()] });
        const pairs = trees.slice(1).map((after, index): TreePair => ({ before: trees[index] ?? null, after }));
        const told = await diffPairs(repository, pairs);
        assert.equal(told.length, pairs.length);
        for (const [index, { before, after }] of pairs.entries()) {
          assert.deepEqual(byPath(told[index] ?? []), byPath(await diffTrees(repository, before, after)));
        }
      }),
      { numRuns: 30 },
    ));

  it('are told as few are where one of them is missing', async () => {
    const objects = new Map<string, NewObject>();
    const there = tree(objects, { files: { a: { mode: '100644', text: '1' } }, folders: {} });
    await repository.write({ objects: () => [...objects.values()] });
    const pairs: TreePair[] = Array.from({ length: 50 }, () => ({ before: null, after: there }));
    pairs.push({ before: there, after: 'f'.repeat(40) });
    await assert.rejects(diffPairs(repository, pairs), { code: 'git/objectMissing' });
  });

  it('end where their folders name each other, with the path of a folder', async () => {
    const objects = new Map<string, NewObject>();
    let sha = tree(objects, { files: { a: { mode: '100644', text: '1' } }, folders: {} });
    for (let level = 0; level < 40; level += 1) {
      const entry = (key: string) => [Buffer.from(`40000 ${key}\0`), Buffer.from(sha, 'hex')];
      sha = added(objects, 'tree', Buffer.concat([...entry('one'), ...entry('two')]));
    }
    await repository.write({ objects: () => [...objects.values()] });
    const pairs: TreePair[] = Array.from({ length: 40 }, () => ({ before: null, after: sha }));
    await assert.rejects(diffPairs(repository, pairs), { code: 'git/tooManyPaths' });
  });
});
