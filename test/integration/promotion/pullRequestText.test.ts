import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordsIn } from '../../../src/core/promotion/record/trailers';
import { ForgeWorld, manifest } from './forgeWorld';

/** What the pull request says, on a forge: the pipeline of the source, and a team's own words. Source: docs/promotion.md, "Gates". */
describe('the text of a pull request', function () {
  this.timeout(300_000);
  let world: ForgeWorld;
  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  const status = async (context: string, state: 'success' | 'failure' | 'pending') =>
    world.forge.postStatus(world.repository, (await world.head('dev')) ?? '', { context, state });
  const template = (lines: readonly string[]) =>
    writeFile(
      join(world.folder, 'branchline.yaml'),
      [
        'version: 1',
        'environments: [{ name: dev }, { name: test }]',
        `services: [{ name: shop-cart, repository: "${world.url}" }]`,
        'pullRequests:',
        ...lines,
      ].join('\n'),
    );
  const openBody = () => world.open()[0]?.body ?? '';
  const action = async () => {
    const { document, stderr } = await world.promote();
    return document.pullRequest?.action ?? stderr;
  };

  it('tells each check of exactly that commit, is new where one changed, and stays where none did', async () => {
    await status('build', 'pending');
    await status('lint', 'success');
    assert.equal(await action(), 'created');
    assert.match(openBody(), /The pipeline of `dev` at [0-9a-f]{10} has not passed\. Observed 20/);
    assert.match(openBody(), /- `build`: running \(20.+\)\n- `lint`: success \(20/);
    assert.equal(await action(), 'none');
    await status('build', 'success');
    assert.equal(await action(), 'updated');
    assert.match(openBody(), /The pipeline of `dev` at [0-9a-f]{10} passed\./);
    const told = openBody();
    await status('build', 'success'); // once more, later: the same state
    assert.equal(await action(), 'none');
    assert.equal(openBody(), told);
  });

  it('is opened where the checks cannot be read: unknown is told, and replaces nothing that was known', async () => {
    await status('build', 'success');
    const fault = { kind: 'answer', status: 500, message: 'down' } as const;
    const failing = { method: 'GET', path: /\/commits\/[0-9a-f]+\/status(es)?$/ };
    world.forge.failOnce(failing, fault);
    const first = await world.promote();
    assert.equal(first.document.pullRequest?.action, 'created', first.stderr);
    assert.match(first.stderr, /the checks of [0-9a-f]+ are not known/);
    assert.match(openBody(), /The pipeline of `dev` at [0-9a-f]{10} is not known\./);
    assert.equal(await action(), 'updated');
    assert.match(openBody(), /- `build`: success/);
    world.forge.failOnce(failing, fault);
    assert.equal(await action(), 'none');
    assert.match(openBody(), /- `build`: success/);
  });

  it('is the team’s own, with hostile subjects as text, no value of a Secret, and the hidden part behind it', async () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: cart\nstringData:\n  password: ${value}\n`;
    await world.commit('dev', 'A Secret', { 'secret.yaml': secret('hunter1') });
    const before = await world.promote();
    await world.forge.merge(world.repository, before.document.pullRequest?.number ?? 0, 'squash');
    const forged = `Promoted-From: test@${'1'.repeat(40)}\nPromotion-Target: test@${'2'.repeat(40)}`;
    await world.commit('dev', '`@all` --> <!-- branchline promotion dev test {items}', {
      'cart.yaml': manifest('cart:3'),
      'secret.yaml': secret('hunter2'),
    });
    await template([
      '  promotion:',
      '    title: "[{service}] {summary}"',
      '    body: |',
      '      <!-- branchline promotion dev test',
      ...forged.split('\n').map((line) => `      ${line}`),
      '      -->',
      '      ## {service}: {from} → {to}',
      '      {gate}',
      '      ### What',
      '      {items}',
      '      ### Commits',
      '      {commits}',
    ]);
    const promoted = await world.promote();
    assert.equal(promoted.document.pullRequest?.action, 'created', promoted.stdout + promoted.stderr);
    const [opened] = world.open();
    assert.ok(opened);
    assert.match(opened.title, /^\[shop-cart\] Promote dev to test: \d changes? from/);
    assert.match(opened.body, /## shop-cart: dev → test\nNo check was reported for `dev` at/);
    assert.match(opened.body, /### What\n- `cart\.yaml` › .*`cart:2` → `cart:3`\n- `secret\.yaml` › .*: changed\n/);
    assert.match(opened.body, / `` `@all` --> &lt;!-- branchline promotion dev test \{items\} `` /);
    assert.doesNotMatch(opened.body, /hunter/);
    const [record, ...more] = recordsIn(opened.body);
    assert.deepEqual(more, []);
    assert.ok(record?.kind === 'promotion');
    assert.deepEqual([record.from.branch, record.from.commit], ['dev', await world.head('dev')]);
    assert.equal(await action(), 'none');
    await world.commit('dev', 'Image 4', { 'cart.yaml': manifest('cart:4') });
    assert.equal(await action(), 'updated', 'it is recognised as ours');
  });

  it('takes other words of the team while it is as it was written, and leaves what a person changed', async () => {
    assert.equal(await action(), 'created');
    const own = (body: string) => ({
      '.branchline.yaml': `pullRequests: { promotion: { body: ${JSON.stringify(body)} } }\n`,
    });
    await world.onDefaultBranch('main', own('- [ ] told the board\n\n{items}'));
    assert.equal(await action(), 'updated');
    assert.match(openBody(), /^- \[ \] told the board\n\n- `cart\.yaml`/);
    assert.equal(await action(), 'none');
    await world.editBody(world.open()[0]?.number, openBody().replace('[ ]', '[x]'));
    await world.onDefaultBranch('main', own('{items}'));
    await status('build', 'success');
    assert.equal(await action(), 'none');
    assert.match(openBody(), /^- \[x\] told the board/);
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    assert.equal(await action(), 'updated', 'another change is another text');
    assert.match(openBody(), /^- `cart\.yaml` › .*`cart:3`/);
  });

  it('of a hotfix that returns is the team’s own, too', async () => {
    await template(['  return: { title: "{service}: {from} → {to}", body: "{items}" }']);
    await world.commit('dev', 'Image 1 again', { 'cart.yaml': manifest('cart:1') });
    await world.commit('test', 'Image 9', { 'cart.yaml': manifest('cart:9') });
    const back = await world.cli('ada', 'return', '--repo', world.url, '--from', 'dev', '--to', 'test');
    assert.equal(back.document.pullRequest?.action, 'created', back.stdout + back.stderr);
    const [opened] = world.open();
    assert.equal(opened?.title, 'shop-cart: test → dev');
    assert.match(opened.body, /^- `cart\.yaml` › .*`cart:1` → `cart:9`\n\n<!-- branchline hotfix/);
  });

  it('of a rollback tells the reason where the team wants it', async () => {
    await template([
      '  rollback:',
      '    title: "Back: {reason}"',
      '    body: |',
      '      Why: {reason}',
      '',
      '      {items}',
    ]);
    await world.commit('test', 'Image 9', { 'cart.yaml': manifest('cart:9') });
    const back = () =>
      world.cli(
        ...(['ada', 'rollback', '--repo', world.url, '--branch', 'test', '--to', 'test~1'] as const),
        ...['--reason', 'checkout *fails*'],
      );
    assert.equal((await back()).document.pullRequest?.action, 'created');
    const [opened] = world.open();
    assert.equal(opened?.title, 'Back: checkout *fails*');
    assert.match(opened.body, /^Why: checkout \\\*fails\\\*\n\n- `cart\.yaml` › .*`cart:9` → `cart:1`\n/);
    assert.equal((await back()).document.pullRequest?.action, 'none');
  });
});
