import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newObject, type NewObject } from '../../../src/core/git/encode';
import { Repository } from '../../../src/core/git/repository';
import { makeBare } from '../../../src/core/git/shell';
import { ContentReader } from '../../../src/core/promotion/content/content';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import { inTurns, type Steps } from '../../../src/core/support/turns';
import { collectedHeap } from '../../bench/probes/heap';

const megabyte = 1_000_000;

function* atRest(): Steps<void> {
  yield;
}

describe('what is read of files', function () {
  this.timeout(240_000);
  let folder: string;
  let repository: Repository;
  let reader: ContentReader;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-content-'));
    const gitDir = join(folder, 'ours.git');
    await makeBare(gitDir, 'sha1');
    repository = new Repository({ gitDir, folder: gitDir, where: 'ours', hash: 'sha1', shallow: new Set() });
    reader = new ContentReader(repository, promotionRules({ environmentOwned: { paths: [], keys: [] } }));
  });
  afterEach(async () => {
    repository.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function written(texts: readonly string[]): Promise<readonly string[]> {
    const objects: NewObject[] = texts.map((text) => newObject('sha1', 'blob', Buffer.from(text)));
    await repository.write({ objects: () => objects });
    return objects.map(({ sha }) => sha);
  }

  const read = (sha: string, by = reader) => by.read('values.yaml', { mode: '100644', sha });

  function manyKeys(count: number, letter: string): string {
    return Array.from({ length: count }, (_, key) => `${letter}${key.toString(36)}: ${letter}\n`).join('');
  }

  it('takes no more memory than there is room for, however many small parts it is made of', async () => {
    const shas = await written(['a', 'b', 'c', 'd'].map((letter) => manyKeys(90_000, letter)));
    const before = collectedHeap();
    for (const sha of shas) assert.equal((await read(sha)).kind, 'keys');
    // Each takes some 60 MB.
    const heap = collectedHeap() - before;
    assert.ok(heap < 150 * megabyte, `${heap / megabyte} MB`);
    assert.ok(reader.rules);
  });

  it('counts once what the versions of a file have in common', async () => {
    const text = manyKeys(30_000, 'v');
    const shas = await written(Array.from({ length: 8 }, (_, version) => `${text}last: ${version}\n`));
    const first = await Promise.all(shas.map((sha) => read(sha)));
    // All of them are still kept: eight times the whole would not be.
    const again = await Promise.all(shas.map((sha) => read(sha)));
    again.forEach((content, at) => assert.equal(content, first[at]));
  });

  it('ends with whoever waited for it, and not before the last of them has left', async () => {
    const [sha = '', other = ''] = await written([manyKeys(150_000, 'w'), 'a: 1\n']);
    const [one, two] = [new AbortController(), new AbortController()];
    const readers = [one, two].map(({ signal }) => reader.until(signal));
    const reading = readers.map((by) =>
      read(sha, by).then(
        () => 'read',
        () => 'left',
      ),
    );
    one.abort();
    assert.equal(await reading[0], 'left');
    assert.equal(await Promise.race([reading[1], read(other).then(() => 'other')]), 'other');
    two.abort();
    assert.equal(await reading[1], 'left');
    // Read to its end it would rest a hundred times before the next begins.
    let rests = 0;
    const next = inTurns(atRest());
    const said = new Set<string>();
    void next.then(() => said.add('done'));
    for (; !said.has('done'); rests += 1) await new Promise(setImmediate);
    assert.ok(rests < 20, `${rests}`);
    assert.equal((await read(sha)).kind, 'keys');
  });
});
