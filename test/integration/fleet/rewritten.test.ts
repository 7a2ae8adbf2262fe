import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

/** What the fleet says of a branch whose history somebody replaced. */
describe('A branch that was rewritten', function () {
  this.timeout(300_000);
  let lab: Lab;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-rewritten-'));
    lab = await startLab({ services: ['cart'], deployMs: 20 });
  });
  after(async () => {
    await lab.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  async function headOf(seen: ObservedLab) {
    await seen.fleet.refresh('person', never);
    const { head } = seen.cell('cart/dev');
    assert.ok(head.kind === 'known');
    return { commit: head.commit.sha, from: head.rewrittenFrom };
  }

  it('is told from one that went on, with both commits, also where it happened while nobody looked', async () => {
    const storage = join(folder, 'storage');
    const first = await observe(lab, { storage });
    const start = await headOf(first);
    const next = await lab.forge.commit('cart', 'dev', 'On', { 'on.txt': 'on\n' });
    assert.deepEqual(await headOf(first), { commit: next, from: undefined });

    const replaced = await forcePush(start.commit, 'Instead');
    assert.deepEqual(await headOf(first), { commit: replaced, from: next });
    assert.deepEqual(await headOf(first), { commit: replaced, from: next }, 'as long as the branch stays there');
    const after = await lab.forge.commit('cart', 'dev', 'On again', { 'on.txt': 'again\n' });
    assert.deepEqual(await headOf(first), { commit: after, from: undefined });
    while (!existsSync(join(storage, 'fleet.json'))) await setTimeout(100);
    await first.dispose();

    const away = await forcePush(`${start.commit}^`, 'While away');
    const second = await observe(lab, { storage });
    const { commit, from } = await headOf(second);
    assert.equal(commit, away);
    assert.ok(from, 'what the session before saw is remembered');
    await second.dispose();
  });

  /** Puts a commit of its own on an older one, in place of what the branch has. */
  async function forcePush(parent: string, subject: string): Promise<string> {
    const url = new URL(`${lab.forge.url}/${lab.forge.owner}/cart.git`);
    const credentials = Buffer.from(`x:${lab.forge.tokens.developer}`).toString('base64');
    const clone = await mkdtemp(join(folder, 'clone-'));
    const run = async (...args: string[]) => {
      const config = `http.${url.origin}/.extraHeader=Authorization: Basic ${credentials}`;
      const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
      const { stdout } = await promisify(execFile)('git', ['-C', clone, '-c', config, ...who, ...args]);
      return stdout.trim();
    };
    await run('clone', '--quiet', '--bare', url.href, '.');
    const commit = await run('commit-tree', `${parent}^{tree}`, '-p', parent, '-m', subject);
    await run('push', '--quiet', '--force', url.href, `${commit}:refs/heads/dev`);
    return commit;
  }
});
