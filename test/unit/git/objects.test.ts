import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeCommit, decodeTree } from '../../../src/core/git/decode';
import { encodeCommit, encodePack, encodeTree, newObject, type NewObject } from '../../../src/core/git/encode';
import type { TreeEntry } from '../../../src/core/git/objects';

describe('objects of git', () => {
  let folder: string;
  const git = (args: string[], input?: Buffer) =>
    execFileSync('git', args, { cwd: folder, ...(input ? { input } : {}) });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'branchline-objects-'));
    git(['init', '--quiet', '--bare', '.']);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const blob = newObject('sha1', 'blob', Buffer.from('hello\n'));
  const inner = newObject('sha1', 'tree', encodeTree([{ name: 'f', mode: '100644', sha: blob.sha }]));
  const entries: readonly TreeEntry[] = [
    { name: 'b.txt', mode: '100755', sha: blob.sha },
    { name: 'b', mode: '40000', sha: inner.sha },
    { name: 'b0', mode: '100644', sha: blob.sha },
    { name: 'ä', mode: '100644', sha: blob.sha },
  ];
  const tree = newObject('sha1', 'tree', encodeTree([...entries].reverse()));
  const signature = { name: 'Ada Lovelace', email: 'ada@example.com', time: '2026-03-01T12:00:00+05:30' };
  const commit = newObject(
    'sha1',
    'commit',
    encodeCommit({ tree: tree.sha, parents: [], author: signature, committer: signature, message: 'ünï\n\nbody\n' }),
  );

  it('written by us are what git writes, and it finds nothing wrong with them', () => {
    git(['unpack-objects', '-q', '--strict'], encodePack('sha1', [blob, inner, tree, commit]));
    git(['fsck', '--strict']);
    assert.equal(
      git(['cat-file', '-p', commit.sha]).toString().split('\n')[1],
      'author Ada Lovelace <ada@example.com> 1772346600 +0530',
    );
    const listed = git(
      ['mktree'],
      git(['ls-tree', '-z', tree.sha]).length > 0 ? git(['ls-tree', tree.sha]) : undefined,
    );
    assert.equal(listed.toString().trim(), tree.sha);
  });

  it('read back are what was written', () => {
    assert.deepEqual(decodeTree(tree.data, 20), entries);
    const read = decodeCommit(commit.sha, commit.data);
    assert.deepEqual([read.tree, read.author, read.message], [tree.sha, signature, 'ünï\n\nbody\n']);
  });

  it('a name that is not UTF-8 survives', () => {
    const raw = Buffer.concat([
      Buffer.from('100644 '),
      Buffer.from([0xff, 0xfe]),
      Buffer.from([0]),
      Buffer.from(blob.sha, 'hex'),
    ]);
    assert.deepEqual(encodeTree(decodeTree(raw, 20)), raw);
  });

  it('a pack holds any bytes of any size', () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5_000 }), { minLength: 1, maxLength: 5 }), (contents) => {
        const objects: NewObject[] = contents.map((data) => newObject('sha1', 'blob', Buffer.from(data)));
        git(['unpack-objects', '-q'], encodePack('sha1', objects));
        for (const { sha, data } of objects) assert.deepEqual(git(['cat-file', 'blob', sha]), data);
      }),
      { numRuns: 10 },
    ));

  it('a tree that ends within an entry is refused, not read as far as it goes', () => {
    const raw = encodeTree([{ name: 'a', mode: '100644', sha: 'a'.repeat(40) }]);
    for (const length of [1, raw.length - 1]) {
      assert.throws(() => decodeTree(raw.subarray(0, length), 20), { code: 'git/failed' });
    }
  });

  for (const said of ['1700000000 +9999', '999999999999 +0000', '-99999999999 -2400']) {
    it(`a commit of ${said} has a time that can be written again`, () => {
      const { author } = decodeCommit('a'.repeat(40), Buffer.from(`tree x\nauthor A <a@b> ${said}\n\n`));
      assert.ok(!Number.isNaN(Date.parse(author.time)), author.time);
    });
  }
});
