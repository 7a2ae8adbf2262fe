import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundDocument, WhereDocument } from '../../../src/cli/commands/where/document';
import { World } from '../promotion/world';
import { runBranchline } from '../runBranchline';

const image = (tag: string, replicas = 1) => ({
  'web.yaml': `image: registry.example.com/shop/web:${tag}\nreplicas: ${replicas}\n`,
});

describe('where a change is', function () {
  this.timeout(240_000);
  let world: World;
  let folder: string;

  beforeEach(async () => {
    world = new World();
    folder = mkdtempSync(join(tmpdir(), 'branchline-where-'));
    const root = await world.commit('dev', 'Start', image('1.0.0'));
    await world.reset('test', root);
    await world.reset('prod', root);
    writeFileSync(
      join(folder, 'branchline.yaml'),
      `version: 1
environments: [{ name: dev }, { name: test }, { name: prod }]
content: { environmentOwned: { keys: [replicas] } }
services:
  - { name: web, repository: ${JSON.stringify(world.path)} }
`,
    );
  });
  afterEach(() => {
    world.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const cli = (...args: string[]) =>
    runBranchline(args, { environment: { BRANCHLINE_CACHE: join(folder, 'cache') }, folder });

  async function where(
    what: string,
  ): Promise<{ code: number; found: readonly FoundDocument[]; document: WhereDocument }> {
    const { code, stdout, stderr } = await cli('where', what, '--json');
    assert.notEqual(stdout, '', stderr);
    const document = JSON.parse(stdout) as WhereDocument;
    return { code, found: document.found, document };
  }

  /** Of the one change that was found, in order. */
  async function presence(what: string): Promise<readonly string[]> {
    const { found, document } = await where(what);
    assert.equal(found.length, 1, JSON.stringify(document, null, 1));
    return (found[0]?.environments ?? []).map(({ presence: one }) => one);
  }

  async function promote(from: string, to: string): Promise<string> {
    const { code, stdout, stderr } = await cli(
      'promote',
      '--repo',
      world.path,
      '--from',
      from,
      '--to',
      to,
      '--no-pr',
      '--json',
    );
    assert.equal(code, 0, stderr);
    return land(to, stdout);
  }

  async function land(to: string, stdout: string): Promise<string> {
    const { commit } = JSON.parse(stdout) as { commit: string };
    await world.reset(to, commit);
    return commit;
  }

  it('is told by content, with the deployments since which it is there, and what waits', async () => {
    const made = await world.commit('dev', 'Bigger cart (#7)\n\nSHOP-311', image('1.1.0'));
    const { code, found } = await where(made.slice(0, 10));
    assert.equal(code, 2);
    const [dev, test, prod] = found[0]?.environments ?? [];
    assert.deepEqual([dev?.presence, dev?.since?.commit], ['there', made]);
    assert.deepEqual(
      [test?.presence, test?.since, test?.waits?.why, test?.waits?.from],
      ['absent', undefined, 'pending', 'dev'],
    );
    // Nothing waits for what the environment before does not have itself.
    assert.deepEqual([prod?.presence, prod?.waits], ['absent', undefined]);

    const onTest = await promote('dev', 'test');
    const later = await where(made);
    const reached = later.found[0]?.environments ?? [];
    assert.deepEqual(
      reached.map((one) => one.presence),
      ['there', 'there', 'absent'],
    );
    assert.deepEqual([reached[1]?.since?.commit, reached[1]?.since?.origin.kind], [onTest, 'promotion']);
    assert.equal(reached[2]?.waits?.from, 'test');
    await promote('test', 'prod');
    assert.deepEqual([(await where(made)).code, await presence(made)], [0, ['there', 'there', 'there']]);
  });

  it('is found by the commit, the pull request, the issue and the version, and a promotion that quotes it is not it', async () => {
    const made = await world.commit('dev', 'Bigger cart (#7)\n\nSHOP-311: as asked', image('1.1.0'));
    await world.commit('dev', 'Other (#77)\n\nSHOP-3110, XSHOP-311, SHOP-311-b', image('1.2.0'));
    await promote('dev', 'test');
    await world.commit('test', 'Says SHOP-311 and nothing else', {});
    for (const what of ['#7', '!7', 'SHOP-311', '1.1.0', 'registry.example.com/shop/web:1.1.0']) {
      const { found } = await where(what);
      assert.deepEqual(found.map(({ change }) => change.commit).includes(made), true, what);
      assert.equal(
        found.every(({ deployment }) => deployment.origin.kind !== 'promotion'),
        true,
        what,
      );
    }
    assert.deepEqual((await where('registry.example.com/other/web:1.1.0')).found, []);
  });

  it('has been gone past where a newer value is, and only there', async () => {
    const first = await world.commit('dev', 'First', image('1.1.0'));
    await world.commit('dev', 'Second', image('1.2.0'));
    assert.deepEqual(await presence(first), ['overtaken', 'absent', 'absent']);
    await promote('dev', 'test');
    assert.deepEqual(await presence(first), ['overtaken', 'overtaken', 'absent']);
  });

  it('is not there where the source took it back, and nothing waits for it', async () => {
    const made = await world.commit('dev', 'Made', image('1.1.0'));
    const back = await world.commit('dev', 'Back', image('1.0.0'));
    const { code, found } = await where(made);
    const [dev, test] = found[0]?.environments ?? [];
    assert.deepEqual([dev?.presence, dev?.was?.from.commit, dev?.was?.until.commit], ['absent', made, back]);
    assert.deepEqual([code, test?.presence, test?.waits], [0, 'absent', undefined]);
  });

  it('was there until a rollback, and is held since', async () => {
    const made = await world.commit('dev', 'Made', image('1.1.0'));
    const arrived = await promote('dev', 'test');
    const rollback = await cli(
      'rollback',
      '--repo',
      world.path,
      '--branch',
      'test',
      '--to',
      'test~1',
      '--no-pr',
      '--json',
    );
    assert.equal(rollback.code, 0, rollback.stderr);
    const taken = await land('test', rollback.stdout);
    const { code, found } = await where(made);
    const test = found[0]?.environments[1];
    assert.deepEqual([test?.presence, test?.was?.from.commit, test?.was?.until.commit], ['absent', arrived, taken]);
    assert.deepEqual([code, test?.was?.until.origin.kind, test?.waits?.why], [3, 'rollback', 'held']);
    const text = (await cli('where', made)).stdout;
    assert.match(
      text,
      /· test {2}does not have it; had it from \S+ \S+ until .*\(rollback [0-9a-f]{10}\)\n.*held: a rollback took it away/,
    );
  });

  it('is in conflict where both have changed the same', async () => {
    const made = await world.commit('dev', 'Made', image('1.1.0'));
    await world.commit('test', 'Hotfix', image('1.0.1'));
    const { code, found } = await where(made);
    assert.deepEqual([code, found[0]?.environments[1]?.waits?.why], [3, 'conflict']);
  });

  it('follows a hotfix up, too', async () => {
    const made = await world.commit('prod', 'Hotfix SHOP-9', image('1.0.9'));
    assert.deepEqual(await presence('SHOP-9'), ['absent', 'absent', 'there']);
    await world.commit('dev', 'The same', image('1.0.9'));
    assert.deepEqual(await presence(made), ['there', 'absent', 'there']);
  });

  it('in parts, where only some of its keys came', async () => {
    const two = (one: string, other: string) => ({ 'a.yaml': `a: ${one}\n`, 'b.yaml': `b: ${other}\n` });
    await world.commit('dev', 'Two files', two('x', 'x'));
    await promote('dev', 'test');
    const made = await world.commit('dev', 'Both', two('y', 'y'));
    await world.commit('test', 'One by hand', { 'a.yaml': 'a: y\n' });
    assert.deepEqual(await presence(made), ['there', 'partly', 'absent']);
  });

  it('of what belongs to an environment says that it does not travel', async () => {
    const made = await world.commit('dev', 'Scaled', image('1.0.0', 5));
    const { code, found } = await where(made);
    assert.deepEqual([code, found[0]?.places, found[0]?.environments], [0, 0, []]);
    assert.match((await cli('where', made)).stdout, /nothing of it travels/);
  });

  it('of a commit in a merge is since the merge', async () => {
    const base = world.head('dev');
    const side = await world.commit('feature', 'Side', image('1.1.0'), { onto: base });
    const merge = await world.commit('dev', 'Merge', image('1.1.0'), { merge: [side] });
    const { found } = await where(side);
    assert.deepEqual([found[0]?.deployment.commit, found[0]?.change.commit], [merge, side]);
    assert.deepEqual(
      found[0]?.environments.map((one) => one.presence),
      ['there', 'absent', 'absent'],
    );
  });

  it('that nobody has ever had is not found, and that ends with 1', async () => {
    for (const what of ['9.9.9', '#99', 'NONE-1', 'deadbeefdeadbeef']) {
      const { code, found } = await where(what);
      assert.deepEqual([code, found], [1, []], what);
    }
    const bad = await cli('where', '--upload-pack=x');
    assert.equal(bad.code, 1);
    assert.match((await cli('where', 'a b')).stderr, /no commit, no pull request/);
  });

  it('says which services it could not look at, and ends with 1', async () => {
    const made = await world.commit('dev', 'Made', image('1.1.0'));
    await promote('dev', 'test');
    await promote('test', 'prod');
    writeFileSync(
      join(folder, 'branchline.yaml'),
      `version: 1
environments: [{ name: dev }, { name: test }, { name: prod }]
services:
  - { name: web, repository: ${JSON.stringify(world.path)} }
  - { name: gone, repository: ${JSON.stringify(join(folder, 'gone'))} }
`,
    );
    const { code, found, document } = await where(made);
    assert.deepEqual([code, found.length, document.failures.map(({ service }) => service)], [1, 1, ['gone']]);
  });
});
