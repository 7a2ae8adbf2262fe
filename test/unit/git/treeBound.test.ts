import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffTrees } from '../../../src/core/git/diff';
import { encodeTree, newObject, type NewObject } from '../../../src/core/git/encode';
import type { TreeEntry } from '../../../src/core/git/objects';
import { Repository } from '../../../src/core/git/repository';
import { makeBare } from '../../../src/core/git/shell';
import { requireSoundTrees } from '../../../src/core/git/soundTrees';

describe('a tree whose folders name each other', function () {
  this.timeout(120_000);
  let folder: string;
  let repository: Repository;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-tree-bound-'));
    const gitDir = join(folder, 'ours.git');
    await makeBare(gitDir, 'sha1');
    repository = new Repository({ gitDir, folder: gitDir, where: 'ours', hash: 'sha1', shallow: new Set() });
  });
  afterEach(async () => {
    repository.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** So many folders around a file, of which each names the next one under each of these names. */
  async function nested(levels: number, names: readonly string[]): Promise<string> {
    const objects: NewObject[] = [newObject('sha1', 'blob', Buffer.from('a: 1\n'))];
    const last = () => objects.at(-1)?.sha ?? '';
    let entries: TreeEntry[] = [{ name: 'a.yaml', mode: '100644', sha: last() }];
    for (let level = 0; level <= levels; level += 1) {
      objects.push(newObject('sha1', 'tree', encodeTree(entries)));
      entries = names.map((name) => ({ name, mode: '40000', sha: last() }));
    }
    await repository.write({ objects: () => objects });
    return last();
  }

  // 2^19 paths: enough to be too many, and few enough to come to an end where nobody bounds them.
  for (const [walk, of] of Object.entries({
    'listing its files': (tree: string) => repository.files(tree),
    'comparing it with nothing': (tree: string) => diffTrees(repository, null, tree),
    'looking whether it is sound': (tree: string) => requireSoundTrees(repository, null, tree),
  })) {
    it(`ends ${walk} with the path of a folder`, async () => {
      const tree = await nested(19, ['one', 'two']);
      await assert.rejects(of(tree), (error: unknown) => {
        assert.ok(error instanceof Error && 'code' in error);
        assert.equal(error.code, 'git/tooManyPaths');
        assert.match(error.message, /^"(?:(?:one|two)\/)+…?"/);
        return true;
      });
    });
  }

  it('is read as it is where it holds what somebody may have', async () => {
    const tree = await nested(10, ['one', 'two']);
    const files = await repository.files(tree);
    assert.equal(files.length, 1_024);
    assert.equal(files[0]?.path, `${'one/'.repeat(10)}a.yaml`);
    assert.equal(files[1]?.path, `${'one/'.repeat(9)}two/a.yaml`);
    assert.equal((await diffTrees(repository, null, tree)).length, 1_024);
    await requireSoundTrees(repository, null, tree);
  });

  it('costs as much as there are folders, however many paths lead through them', async () => {
    const tree = await nested(400, ['one']);
    const [file] = await repository.files(tree);
    assert.equal(file?.path, `${'one/'.repeat(400)}a.yaml`);
  });
});
