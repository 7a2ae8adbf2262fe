import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { treeFault } from '../../../src/core/git/treeFault';

interface Entry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

const blob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
const nothing = '0'.repeat(40);

const bytesOf = (entries: readonly Entry[]) =>
  Buffer.concat(
    entries.map(({ mode, name, sha }) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')])),
  );

const seen = [
  'a',
  'b',
  'A',
  'a.b',
  'a-',
  'x y',
  'é',
  '.gitignore',
  '.gitattributes',
  '.gitx',
  'git',
  'git~2',
  '..a',
  '...',
  '.gi',
];
const refused = [
  '.',
  '..',
  '',
  'a/b',
  '.git',
  '.GIT',
  '.gIt ',
  '.git.',
  '.git . ',
  '.git:x',
  'git~1',
  'GIT~1.',
  'a\\.git',
  '\\git~1\\b',
];
const hfs = ['.g\u200cit', '\u200e.git', '.git\ufeff', '.GI\u206fT', '.g\u200cit.', '.git\u200b'];
const modules = ['.gitmodules', '.GITMODULES', '.gitmodules ', '.gitmodules:a', '.git\u200cmodules', 'gitmod~1', 'GITMOD~4', 'gitmod~5', 'gi7eba~1', 'gi7eb~10', 'gi~12345', '~1234567', 'gi7eba~0', 'gi8eba~1', 'a\\.gitmodules', '.gitmodulesx', '.gitmodules\\x']; // prettier-ignore
const plain = ['0', '_', 'a.', 'a..b', 'A-b_c.d', 'x'.repeat(201), 'x'.repeat(202), 'gi7eba', 'git~1a'];
const names = [...plain, ...seen, ...refused, ...hfs, ...modules];

const entry = fc.record({
  mode: fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom('100644', '100755', '120000', '160000', '100664') },
    { weight: 1, arbitrary: fc.constantFrom('0100644', '0120000') },
  ),
  name: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...seen) },
    { weight: 1, arbitrary: fc.constantFrom(...names) },
  ),
  sha: fc.oneof({ weight: 29, arbitrary: fc.constant(blob) }, { weight: 1, arbitrary: fc.constant(nothing) }),
});
const tree = fc.record({
  entries: fc.array(entry, { minLength: 1, maxLength: 4 }),
  sorted: fc.boolean(),
  cut: fc.nat({ max: 60 }),
});

describe('what git refuses of a tree', () => {
  it('is refused, and nothing else: 3,000 trees, judged by git itself', function () {
    this.timeout(300_000);
    const folder = mkdtempSync(join(tmpdir(), 'branchline-trees-'));
    try {
      execFileSync('git', ['init', '--quiet', '--bare', folder]);
      execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: folder, input: '' });
      const byName = new Map<string, Buffer>();
      const single = names.flatMap((name) => ['100644', '120000'].map((mode) => bytesOf([{ mode, name, sha: blob }])));
      const random = fc.sample(tree, 3_000).map(({ entries, sorted, cut }) => {
        const ordered = sorted
          ? [...entries].sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)))
          : entries;
        const whole = bytesOf(ordered);
        return cut === 0 ? whole.subarray(0, -1) : whole;
      });
      for (const data of [...single, ...random]) byName.set(write(folder, data), data);
      const { stdout, stderr } = spawnSync('git', ['fsck', '--strict', '--no-dangling', '--no-progress'], {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 100_000_000,
      });
      // What fsck only informs about stays a warning; objects that other trees name are not asked about here.
      const said = `${stdout}\n${stderr}`.split('\n').filter((line) => !line.startsWith('warning'));
      const bad = new Set(
        said.flatMap((line) => /(?:^error in tree|unable to parse|bad tree) ([0-9a-f]{40})/.exec(line)?.[1] ?? []),
      );
      for (const [sha, data] of byName) {
        const ours = treeFault(data, 20);
        const theirs = said.filter((line) => line.includes(sha)).join('; ');
        assert.equal(
          ours !== undefined,
          bad.has(sha),
          `${data.toString('latin1')}: ${JSON.stringify(ours)} against ${theirs}`,
        );
      }
      assert.ok(bad.size > 300 && bad.size < byName.size - 300, `${bad.size} of ${byName.size}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  function write(folder: string, data: Buffer): string {
    const object = Buffer.concat([Buffer.from(`tree ${data.length}\0`), data]);
    const sha = createHash('sha1').update(object).digest('hex');
    mkdirSync(join(folder, 'objects', sha.slice(0, 2)), { recursive: true });
    writeFileSync(join(folder, 'objects', sha.slice(0, 2), sha.slice(2)), deflateSync(object));
    return sha;
  }
});
