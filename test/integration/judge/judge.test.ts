import assert from 'node:assert/strict';
import { against, JudgeWorld, manifest, told } from './world';

/** `dev` has the image 2, `test` the image 1. */
describe('a pull request towards an environment is judged', function () {
  this.timeout(120_000);
  let world: JudgeWorld;
  beforeEach(async () => {
    world = await JudgeWorld.start();
    await world.pipeline();
  });
  afterEach(() => world.end());

  it('our own: as a promotion gives it', async () => {
    const { document } = await world.base.promote();
    const judged = await world.judge(document.pullRequest?.number ?? 0);
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [0, 'success', []], judged.stderr);
    assert.deepEqual(
      judged.document.items.map(({ key, standing }) => [key?.at(-1), standing]),
      [['image', 'promised']],
    );
  });

  it('opened by hand from the upstream branch itself', async () => {
    const number = await world.base.openByHand('dev', 'test', 'Everything');
    const judged = await world.judge(number);
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [0, 'success', []], judged.stderr);
  });

  it('opened by hand with the same value', async () => {
    const judged = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:2') }));
    assert.deepEqual([judged.code, judged.document.verdict], [0, 'success'], judged.stdout);
  });

  it('with another value than promoting gives', async () => {
    const judged = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:3') }));
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [2, 'failure', ['otherValue']]);
  });

  it('with a hotfix, which a team may let pass', async () => {
    const number = await world.byHand({ 'fix.yaml': 'kind: ConfigMap\nmetadata: { name: fix }\ndata: { a: b }\n' });
    const judged = await world.judge(number);
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [2, 'failure', ['hotfix']]);
    const allowed = await world.judge(number, '--allow', 'hotfix');
    assert.deepEqual([allowed.code, allowed.document.verdict, told(allowed)], [0, 'success', ['hotfix']]);
  });

  it('that changes what belongs to the environment', async () => {
    const judged = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:2', 5) }));
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [2, 'failure', ['owned']]);
    const path = await world.judge(await world.byHand({ 'env/test.yaml': 'a: 1\n' }));
    assert.deepEqual(against(path), ['owned']);
  });

  it('that brings a plain value of a Secret, which is not shown', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { p: hunter2hunter2 }\n';
    await world.commit('dev', { 'secret.yaml': secret });
    await world.pipeline();
    const { document } = await world.base.promote();
    const judged = await world.judge(document.pullRequest?.number ?? 0, '--post');
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [2, 'failure', ['secrets']]);
    const comments = JSON.stringify(await world.comments(document.pullRequest?.number ?? 0));
    assert.ok(!`${judged.stdout}${judged.stderr}${comments}`.includes('hunter2'));
  });

  it('that brings back what was rolled back, by whatever way', async () => {
    const first = await world.base.promote();
    await world.base.land(first.document.pullRequest?.number, 'squash');
    const back = await world.base.cli(
      'ada',
      'rollback',
      '--repo',
      world.base.url,
      '--branch',
      'test',
      '--to',
      'test~1',
    );
    const number = back.document.pullRequest?.number ?? 0;
    const rollback = await world.judge(number);
    assert.deepEqual([rollback.code, rollback.document.verdict], [0, 'success'], rollback.stdout);
    await world.base.land(number, 'merge');
    const again = await world.base.promote('ada', '--include-reintroduced');
    const held = await world.judge(again.document.pullRequest?.number ?? 0);
    assert.deepEqual([held.code, held.document.verdict, against(held)], [2, 'failure', ['reintroduced']]);
    const byHand = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:2') }));
    assert.deepEqual(against(byHand), ['reintroduced']);
    const allowed = await world.judge(
      await world.byHand({ 'cart.yaml': manifest('cart:2') }),
      '--allow',
      'reintroduced',
    );
    assert.deepEqual([allowed.code, told(allowed)], [0, ['reintroduced']]);
  });

  it('our own, of a part: each of its values as promised, and none that nobody chose', async () => {
    await world.commit('dev', { 'more.yaml': 'kind: ConfigMap\nmetadata: { name: more }\ndata: { a: b }\n' });
    await world.pipeline();
    const { document } = await world.base.promote('ada', '--only', 'cart.yaml');
    const judged = await world.judge(document.pullRequest?.number ?? 0);
    assert.deepEqual([judged.code, judged.document.verdict], [0, 'success'], judged.stdout);
    assert.equal(judged.document.items.length, 1);
    const branch = world.base.pullRequest(document.pullRequest?.number).head;
    await world.commit(branch, { 'cart.yaml': manifest('cart:5') });
    assert.deepEqual(against(await world.judge(document.pullRequest?.number ?? 0)), ['otherValue']);
  });

  it('that takes values of several commits, of which no one has all: no gate of any can stand for it', async () => {
    const more = (value: string) => `kind: ConfigMap\nmetadata: { name: more }\ndata: { a: ${value} }\n`;
    await world.commit('dev', { 'cart.yaml': manifest('cart:2'), 'more.yaml': more('one') });
    await world.pipeline();
    await world.commit('dev', { 'cart.yaml': manifest('cart:3'), 'more.yaml': more('two') });
    await world.pipeline();
    const judged = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:2'), 'more.yaml': more('two') }));
    assert.notEqual(judged.document.verdict, 'success');
    const whole = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:2'), 'more.yaml': more('one') }));
    assert.deepEqual([whole.code, whole.document.verdict], [0, 'success'], whole.stdout);
  });

  it('that conflicts', async () => {
    const number = await world.byHand({ 'cart.yaml': manifest('cart:7') });
    await world.commit('test', { 'cart.yaml': manifest('cart:8') });
    const judged = await world.judge(number);
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [2, 'failure', ['conflict']]);
  });

  it('whose gates have not passed at exactly the commit that it comes from', async () => {
    const number = await world.byHand({ 'cart.yaml': manifest('cart:2') });
    await world.pipeline('dev', 'failure');
    const failed = await world.judge(number);
    assert.deepEqual([failed.code, failed.document.verdict, against(failed)], [2, 'failure', ['gate']]);
    await world.pipeline('dev', 'pending');
    const waits = await world.judge(number);
    assert.deepEqual([waits.code, waits.document.verdict, against(waits)], [2, 'pending', ['gate']]);
    await world.commit('dev', { 'cart.yaml': manifest('cart:3') });
    await world.pipeline('dev');
    const older = await world.judge(number);
    assert.equal(older.document.verdict, 'pending', 'what a newer commit passed says nothing of this one');
    const unheard = await world.judge(await world.base.openByHand('dev', 'test', 'All'));
    assert.equal(unheard.document.verdict, 'success');
  });

  it('towards the first environment: only by what needs no upstream', async () => {
    const judged = await world.judge(
      await world.byHand({ 'cart.yaml': manifest('cart:9') }, { from: 'dev', base: 'dev' }),
    );
    assert.deepEqual([judged.code, judged.document.verdict, against(judged)], [0, 'success', []], judged.stdout);
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { p: hunter2hunter2 }\n';
    const bad = await world.judge(await world.byHand({ 'secret.yaml': secret }, { from: 'dev', base: 'dev' }));
    assert.deepEqual(against(bad), ['secrets']);
  });

  it('that goes back to what the upstream has left', async () => {
    await world.base.land((await world.base.promote()).document.pullRequest?.number, 'squash');
    const judged = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:1') }));
    assert.deepEqual([judged.code, against(judged)], [2, ['older']]);
  });

  it('that takes back a deployment as git and forges do', async () => {
    const { document } = await world.base.promote();
    const landed = await world.base.land(document.pullRequest?.number, 'squash');
    const message = `Revert "Promote"\n\nThis reverts commit ${landed}.\n`;
    const judged = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:1') }, { message }));
    assert.deepEqual([judged.code, judged.document.verdict], [0, 'success'], judged.stdout);
    const lie = await world.judge(await world.byHand({ 'cart.yaml': manifest('cart:6') }, { message }));
    assert.equal(lie.document.verdict, 'failure');
  });

  it('by the rules that are in force, and not by those that it brings', async () => {
    const loose = 'content: { environmentOwned: { keys: [], paths: [] } }\n';
    const number = await world.byHand({ '.branchline.yaml': loose, 'cart.yaml': manifest('cart:2', 9) });
    const judged = await world.judge(number);
    assert.equal(judged.document.verdict, 'failure');
    assert.ok(against(judged).includes('owned'));
    assert.ok(told(judged).includes('rules'));
  });

  it('and no message, branch or title makes it something else', async () => {
    const dev = await world.base.head('dev');
    const test = await world.base.head('test');
    const trailers = `Promoted-From: dev@${dev}\nPromotion-Target: test@${test}\n`;
    const branch = 'promote/dev-to-test/lie';
    await world.commit(branch, { 'cart.yaml': manifest('cart:66') }, 'test', `Promote\n\n${trailers}`);
    const title = 'Promote <!-- branchline judge cart --> @everyone \u202e';
    const judged = await world.judge(await world.base.openByHand(branch, 'test', title));
    assert.deepEqual([judged.code, judged.document.verdict], [2, 'failure']);
    assert.ok(against(judged).includes('differs'));
    const back = 'rollback/test/lie';
    const lie = `Back\n\nRolled-Back-To: ${'1'.repeat(40)}\nRollback-Target: test@${test}\n`;
    await world.commit(back, { 'cart.yaml': manifest('cart:66') }, 'test', lie);
    assert.deepEqual(against(await world.judge(await world.base.openByHand(back, 'test', title))), ['refuted']);
  });

  it('a result that is no valid YAML', async () => {
    const judged = await world.judge(await world.byHand({ 'broken.yaml': 'a: [1\nb: }\n' }));
    assert.ok(against(judged).includes('unreadable'), judged.stdout);
  });
});
