import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../src/cli/run';
import { onGitea } from './kinds';
import { aWorld, type Person, type World } from './world';

onGitea('promoting on a FORGE that does not let one', (kind) => {
  let world: World;
  let folder: string;
  before(async () => {
    world = await aWorld(kind);
    folder = await mkdtemp(join(tmpdir(), 'branchline-pushing-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** What is said; nothing is left behind. */
  const refused = async (as: Person, repository: string): Promise<string> => {
    const name = world.named(repository);
    const before = await world.forge.heads(name);
    const { token } = world.accounts[as];
    let said = '';
    const args = ['promote', '--repo', `${world.forge.url}/${name}.git`, '--from', 'dev', '--to', 'prod'];
    const code = await runCli(args, {
      environment: { BRANCHLINE_CACHE: join(folder, `${as} ${repository}`), BRANCHLINE_TOKEN: token },
      folder,
      signal: new AbortController().signal,
      print: () => undefined,
      warn: (text) => (said += text),
    });
    assert.equal(code, 1);
    assert.ok(!said.includes(token));
    assert.deepEqual(await world.forge.heads(name), before);
    return said;
  };

  it('says to an account, or a token, that may only read what it lacks, in the server’s words', async () => {
    assert.match(await refused('reader', 'cart'), /refused the push: User permission denied for writing\.$/);
    assert.match(await refused('limited', 'cart'), /does not allow you this: (?!fatal)\w+/);
  });

  it('says to who sees nothing that there is nothing, or that it is hidden', async () => {
    assert.match(await refused('stranger', 'cart'), /is gone, or hidden from you/);
  });

  it('says which rule of the server keeps a branch of ours out', async () => {
    const name = world.named('guarded');
    await world.forge.createRepository(name, { defaultBranch: 'dev' });
    await world.forge.commit(name, 'dev', 'First', { 'a.yaml': 'a: 1\n' });
    await world.forge.commit(name, 'prod', 'Prod', {}, { from: 'dev' });
    await world.forge.commit(name, 'dev', 'Second', { 'a.yaml': 'a: 2\n' });
    await world.forge.protect(name, '**');
    assert.match(
      await refused('developer', 'guarded'),
      /refused the push: .*Not allowed to push to protected branch promote\/dev-to-prod\//,
    );
  });
});
