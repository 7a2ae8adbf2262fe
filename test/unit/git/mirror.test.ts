import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MirrorStore } from '../../../src/core/git/mirror';

const branches = ['dev', 'test'];

describe('a mirror that is told what branches hold', () => {
  let top: string;
  let store: MirrorStore;
  let now: number;
  const at = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@e', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  const git = (...args: string[]) => at(join(top, 'repo'), ...args);
  const commit = (what: string, ...more: string[]) => {
    git('commit', '--quiet', '--allow-empty', '-m', what, ...more);
    return git('rev-parse', 'HEAD');
  };
  const remote = () => ({ url: join(top, 'repo'), where: 'origin' });
  const refresh = (told?: Readonly<Record<string, string>>) =>
    store.refresh({ remote: remote(), branches, ...(told ? { heads: new Map(Object.entries(told)) } : {}) });
  const held = async (told?: Readonly<Record<string, string>>) => Object.fromEntries((await refresh(told)).heads);

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'branchline-mirror-'));
    at(top, 'init', '--quiet', '--initial-branch=dev', 'repo');
    commit('one');
    git('branch', 'test');
    now = 1_000;
    store = new MirrorStore(join(top, 'mirrors'), { clock: { now: () => now } });
  });
  afterEach(() => {
    store.dispose();
    rmSync(top, { recursive: true, force: true });
  });

  it('takes what goes on from what it holds, and git is not asked where branches are', async () => {
    const { dev = '', test = '' } = await held();
    const next = commit('two');
    const { heads, asked } = await refresh({ dev: next, test });
    assert.deepEqual(Object.fromEntries(heads), { dev: next, test });
    assert.deepEqual([...asked.keys()], [], dev);
  });

  it('is not set back by what is older than what it holds: git is asked, and it is told when', async () => {
    const older = await held();
    const newest = commit('two');
    assert.equal((await held())['dev'], newest);
    now = 2_000;
    const { repository, heads, asked } = await refresh(older);
    assert.equal(heads.get('dev'), newest);
    assert.equal(await repository.head('dev'), newest);
    assert.deepEqual([...asked], [['dev', 2_000]]);
  });

  it('asks git where what is told is of another line, and follows a branch that was rewritten', async () => {
    const before = await held();
    git('checkout', '--quiet', '-b', 'aside');
    const aside = commit('aside');
    git('checkout', '--quiet', 'dev');
    commit('two');
    const { dev } = await held();
    assert.equal((await held({ dev: aside, test: aside }))['dev'], dev);
    const rewritten = commit('three', '--amend');
    assert.equal((await held({ dev: rewritten, test: before['test'] ?? '' }))['dev'], rewritten);
    git('reset', '--quiet', '--hard', 'HEAD~1');
    const back = git('rev-parse', 'HEAD');
    assert.equal((await held({ dev: back, test: back }))['dev'], back);
  });

  it('says of all branches when git was asked, where nothing is told', async () => {
    now = 7_000;
    const { asked } = await refresh();
    assert.deepEqual(
      [...asked],
      branches.map((branch) => [branch, 7_000]),
    );
  });
});
