import { deepEqual, equal, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBounded } from '../../../src/core/support/readBounded';

describe('A file is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'branchline-read-'));
  const at = (name: string) => join(folder, name);
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const size of [0, 1, 999_999, 1_000_000, 2_500_000])
    it(`as it is, up to the limit: ${size} bytes`, async () => {
      const bytes = Buffer.alloc(size, 'abc');
      writeFileSync(at('file'), bytes);
      equal(bytes.equals(await readBounded(at('file'), size)), true);
      if (size > 0) await rejects(readBounded(at('file'), size - 1), { code: 'file/tooLarge' });
    });

  it('through a link', async () => {
    writeFileSync(at('there'), 'x');
    symlinkSync(at('there'), at('link'));
    equal((await readBounded(at('link'), 10)).toString(), 'x');
  });

  if (process.platform !== 'win32')
    it('only where it is one, and nothing is waited for', async () => {
      execFileSync('mkfifo', [at('fifo')]);
      const socket = createServer().listen(at('socket'));
      for (const path of [at('fifo'), '/dev/zero', '/dev/null', folder, at('socket')])
        await rejects(readBounded(path, 10), { code: 'file/notAFile' }, path);
      socket.close();
    });

  it('not where it is far too large', async () => {
    writeFileSync(at('sparse'), '');
    truncateSync(at('sparse'), 10_000_000_000);
    await rejects(readBounded(at('sparse'), 1_000_000), { code: 'file/tooLarge' });
  });

  it('not at all once somebody cancelled', () =>
    rejects(readBounded(at('there'), 10, AbortSignal.abort()), { name: 'AbortError' }));

  /** They read what we wrote ourselves, or what the system gives. */
  const known = [
    'src/cli/process/children.ts',
    'src/cli/process/standardInput.ts',
    'src/core/fleet/state/cache.ts',
    'src/core/git/mirror.ts',
    'src/core/promotion/merge/lineMerge.ts',
    'src/core/support/ownFolder.ts',
  ];
  it('in no other way where it is of others', () => {
    const reading = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((name) => join('src', name))
      .filter(
        (path) =>
          path.endsWith('.ts') &&
          /\b(?:readFile|readFileSync|createReadStream|openSync)\b[^;]*from 'node:fs/.test(readFileSync(path, 'utf8')),
      );
    deepEqual(reading.sort(), known);
  });
});
