import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { JudgeWorld, manifest, type Judged } from './world';

const marker = '<!-- branchline judge cart -->';

describe('What was judged is posted', function () {
  this.timeout(120_000);
  let world: JudgeWorld;
  let number: number;
  beforeEach(async () => {
    world = await JudgeWorld.start();
    await world.pipeline();
    number = await world.byHand({ 'cart.yaml': manifest('cart:2') });
  });
  afterEach(() => world.end());

  const post = (...flags: readonly string[]) => world.judge(number, '--post', ...flags);
  const posted = ({ document }: Judged) => [document.posted?.status, document.posted?.comment];
  const statuses = async () => world.statuses((await world.headOf(number)) ?? '');
  const ours = async () => (await world.comments(number)).filter(({ author }) => author === 'ada');
  const writes = () => world.forge.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/api/'));

  it('as a status on its head and one comment, and not again while both say the same', async () => {
    const first = await post();
    assert.deepEqual([first.code, ...posted(first)], [0, 'posted', 'created'], first.stderr);
    const [status] = await statuses();
    assert.deepEqual([status?.context, status?.status], ['branchline/promotion', 'success']);
    const [comment, ...more] = await ours();
    assert.equal(more.length, 0);
    assert.ok(comment?.body.startsWith(marker));
    world.forge.clearRequests();
    assert.deepEqual(posted(await post()), ['none', 'none']);
    assert.deepEqual(writes(), []);
    await world.pipeline('dev', 'failure');
    const failed = await post();
    assert.deepEqual([failed.code, ...posted(failed)], [2, 'posted', 'updated']);
    assert.equal((await statuses())[0]?.status, 'failure');
    assert.equal((await ours()).length, 1);
  });

  it('beside what others say, whatever marker they write', async () => {
    await world.send('POST', `issues/${number}/comments`, { body: `${marker}\nAll is well` });
    assert.deepEqual(posted(await post()), ['posted', 'created']);
    const bodies = (await world.comments(number)).map(({ author, body }) => [author, body.split('\n')[1]]);
    assert.deepEqual(bodies[0], ['bob', 'All is well']);
    assert.equal(bodies.length, 2);
  });

  it('once, by two at the same moment, and after what was left behind', async () => {
    await Promise.all([post(), post()]);
    assert.equal((await ours()).length, 1);
    await world.send('POST', `issues/${number}/comments`, { body: `${marker}\nLeft behind` }, 'ada');
    await post();
    assert.equal((await ours()).length, 1);
  });

  it('once, where the answer was lost', async () => {
    world.forge.failOnce({ method: 'POST', path: /\/comments$/ }, { kind: 'resetAfter' });
    const lost = await post();
    assert.equal((await ours()).length, 1, lost.stderr);
    await post();
    assert.equal((await ours()).length, 1);
  });

  it('as far as the forge lets it: what it refuses is told, and is an error', async () => {
    world.forge.failOnce({ method: 'POST', path: /\/statuses\// }, { kind: 'answer', status: 403, message: 'no' });
    const refused = await post();
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /the status of cart #\d+ was not posted/);
    assert.equal((await ours()).length, 1);
    world.forge.failOnce({ method: 'GET', path: /\/user$/ }, { kind: 'answer', status: 403, message: 'no' });
    const nameless = await post();
    assert.deepEqual([nameless.code, nameless.document.posted?.status], [1, 'posted']);
    assert.match(nameless.stderr, /the comment of cart #\d+ was not posted/);
  });

  it('of the head that was looked at: one that moves meanwhile is judged anew', async () => {
    const branch = world.base.pullRequest(number).head;
    const before = await world.headOf(number);
    const judging = post();
    // It is read at least twice: after the first time it moves.
    while (!world.forge.requests.some(({ path }) => path.endsWith(`/pulls/${number}`))) await pause();
    await world.commit(branch, { 'cart.yaml': manifest('cart:3') });
    const judged = await judging;
    const after = await world.headOf(number);
    assert.notEqual(before, after);
    assert.deepEqual([judged.code, judged.document.verdict], [2, 'failure'], judged.stdout);
    assert.deepEqual(await world.statuses(before ?? ''), []);
    assert.equal((await statuses())[0]?.status, 'failure');
  });

  it('on a commit of the upstream branch itself, whose pipeline that says nothing of', async () => {
    number = await world.base.openByHand('dev', 'test', 'Everything');
    await world.pipeline('dev', 'failure');
    assert.equal((await post()).document.verdict, 'failure');
    assert.equal((await world.statuses((await world.base.head('dev')) ?? ''))[0]?.status, 'failure');
    await world.pipeline('dev', 'success');
    const passed = await post();
    assert.deepEqual([passed.code, passed.document.verdict], [0, 'success'], passed.stdout);
    const other = await world.judge(number, '--status-context', 'mine');
    assert.deepEqual([other.code, other.document.verdict], [1, 'none']);
  });

  it('as an error where it cannot be judged: what was said before does not go on standing', async () => {
    await post();
    await world.commit('dev', { '.branchline.yaml': 'content: [\n' });
    const judged = await post();
    assert.deepEqual([judged.code, judged.document.verdict], [1, 'unjudged'], judged.stdout);
    assert.equal((await statuses())[0]?.status, 'error');
  });

  it('and green for none of two that share a head', async () => {
    await world.base.commit('prod', 'Prod', {}, 'test');
    const text = [
      'version: 1',
      'environments: [{ name: dev }, { name: test }, { name: prod }]',
      'promotions: [{ from: dev, to: test }, { from: test, to: prod }]',
      `services: [{ name: cart, repository: ${JSON.stringify(world.base.url)} }]`,
      '',
    ].join('\n');
    await writeFile(world.catalogFile, text);
    await world.base.openByHand(world.base.pullRequest(number).head, 'prod', 'Skips test');
    const judged = await post();
    assert.deepEqual([judged.code, judged.document.verdict], [1, 'unjudged']);
    assert.equal((await statuses())[0]?.status, 'error');
    const own = await post('--status-context', 'branchline/promotion-{environment}');
    assert.deepEqual([own.code, own.document.verdict], [0, 'success'], own.stdout);
    assert.equal((await statuses())[0]?.context, 'branchline/promotion-test');
  });

  it('for the whole fleet, where one dead service keeps none of the others waiting', async () => {
    const dead = 'http://127.0.0.1:9/gitops/dead.git';
    const lines = [
      'version: 1',
      'environments: [{ name: dev }, { name: test }]',
      'promotions: [{ from: dev, to: test, gates: { pipeline: required } }]',
      'services:',
      `  - { name: dead, repository: ${JSON.stringify(dead)} }`,
      `  - { name: cart, repository: ${JSON.stringify(world.base.url)} }`,
      '',
    ];
    await writeFile(world.catalogFile, lines.join('\n'));
    const second = await world.byHand({ 'cart.yaml': manifest('cart:9') });
    // One that is of no host in particular goes to none of two.
    const host = new URL(world.forge.url).host.replace(/[^A-Za-z0-9]/g, '_');
    const token = { [`BRANCHLINE_TOKEN_${host}`]: world.base.tokens.ada };
    const ran = await world.run(token, 'judge', '--catalog', world.catalogFile, '--all', '--post', '--json');
    const answers = JSON.parse(ran.stdout) as { service: string; pullRequest?: number; verdict: string }[];
    assert.deepEqual(
      answers.map(({ service, pullRequest, verdict }) => [service, pullRequest, verdict]),
      [
        ['dead', undefined, 'unjudged'],
        ['cart', number, 'success'],
        ['cart', second, 'failure'],
      ],
      ran.stderr,
    );
    assert.equal(ran.code, 1);
    assert.equal((await statuses())[0]?.status, 'success');
  });

  it('never by a catalog that happens to be found, whether a pipeline says that it is one or not', async () => {
    const args = ['judge', '--service', 'cart', '--pull-request', String(number)];
    for (const pipeline of [{ CI: 'true' }, { TF_BUILD: 'True' }, { JENKINS_URL: 'https://ci.example.com' }, {}]) {
      const ran = await world.run({ CI: '', ...pipeline }, ...args, '--post');
      assert.equal(ran.code, 1, JSON.stringify(pipeline));
      assert.match(ran.stderr, /--catalog/);
    }
    const named = await world.run({ CI: 'true' }, ...args, '--post', '--catalog', world.catalogFile);
    assert.equal(named.code, 0, named.stderr);
    const told = await world.run({ CI: 'true' }, ...args);
    assert.equal(told.code, 0, told.stderr);
  });

  it('as a status of each service, where two have one repository', async () => {
    const service = (name: string, path: string) =>
      `  - { name: ${name}, repository: ${JSON.stringify(world.base.url)}, content: { path: ${path} } }`;
    const lines = ['version: 1', 'environments: [{ name: dev }, { name: test }]', 'services:'];
    const text = [...lines, service('cart', '.'), service('orders', 'orders'), ''].join('\n');
    await writeFile(world.catalogFile, text);
    const shared = await post();
    assert.deepEqual([shared.code, shared.document.verdict], [1, 'unjudged'], shared.stdout);
    const own = await post('--status-context', 'branchline/promotion-{service}');
    assert.deepEqual([own.code, own.document.verdict], [0, 'success'], own.stdout);
    assert.equal((await statuses())[0]?.context, 'branchline/promotion-cart');
    await world.call('--service', 'orders', '--pull-request', String(number), '--post');
    const bodies = (await ours()).map(({ body }) => body.split('\n')[0]);
    assert.deepEqual(bodies, [marker, marker.replace('cart', 'orders')]);
  });

  it('as an error where its base goes on for ever: what was said of an older one does not go on standing', async () => {
    assert.equal((await post()).document.verdict, 'success');
    const run = { isOver: false, moves: 0 };
    const judging = post().finally(() => (run.isOver = true));
    while (!run.isOver) await world.commit('test', { 'notes.txt': `${(run.moves += 1)}\n` });
    const judged = await judging;
    assert.deepEqual([judged.code, judged.document.verdict], [1, 'unjudged'], judged.stdout);
    assert.equal((await statuses())[0]?.status, 'error');
  });

  it('and one that was closed while the fleet was judged is passed over', async () => {
    const second = await world.byHand({ 'cart.yaml': manifest('cart:2') });
    world.forge.clearRequests();
    const judging = world.run(world.base.environment(), 'judge', '--catalog', world.catalogFile, '--all', '--json');
    while (!world.forge.requests.some(({ path }) => /\/pulls(\?|$)/.test(path))) await pause();
    await world.send('PATCH', `pulls/${second}`, { state: 'closed' }, 'ada');
    const ran = await judging;
    const answers = JSON.parse(ran.stdout) as { pullRequest?: number; verdict: string }[];
    assert.deepEqual([ran.code, answers.map(({ pullRequest }) => pullRequest)], [0, [number]], ran.stderr);
  });
});

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
