import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeOwnFolder, sweepOwnFolders } from '../../../src/core/support/ownFolder';

describe('folders of our own', () => {
  let parent: string;
  let mine: string;

  beforeEach(async () => {
    parent = mkdtempSync(join(tmpdir(), 'sweeping-'));
    mine = await makeOwnFolder('git', parent);
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  /** As a run with that number and start would have named it. */
  function of(pid: number, start?: string): string {
    const [first, kind, machine, , begun = '', random = ''] = basename(mine).split('-');
    const folder = join(parent, [first, kind, machine, pid, start ?? begun, random].join('-'));
    mkdirSync(join(folder, 'objects'), { recursive: true });
    return folder;
  }
  const ended = () => spawnSync(process.execPath, ['-e', '']).pid;

  it('that of a run which was killed is swept, with what it links to left alone', async () => {
    const kept = join(parent, 'theirs');
    mkdirSync(join(kept, 'refs'), { recursive: true });
    const folder = of(ended());
    symlinkSync(kept, join(folder, 'refs'), 'junction');
    await sweepOwnFolders(parent);
    assert.equal(existsSync(folder), false);
    assert.equal(existsSync(join(kept, 'refs')), true);
  });

  it('that of a run which lives stays, and only this user can enter it', async () => {
    await sweepOwnFolders(parent);
    assert.equal(existsSync(mine), true);
    if (process.platform !== 'win32') assert.equal(statSync(mine).mode & 0o777, 0o700);
  });

  it('a process that has the number of one that was killed does not keep its folder', async () => {
    if (!existsSync('/proc/self/stat')) return; // only Linux tells when a process began
    const folder = of(process.pid, '1');
    await sweepOwnFolders(parent);
    assert.equal(existsSync(folder), false);
  });

  it('what is not known to be ours and left stays', async () => {
    const pid = ended();
    const others = [
      `branchline-git-00000000-${pid}-1-abcdef`, // of another machine or container
      `branchline-git-${pid}`,
      'branchline-world-abcdef',
      'branchline-objects-abcdef', // of an older version, and young
      'something',
    ];
    for (const name of others) mkdirSync(join(parent, name));
    const link = basename(of(pid)).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    symlinkSync(join(parent, 'something'), join(parent, link), 'junction');
    await sweepOwnFolders(parent);
    assert.deepEqual(
      readdirSync(parent)
        .filter((name) => others.includes(name) || name === link)
        .sort(),
      [...others, link].sort(),
    );
  });

  it('that of an older version, which did not say whose it is, goes after a week', async () => {
    const folder = join(parent, 'branchline-objects-abcdef');
    mkdirSync(folder);
    const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 3600;
    utimesSync(folder, eightDaysAgo, eightDaysAgo);
    await sweepOwnFolders(parent);
    assert.equal(existsSync(folder), false);
  });

  it('two sweeps at once do not disturb each other', async () => {
    const pid = ended();
    const folders = Array.from({ length: 20 }, (_, index) => of(pid, String(index + 1)));
    await Promise.all([sweepOwnFolders(parent), sweepOwnFolders(parent), sweepOwnFolders(parent)]);
    assert.deepEqual(folders.filter(existsSync), []);
  });
});
