import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgeWorld, type Ran } from './forgeWorld';

interface Gates {
  readonly verdict: string;
  readonly gates: readonly {
    readonly name: string;
    readonly kind: string;
    readonly said: string;
    readonly until?: string;
  }[];
}

describe('the gates on the command line', function () {
  this.timeout(300_000);
  let world: ForgeWorld;
  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  const catalog = (gates: string) =>
    writeFile(
      join(world.folder, 'branchline.yaml'),
      [
        'version: 1',
        'environments: [{ name: dev }, { name: test }]',
        `promotions: [{ from: dev, to: test, gates: { ${gates} } }]`,
        `services: [{ name: cart, repository: ${world.url} }]`,
      ].join('\n'),
    );
  const run = (command: 'plan' | 'promote', ...more: string[]) =>
    world.cli('ada', command, '--repo', world.url, '--from', 'dev', '--to', 'test', ...more);
  const gatesOf = ({ document }: Ran) => (document as { readonly gates?: Gates }).gates;
  const kinds = (ran: Ran) => gatesOf(ran)?.gates.map(({ name, kind }) => `${name} ${kind}`);
  const head = async () => (await world.forge.heads(world.repository)).get('dev') ?? '';
  const status = async (state: 'success' | 'failure') =>
    world.forge.postStatus(world.repository, await head(), { context: 'deploy', state });
  const frozen = 'freeze: [{ from: 2020-01-01T00:00Z, to: 2999-01-01T00:00Z, reason: Sale }]';

  it('are told by plan, each with its evidence, and change no exit code', async () => {
    await catalog(`soak: 30m, ${frozen}`);
    await status('success');
    world.forge.protect(world.repository, 'test', { requiredApprovals: 1 });
    const plan = await run('plan');
    assert.equal(plan.code, 2, plan.stderr);
    assert.deepEqual(kinds(plan), ['pipeline passed', 'soak notPassed', 'freeze notPassed', 'review unknown']);
    const [, soak, freeze, review] = gatesOf(plan)?.gates ?? [];
    assert.match(soak?.said ?? '', /says its pipeline \(whether it is healthy now is not seen\)/);
    assert.match(freeze?.said ?? '', /frozen until 2999-01-01T00:00Z \(Sale\)/);
    assert.equal(freeze?.until, '2999-01-01T00:00:00.000Z');
    assert.match(review?.said ?? '', /^test asks for 1 approval, as far as the forge tells: it may ask for more\.$/);
  });

  it('hold nothing up unless it is asked for; the pull request says how they stood', async () => {
    await catalog(frozen);
    await status('success');
    const held = await run('promote', '--require-gates');
    assert.deepEqual([held.code, gatesOf(held)?.verdict, held.document.branch], [3, 'notPassed', null], held.stderr);
    assert.match(held.stderr, /--require-gates/);
    assert.deepEqual(world.forge.pullRequests(world.repository), []);
    const promoted = await run('promote');
    assert.deepEqual([promoted.code, promoted.document.pullRequest?.action], [0, 'created'], promoted.stderr);
    const [pull] = world.forge.pullRequests(world.repository);
    assert.match(pull?.body ?? '', /- freeze: not passed\. test is frozen until/);
  });

  it('let it go on once all that are required are passed, and not while one is not known', async () => {
    await catalog('pipeline: required');
    const unknown = await run('promote', '--require-gates');
    assert.deepEqual([unknown.code, kinds(unknown)?.[0]], [3, 'pipeline unknown'], unknown.stderr);
    await status('success');
    const promoted = await run('promote', '--require-gates');
    assert.deepEqual([promoted.code, gatesOf(promoted)?.verdict], [0, 'passed'], promoted.stderr);
  });

  it('are not got round by a commit that changes nothing that travels', async () => {
    await catalog('pipeline: required');
    await writeFile(
      join(world.folder, 'branchline.yaml'),
      [
        'version: 1',
        'environments: [{ name: dev }, { name: test }]',
        'content: { environmentOwned: { paths: ["env/**"] } }',
        `services: [{ name: cart, repository: ${world.url} }]`,
      ].join('\n'),
    );
    await status('failure');
    await world.commit('dev', 'A host', { 'env/host.yaml': 'host: dev\n' });
    await world.forge.postStatus(world.repository, await head(), { context: 'lint', state: 'success' });
    const held = await run('promote', '--require-gates');
    assert.deepEqual([held.code, kinds(held)?.[0]], [3, 'pipeline notPassed'], held.stderr);
    await run('promote');
    const [pull] = world.forge.pullRequests(world.repository);
    assert.match(
      pull?.body ?? '',
      /- pipeline: not passed\. .*deploy: failure at [0-9a-f]{7,12}, with the same content/,
    );
  });
});
