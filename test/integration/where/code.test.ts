import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CodeJourneyDocument } from '../../../src/cli/commands/where/codeDocument';
import type { WhereDocument } from '../../../src/cli/commands/where/document';
import { CodeWorld } from '../code/world';

const run = promisify(execFile);

/** A commit of the code, found by what the images say. Source: docs/where.md, "A commit of the code". */
describe('where a commit of the code is', function () {
  this.timeout(120_000);
  let world: CodeWorld;
  before(async () => {
    world = await CodeWorld.start();
  });
  after(() => world.end());

  async function where(
    ...args: string[]
  ): Promise<{ code: number; document: WhereDocument; environments: CodeJourneyDocument['environments'] }> {
    const { code, stdout, stderr } = await world.text('where', ...args, '--json');
    assert.notEqual(stdout, '', stderr);
    const document = JSON.parse(stdout) as WhereDocument;
    return { code, document, environments: document.code?.found[0]?.environments ?? [] };
  }

  const presences = (environments: CodeJourneyDocument['environments']) =>
    environments.map(({ environment, presence }) => `${environment} ${presence}`);

  it('is in what was built from it or after it, since the deployment that brought that, and waits on the next way', async () => {
    const deployed = await world.here.world.git('rev-parse', 'dev');
    const { code, document, environments } = await where(world.commits.third);
    assert.equal(code, 2, JSON.stringify(document));
    assert.deepEqual(presences(environments), ['dev there', 'test absent']);
    const [dev, test] = environments;
    assert.deepEqual([dev?.since?.commit, dev?.since?.atLatest], [deployed.trim(), false]);
    assert.equal(dev?.versions[0]?.revision, world.commits.third);
    assert.deepEqual([test?.waits?.from, test?.waits?.why], ['dev', 'pending']);
    const { stdout } = await world.text('where', world.commits.second);
    assert.match(
      stdout,
      /^cart \S+\/shop\/cart, built from \S+\/gitops\/app: commit [0-9a-f]{10}\n {2}✓ dev {3}has it, since/,
    );
    assert.match(stdout, /· test {2}does not have it\n[^]*1 change of it can be promoted from dev/);
  });

  it('that was in all that was ever deployed is everywhere, and one beside them nowhere', async () => {
    const first = await where(world.commits.first);
    assert.deepEqual([first.code, ...presences(first.environments)], [0, 'dev there', 'test there']);
    const beside = await where(world.commits.beside);
    assert.deepEqual([beside.code, ...presences(beside.environments)], [2, 'dev absent', 'test absent']);
    const nobody = await where('f'.repeat(40));
    assert.deepEqual([nobody.code, nobody.document.code?.found], [1, []]);
  });

  it('that an image was built from is found by a part of its name; one that was built upon is not, and is said of nobody', async () => {
    const { third, second } = world.commits;
    const { code, document, environments } = await where(third.slice(0, 9));
    assert.deepEqual([code, document.code?.commit, ...presences(environments)], [2, third, 'dev there', 'test absent']);
    const older = await where(second.slice(0, 9));
    assert.deepEqual([older.code, older.document.code], [1, undefined], 'no image says its whole name');
    const refused = await world.text('where', third.slice(0, 9), '--code', world.source);
    assert.match(refused.stderr, /whole name/);
  });

  it('of a checkout goes by any name that its git knows; a shallow one does not make what it lacks into a no', async () => {
    const [whole, shallow] = ['whole', 'shallow'].map((name) => join(world.here.world.folder, name));
    assert.ok(whole !== undefined && shallow !== undefined);
    const { forge } = world.here.world;
    const served = `file://${forge.repositoryPath('gitops/app')}`;
    await run('git', ['clone', '-q', served, whole]);
    await run('git', ['clone', '-q', '--depth', '1', served, shallow]);
    for (const folder of [whole, shallow]) {
      await run('git', ['-C', folder, 'remote', 'set-url', 'origin', `${world.source}.git`]);
    }
    for (const [name, folder] of [
      ['HEAD', whole],
      [world.commits.third.slice(0, 8), whole],
      ['HEAD', shallow],
    ] as const) {
      const { document, environments } = await where(name, '--code', folder);
      assert.equal(document.code?.commit, world.commits.third, name);
      assert.deepEqual(presences(environments), ['dev there', 'test absent'], `${name} ${folder}`);
    }
    const refused = await world.text('where', '4f2a91c', '--code', world.source);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /whole name/);
  });

  it('is unknown, and never absent, where an image does not say what it was built from, or nobody answers', async () => {
    await world.here.push('1.0.5');
    await world.deploy('test', '1.0.5');
    const unsaid = await where(world.commits.third);
    assert.deepEqual([unsaid.code, ...presences(unsaid.environments)], [1, 'dev there', 'test unknown']);
    assert.match(unsaid.environments[1]?.said ?? '', /does not say which commit/);
    world.here.registry.fault('down');
    try {
      const silent = await where(world.commits.third);
      assert.deepEqual([silent.code, silent.document.code?.found], [1, []]);
      const [image] = silent.document.code?.untold ?? [];
      assert.deepEqual([image?.service, image?.lasting], ['cart', false]);
    } finally {
      world.here.registry.fault('none');
    }
  });
});
