import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceLocation } from '../../../../src/core/change/location';
import { ForgeBatch } from '../../../../src/core/forge/forgeBatch';
import { lookAtHeads } from '../../../../src/core/fleet/observe/lookAtHeads';
import type { ForgeClient } from '../../../../src/core/forge/forgeClient';
import type { HeadsAnswer, HeadsRequest } from '../../../../src/core/forge/types';
import { MirrorStore } from '../../../../src/core/git/mirror';
import { silentLog } from '../../../../src/core/support/log';
import { aService } from '../builders';

const never = new AbortController().signal;

describe('a look at the heads of a repository', () => {
  let top: string;
  let mirrors: MirrorStore;
  let now: number;
  /** What the forge tells of dev, with a mark of its checks; nothing: it tells nothing. */
  let told: string | undefined;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@e', '-C', join(top, 'repo'), ...args], {
      encoding: 'utf8',
    }).trim();
  const commit = (what: string) => {
    git('commit', '--quiet', '--allow-empty', '-m', what);
    return git('rev-parse', 'HEAD');
  };
  const clock = { now: () => now };
  const client: Pick<ForgeClient, 'identity' | 'headsOf'> = {
    identity: { kind: 'github', host: 'git.example.com', apiBase: 'https://git.example.com/api' },
    headsOf: (requests) =>
      told === undefined
        ? Promise.reject(new Error('silent'))
        : Promise.resolve(
            requests.map(({ repository }): HeadsAnswer => {
              const head = { branch: 'dev', commit: told ?? '', checksMark: 'green' };
              return { kind: 'known', repository, heads: [head as never], openPullRequests: 0 };
            }),
          ),
  };
  const look = async () => {
    const heads = new ForgeBatch((of: ForgeClient, requests: readonly HeadsRequest[], signal) =>
      of.headsOf(requests, signal),
    );
    const place = {
      remote: { url: join(top, 'repo'), where: 'origin' },
      forge: { kind: 'known', client, repository: { owner: 'o', name: 'r' } },
      defaultBranch: 'dev',
    } as unknown as ServiceLocation;
    const what = { service: aService('cart'), branches: ['dev'] };
    const onTold = () => (now += 60_000); // git takes its time
    const { mirrored, observed, marks } = await lookAtHeads(
      { heads, mirrors, clock, log: silentLog },
      place,
      what,
      never,
      onTold,
    );
    return { dev: mirrored.heads.get('dev'), observed: observed('dev'), mark: marks.get('dev') };
  };

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'branchline-look-'));
    execFileSync('git', ['init', '--quiet', '--initial-branch=dev', join(top, 'repo')]);
    now = 1_000;
    mirrors = new MirrorStore(join(top, 'mirrors'), { clock });
  });
  afterEach(() => {
    mirrors.dispose();
    rmSync(top, { recursive: true, force: true });
  });

  it('is as old as what the forge told, and names it', async () => {
    told = commit('one');
    assert.deepEqual(await look(), { dev: told, observed: { at: 1_000, source: 'git.example.com' }, mark: 'green' });
    const since = now;
    assert.deepEqual((await look()).observed, { at: since, source: 'git.example.com' }, 'also where nothing moved');
  });

  it('is of git where git was asked, and then a mark of what the forge told is of another commit', async () => {
    told = commit('one');
    await look();
    const newest = commit('two');
    await mirrors.refresh({ remote: { url: join(top, 'repo'), where: 'origin' }, branches: ['dev'] });
    const since = now;
    assert.deepEqual(await look(), {
      dev: newest,
      observed: { at: since + 60_000, source: 'origin' },
      mark: undefined,
    });
  });

  it('is of git where the forge tells nothing', async () => {
    told = undefined;
    const dev = commit('one');
    assert.deepEqual(await look(), { dev, observed: { at: 1_000, source: 'origin' }, mark: undefined });
  });
});
