import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { LandingStyle } from '../../../lab/lab';
import { cart, past, startFixture, type Fixture } from './harness';

const trailer = 'Promoted-From: dev@1234';

describe('landing a pull request on the embedded forge', () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startFixture()));
  afterEach(() => fixture.dispose());

  const inside = async (...args: string[]): Promise<string> => {
    const { ok, out } = await fixture.git(fixture.forge.repositoryPath(cart), ...args);
    assert.ok(ok, out);
    return out;
  };

  /** Two commits on `next`, one on `prod` since; landed by Ada. Returns the new head of prod. */
  const landed = async (style: LandingStyle, { forge }: Fixture = fixture): Promise<string> => {
    const dee = { as: 'dev', at: past };
    await forge.commit(
      cart,
      'next',
      `Cart 2\n\n${trailer}`,
      { 'cart.yaml': 'image: cart:2\n' },
      { ...dee, from: 'prod' },
    );
    await forge.commit(cart, 'next', 'More\n\nWith a body.', { more: '1\n' }, dee);
    await forge.commit(cart, 'prod', 'Replicas', { replicas: '3\n' }, { at: past });
    const opening = { title: 'Cart 2', body: `What changes.\n\n${trailer}`, head: 'next', base: 'prod', ...dee };
    const number = await forge.openPullRequest(cart, opening);
    return forge.merge(cart, number, style, { as: 'ada', at: new Date('2026-02-03T00:00:00Z') });
  };

  const styles: LandingStyle[] = ['merge', 'squash', 'rebase'];
  for (const style of styles) {
    it(`${style}: what both sides did is there`, async () => {
      const head = await landed(style);
      assert.equal(await inside('rev-parse', 'prod'), head);
      assert.equal(await inside('ls-tree', '-r', '--name-only', head), 'cart.yaml\nenv/name\nmore\nreplicas');
      assert.equal(await inside('show', `${head}:cart.yaml`), 'image: cart:2');
    });

    it(`${style}: dated by whoever landed it, at the time that was given`, async () => {
      const head = await landed(style);
      assert.equal(await inside('log', '-1', '--format=%cn %cI', head), 'Ada Admin 2026-02-03T00:00:00+00:00');
    });
  }

  it('dated work gives the same commits on every forge', async () => {
    const other = await startFixture();
    try {
      assert.equal(await landed('rebase'), await landed('rebase', other));
    } finally {
      await other.dispose();
    }
  });

  it("merge: two parents, with the forge's message and where it was reviewed", async () => {
    const head = await landed('merge');
    assert.equal(await inside('rev-parse', `${head}^2`), await inside('rev-parse', 'next'));
    const page = `${fixture.forge.url}/${cart}/pulls/1`;
    const message = `Merge pull request 'Cart 2' (#1) from next into prod\n\nReviewed-on: ${page}`;
    assert.equal(await inside('log', '-1', '--format=%B', head), message);
  });

  it('squash: one commit by the author of the pull request, with its description', async () => {
    const head = await landed('squash');
    assert.equal(await inside('rev-list', '--count', '--first-parent', `${head}^..${head}`), '1');
    assert.equal(await inside('log', '-1', '--format=%P', head), await inside('rev-parse', 'prod^'));
    assert.equal(await inside('log', '-1', '--format=%an', head), 'Dee Veloper');
    const [title, ...paragraphs] = (await inside('log', '-1', '--format=%B', head)).split('\n\n');
    assert.equal(title, 'Cart 2 (#1)');
    assert.equal(paragraphs[0], 'What changes.');
    assert.match(
      paragraphs[1] ?? '',
      /^Promoted-From: .*\nReviewed-on: .*\nCo-authored-by: Dee .*\nCo-committed-by: Dee/,
    );
  });

  it('squash by the API without a message: the title alone', async () => {
    await fixture.forge.commit(
      cart,
      'next',
      `Cart 2\n\n${trailer}`,
      { 'cart.yaml': 'image: cart:2\n' },
      { from: 'prod' },
    );
    await fixture.forge.openPullRequest(cart, { title: 'Cart 2', head: 'next', base: 'prod', as: 'dev' });
    const merge = (body: object) => fixture.api('POST', `/repos/${cart}/pulls/1/merge`, { body });
    assert.equal((await merge({ Do: 'squash' })).status, 200);
    assert.equal(await inside('log', '-1', '--format=%B', 'prod'), 'Cart 2 (#1)');
  });

  it('rebase: the trees, authors and messages that git itself makes', async () => {
    const head = await landed('rebase');
    const work = join(fixture.folder, 'work');
    await fixture.git(fixture.folder, 'clone', '--quiet', fixture.forge.repositoryPath(cart), work);
    await fixture.git(work, 'checkout', '--quiet', 'next');
    const rebased = await fixture.git(work, 'rebase', '--quiet', `${head}~2`);
    assert.ok(rebased.ok, rebased.out);
    const format = '--format=%T %an %at %B';
    assert.equal(await inside('log', '-2', format, head), (await fixture.git(work, 'log', '-2', format, 'next')).out);
  });

  it('rebase: a head that is ahead already is taken as it is', async () => {
    const head = await fixture.forge.commit(cart, 'next', 'Cart 2', { a: '2\n' }, { from: 'prod' });
    await fixture.forge.openPullRequest(cart, { title: 'Cart 2', head: 'next', base: 'prod' });
    assert.equal(await fixture.forge.merge(cart, 1, 'rebase'), head);
  });

  it('rebase: what the base has already is dropped', async () => {
    await fixture.forge.commit(cart, 'next', 'Fix', { fix: '1\n' }, { from: 'prod' });
    await fixture.forge.commit(cart, 'next', 'More', { more: '1\n' });
    const base = await fixture.forge.commit(cart, 'prod', 'The same fix', { fix: '1\n' });
    await fixture.forge.openPullRequest(cart, { title: 'More', head: 'next', base: 'prod' });
    const head = await fixture.forge.merge(cart, 1, 'rebase');
    assert.equal(await inside('log', '--format=%s', `${base}..${head}`), 'More');
  });

  it('rebase: conflicts on the way are refused, although a merge would succeed, and nothing moves', async () => {
    await fixture.forge.commit(cart, 'next', 'Away', { 'cart.yaml': 'image: cart:2\n' }, { from: 'prod' });
    await fixture.forge.commit(cart, 'next', 'And back', { 'cart.yaml': 'image: cart:1\n' });
    const base = await fixture.forge.commit(cart, 'prod', 'Hotfix', { 'cart.yaml': 'image: cart:1-hotfix\n' });
    await fixture.forge.openPullRequest(cart, { title: 'Nothing', head: 'next', base: 'prod' });
    await assert.rejects(fixture.forge.merge(cart, 1, 'rebase'), { status: 409 });
    assert.equal((await fixture.forge.heads(cart)).get('prod'), base);
  });
});
