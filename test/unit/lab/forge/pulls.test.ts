import assert from 'node:assert/strict';
import { at, cart, past, pushBranch, startFixture, type Fixture } from './harness';

const pulls = `/repos/${cart}/pulls`;
const wanted = { title: 'Promote cart', body: 'From dev.', head: 'promote/one', base: 'prod' };

describe('pull requests on the embedded forge', () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startFixture()));
  afterEach(() => fixture.dispose());

  const post = (path: string, body: unknown) => fixture.api('POST', path, { body });

  /** Opened in process, so that nothing has to settle. */
  const opened = async (edits = { 'cart.yaml': 'image: cart:2\n' }): Promise<number> => {
    await fixture.forge.commit(cart, 'promote/one', 'Cart 2', edits, { from: 'prod', as: 'dev', at: past });
    return fixture.forge.openPullRequest(cart, { ...wanted, as: 'dev', at: past });
  };

  it('cannot be created right after the push of a new branch, and a moment later can', async () => {
    await pushBranch(fixture, 'promote/one', 'prod', 'cart:2');
    assert.equal((await post(pulls, wanted)).status, 404);
    const created = await post(pulls, wanted);
    assert.equal(created.status, 201);
    assert.equal(at(created, 'html_url'), `${fixture.forge.url}/${cart}/pulls/1`);
    assert.equal(at(created, 'head.sha'), (await fixture.forge.heads(cart)).get('promote/one'));
    assert.equal(at(created, 'base.sha'), at(created, 'merge_base'));
    assert.equal(at(created, 'mergeable'), true);
  });

  it('are hidden by time where indexing takes time, and so is their branch', async () => {
    let now = past.getTime();
    const slow = await startFixture({ branchIndexing: { kind: 'time', ms: 1000 }, now: () => new Date(now) });
    try {
      await pushBranch(slow, 'promote/one', 'prod', 'cart:2');
      assert.equal((await slow.api('POST', pulls, { body: wanted })).status, 404);
      assert.equal((await slow.api('GET', `/repos/${cart}/branches/promote/one`)).status, 404);
      now += 1000;
      assert.equal((await slow.api('GET', `/repos/${cart}/branches/promote/one`)).status, 200);
      assert.equal((await slow.api('POST', pulls, { body: wanted })).status, 201);
    } finally {
      await slow.dispose();
    }
  });

  it('exist once per pair of branches while open', async () => {
    await opened();
    const second = await post(pulls, wanted);
    assert.equal(second.status, 409);
    assert.match(
      String(at(second, 'message')),
      /^pull request already exists for these targets \[id: 1, issue_id: 1, /,
    );
    await fixture.forge.closePullRequest(cart, 1);
    assert.equal(at(await post(pulls, wanted), 'number'), 2);
  });

  it('are found by their branches: the first one ever, open or not', async () => {
    await opened();
    await fixture.forge.closePullRequest(cart, 1);
    await fixture.forge.openPullRequest(cart, wanted);
    const found = await fixture.api('GET', `${pulls}/prod/promote%2Fone`);
    assert.deepEqual([at(found, 'number'), at(found, 'state')], [1, 'closed']);
    assert.deepEqual(at(await fixture.api('GET', `${pulls}?state=open`), '0.number'), 2);
    assert.equal((await fixture.api('GET', `${pulls}/prod/nothing`)).status, 404);
  });

  it('say what is wrong with a request: no branch 404, nothing between 422, no title 422', async () => {
    assert.equal((await post(pulls, { ...wanted, head: 'nowhere' })).status, 404);
    assert.equal((await post(pulls, { ...wanted, head: 'prod' })).status, 422);
    const untitled = await post(pulls, { ...wanted, title: '' });
    assert.deepEqual([untitled.status, at(untitled, 'message')], [422, '[Title]: Required']);
  });

  it('may not be created with a token that only reads', async () => {
    const { status } = await fixture.api('POST', pulls, { body: wanted, token: fixture.tokens.reader });
    assert.equal(status, 403);
  });

  it('cannot be merged right after their creation, and a moment later can', async () => {
    await fixture.forge.commit(cart, 'promote/one', 'Cart 2', { 'cart.yaml': 'image: cart:2\n' }, { from: 'prod' });
    await post(pulls, wanted);
    const early = await post(`${pulls}/1/merge`, { Do: 'merge' });
    assert.deepEqual([early.status, at(early, 'message')], [405, 'Please try again later']);
    assert.equal((await post(`${pulls}/1/merge`, { Do: 'merge' })).status, 200);
    assert.equal((await fixture.api('GET', `${pulls}/1/merge`)).status, 204);
    const merged = await fixture.api('GET', `${pulls}/1`);
    assert.deepEqual(
      [at(merged, 'merged'), at(merged, 'state'), at(merged, 'merged_by.login')],
      [true, 'closed', 'dev'],
    );
    assert.equal(at(merged, 'merge_commit_sha'), (await fixture.forge.heads(cart)).get('prod'));
  });

  it('are not merged when their head is not the one that was judged', async () => {
    const number = await opened();
    const head_commit_id = (await fixture.forge.heads(cart)).get('promote/one');
    await fixture.forge.commit(cart, 'promote/one', 'More', { more: '1' });
    const moved = await post(`${pulls}/${number}/merge`, { Do: 'squash', head_commit_id });
    assert.deepEqual([moved.status, at(moved, 'message')], [409, 'head out of date']);
  });

  it('are not merged while they conflict, are closed, merged, or in a style that the repository does not allow', async () => {
    const number = await opened();
    const merge = `${pulls}/${number}/merge`;
    assert.equal((await post(merge, { Do: 'fast' })).status, 422);
    await fixture.forge.commit(cart, 'prod', 'Hotfix', { 'cart.yaml': 'image: cart:1-hotfix\n' });
    assert.equal(at(await fixture.api('GET', `${pulls}/${number}`), 'mergeable'), false);
    assert.equal((await post(merge, { Do: 'merge' })).status, 405);
    await fixture.forge.commit(cart, 'promote/one', 'Solved', { 'cart.yaml': 'image: cart:1\n' });
    await fixture.api('PATCH', `${pulls}/${number}`, { body: { state: 'closed' } });
    assert.equal((await post(merge, { Do: 'merge' })).status, 404);
    await fixture.api('PATCH', `${pulls}/${number}`, { body: { state: 'open' } });
    assert.equal((await post(merge, { Do: 'merge' })).status, 200);
    assert.equal((await post(merge, { Do: 'merge' })).status, 405);
    assert.equal((await fixture.api('PATCH', `${pulls}/${number}`, { body: { state: 'open' } })).status, 412);

    await fixture.forge.createRepository('shop/strict', { landing: ['squash'] });
    await fixture.forge.commit('shop/strict', 'main', 'One', { a: '1' });
    await fixture.forge.commit('shop/strict', 'next', 'Two', { a: '2' }, { from: 'main' });
    await fixture.forge.openPullRequest('shop/strict', { title: 'Two', head: 'next', base: 'main' });
    assert.equal((await post('/repos/shop/strict/pulls/1/merge', { Do: 'rebase' })).status, 405);
  });

  it('wait for the statuses that the protection of their base demands', async () => {
    const number = await opened();
    fixture.forge.protect(cart, 'prod', { requiredContexts: ['ci/*'] });
    const merge = () => post(`${pulls}/${number}/merge`, { Do: 'merge' });
    assert.match(String(at(await merge(), 'message')), /Not all required status checks successful/);
    const head = (await fixture.forge.heads(cart)).get('promote/one') ?? '';
    await fixture.forge.postStatus(cart, head, { context: 'ci/lint', state: 'failure' });
    assert.equal((await merge()).status, 405);
    await fixture.forge.postStatus(cart, head, { context: 'ci/lint', state: 'success' });
    assert.equal((await merge()).status, 200);
  });

  it('take a new title and body, comments and labels', async () => {
    const number = await opened();
    const edited = await fixture.api('PATCH', `${pulls}/${number}`, { body: { title: 'WIP: later', body: 'New.' } });
    assert.deepEqual([at(edited, 'title'), at(edited, 'body'), at(edited, 'draft')], ['WIP: later', 'New.', true]);
    await post(`/repos/${cart}/issues/${number}/comments`, { body: 'Superseded.' });
    const comments = await fixture.api('GET', `/repos/${cart}/issues/${number}/comments`);
    assert.deepEqual([at(comments, '0.body'), at(comments, '0.user.login')], ['Superseded.', 'dev']);
    await post(`/repos/${cart}/labels`, { name: 'promotion', color: '#00aabb' });
    await post(`/repos/${cart}/issues/${number}/labels`, { labels: ['promotion'] });
    assert.equal(at(await fixture.api('GET', `${pulls}/${number}`), 'labels.0.name'), 'promotion');
  });

  it('follow their head branch, keep its last commit as a ref, and close when it goes', async () => {
    const number = await opened();
    const head = await fixture.forge.commit(cart, 'promote/one', 'More', { more: '1' });
    assert.equal(at(await fixture.api('GET', `${pulls}/${number}`), 'head.sha'), head);
    assert.equal((await fixture.api('DELETE', `/repos/${cart}/branches/promote/one`)).status, 204);
    const closed = await fixture.api('GET', `${pulls}/${number}`);
    assert.deepEqual([at(closed, 'state'), at(closed, 'merged'), at(closed, 'head.sha')], ['closed', false, head]);
    assert.equal(at(closed, 'head.ref'), `refs/pull/${number}/head`);
    const fetched = await fixture.git(fixture.forge.repositoryPath(cart), 'rev-parse', `refs/pull/${number}/head`);
    assert.equal(fetched.out, head);
  });

  it('take their head branch along where the repository wants it so, never the default branch', async () => {
    await fixture.forge.createRepository('shop/tidy', { defaultBranch: 'dev', deleteBranchAfterMerge: true });
    await fixture.forge.commit('shop/tidy', 'prod', 'One', { a: '1' });
    await fixture.forge.commit('shop/tidy', 'dev', 'Two', { a: '2' }, { from: 'prod' });
    await fixture.forge.commit('shop/tidy', 'next', 'Three', { b: '3' }, { from: 'prod' });
    await fixture.forge.openPullRequest('shop/tidy', { title: 'Three', head: 'next', base: 'prod' });
    await fixture.forge.openPullRequest('shop/tidy', { title: 'Two', head: 'dev', base: 'prod' });
    await fixture.forge.merge('shop/tidy', 1, 'squash');
    await fixture.forge.merge('shop/tidy', 2, 'merge');
    assert.deepEqual([...(await fixture.forge.heads('shop/tidy')).keys()], ['dev', 'prod']);
  });

  it('can be read and landed on their page, by its own form only', async () => {
    const number = await opened();
    const page = `${fixture.forge.url}/${cart}/pulls/${number}`;
    assert.match(await (await fetch(page)).text(), /\+image: cart:2/);
    const land = (origin: string) =>
      fetch(`${page}/merge`, { method: 'POST', headers: { origin }, body: new URLSearchParams({ style: 'squash' }) });
    assert.equal((await land('http://evil.example')).status, 403);
    assert.match(await (await land(fixture.forge.url)).text(), /<b>merged<\/b>/);
    assert.equal(fixture.forge.pullRequests(cart)[0]?.state, 'merged');
  });
});
