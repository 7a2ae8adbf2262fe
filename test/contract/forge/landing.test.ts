import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { LandingStyle } from '../../lab';
import { recordsIn } from '../../../src/core/promotion/record/trailers';
import { onEachForge } from './kinds';
import { aWorld, type World } from './world';

const run = promisify(execFile);

const trailers = `Promoted-From: dev@${'1'.repeat(40)}\nPromotion-Target: prod@${'2'.repeat(40)}`;
const title = 'Promote cart to prod';
const body = `### Changes\n\n- replicas: 1 → 2\n\n<!-- branchline promotion dev prod\n${trailers}\n-->`;
const message = `Promote cart from dev to prod\n\n${trailers}\n`;

onEachForge('landing on a FORGE by its button', (kind) => {
  let world: World;
  beforeEach(async () => {
    world = await aWorld(kind);
    const { forge, named } = world;
    await forge.commit(
      named('cart'),
      'promote/x',
      message,
      { 'deployment.yaml': 'replicas: 2\n' },
      { from: 'prod', as: 'ada' },
    );
  });

  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['--git-dir', world.forge.repositoryPath(world.named('cart')), ...args])).stdout;
  const show = (commit: string, format: string) => git('show', '--no-patch', `--format=${format}`, commit, '--');

  /** Source: GitLab docs, "Commit message templates". */
  const merged = (number: number) =>
    `Merge branch 'promote/x' into 'prod'\n\n${title}\n\nSee merge request ${world.owner}/cart!${number}`;

  /** Source: Bitbucket docs, "Understanding the Default Pull Request Title, Description and Merge Commit Message". */
  const mergedIn = (number: number) => `Merged in promote/x (pull request #${number})\n\n${title}`;

  /** As commits of public repositories have it that are mirrors of a Bitbucket Data Center. */
  const mergedBy = (number: number) =>
    `Pull request #${number}: ${title}\n\nMerge in ${world.owner}/cart from promote/x to prod`;

  const land = async (style: LandingStyle, as = 'dev') => {
    const { forge, named } = world;
    const number = await forge.openPullRequest(named('cart'), {
      title,
      body,
      head: 'promote/x',
      base: 'prod',
      as: 'dev',
    });
    const before = (await forge.heads(named('cart'))).get('prod')!;
    const head = await forge.merge(named('cart'), number, style, { as });
    assert.equal((await forge.heads(named('cart'))).get('prod'), head);
    const [said, parents, author, committer] = await Promise.all([
      show(head, '%B'),
      show(head, '%P'),
      show(head, '%an <%ae>'),
      show(head, '%cn <%ce>'),
    ]);
    const page = `${forge.url}${kind.page(world.owner, 'cart')}${kind.pulls}/${number}`;
    return {
      before,
      number,
      page,
      said: said.trim(),
      parents: parents.trim().split(' '),
      author: author.trim(),
      committer: committer.trim(),
    };
  };

  it('by a merge: a commit with two parents that says where it was reviewed', async () => {
    const { before, number, page, said, parents, author, committer } = await land('merge');
    const candidate = (await world.forge.heads(world.named('cart'))).get('promote/x');
    const gitea = `Merge pull request '${title}' (#${number}) from promote/x into prod\n\nReviewed-on: ${page}`;
    const azure = `Merged PR ${number}: ${title}\n\n${body}`;
    const github = `Merge pull request #${number} from ${world.owner}/promote/x\n\n${title}`;
    const bitbucketDataCenter = `${mergedBy(number)}\n\n* commit '${candidate}':\n  ${message.split('\n', 1)[0]}`;
    const own = { bitbucket: mergedIn(number), bitbucketDataCenter, gitea, github, azure, gitlab: merged(number) };
    assert.equal(said, own[kind.dialect]);
    assert.deepEqual(parents, [before, candidate]);
    assert.deepEqual([author, committer], Array(2).fill('Dev Eloper <dev@example.com>'));
  });

  if (kind.dialect === 'gitea') {
    it('by a squash: the description is the message, so what a promotion says of itself is kept', async () => {
      const { before, number, page, said, parents, author, committer } = await land('squash');
      const coAuthor = 'Co-authored-by: Ada Admin <ada@example.com>';
      assert.equal(said, `${title} (#${number})\n\n${body}\n\n---------\n\n${coAuthor}\nReviewed-on: ${page}`);
      assert.deepEqual(parents, [before]);
      assert.deepEqual([author, committer], Array(2).fill('Dev Eloper <dev@example.com>'));
    });

    it('by a squash of somebody else’s: they are named below it', async () => {
      const { said, author, committer } = await land('squash', 'ada');
      assert.match(
        said,
        /\nReviewed-on: \S+\nCo-authored-by: Dev Eloper <dev@example\.com>\nCo-committed-by: Dev Eloper <dev@example\.com>$/,
      );
      assert.deepEqual([author, committer], ['Dev Eloper <dev@example.com>', 'Ada Admin <ada@example.com>']);
    });
  } else if (kind.dialect === 'bitbucket') {
    it('by a squash: one commit with what its commits say, so what a promotion says of itself is kept', async () => {
      const { before, number, said, parents } = await land('squash');
      assert.equal(said, `${mergedIn(number)}\n\n* ${message.trim()}`);
      const [record, ...more] = recordsIn(`${said}\n\nApproved-by: Rex Reviewer\n`);
      assert.deepEqual([record?.kind, more], ['promotion', []]);
      assert.deepEqual(parents, [before]);
    });
  } else if (kind.dialect === 'bitbucketDataCenter') {
    it('by a squash: one commit with what its commits say below, set in, where nothing is read that a promotion says of itself', async () => {
      const { before, number, said, parents } = await land('squash');
      assert.ok(said.startsWith(`${mergedBy(number)}\n\nSquashed commit of the following:\n\ncommit `));
      assert.ok(said.includes(`\n    Promoted-From: dev@${'1'.repeat(40)}\n`));
      assert.deepEqual(recordsIn(said), []);
      assert.deepEqual(parents, [before]);
    });
  } else if (kind.dialect === 'azure') {
    it('by a squash: the description is the message, so what a promotion says of itself is kept', async () => {
      const { before, number, said, parents } = await land('squash', 'ada');
      assert.equal(said, `Merged PR ${number}: ${title}\n\n${body}`);
      assert.deepEqual(parents, [before]);
    });
  } else if (kind.dialect === 'github') {
    it('by a squash of one commit: what that says is the message, so what a promotion says of itself is kept', async () => {
      const { before, number, said, parents } = await land('squash');
      const [subject = '', ...rest] = message.trim().split('\n');
      const coAuthor = 'Co-authored-by: Ada Admin <ada@example.com>';
      assert.equal(said, `${subject} (#${number})\n${rest.join('\n')}\n\n---------\n\n${coAuthor}`);
      const [record, ...more] = recordsIn(said);
      assert.deepEqual([record?.kind, more, parents], ['promotion', [], [before]]);
    });

    it('by a squash of several: they are listed below the title, and it is kept as well', async () => {
      const { forge, named } = world;
      await forge.commit(named('cart'), 'promote/x', 'By hand', { 'more.yaml': 'a: 1\n' }, { as: 'ada' });
      const { number, said } = await land('squash');
      assert.ok(said.startsWith(`${title} (#${number})\n\n* ${message.trim()}\n\n* By hand\n\n---------\n`), said);
      assert.equal(recordsIn(said)[0]?.kind, 'promotion');
    });
  } else {
    it('by a squash: a commit of its own with the title alone, and a merge of it: nothing of a promotion is kept', async () => {
      const { before, number, said, parents } = await land('squash');
      assert.equal(said, merged(number));
      const [first, squashed = ''] = parents;
      assert.deepEqual([first, (await show(squashed, '%B')).trim()], [before, title]);
      assert.equal((await show(squashed, '%P')).trim(), before);
    });
  }

  it(`by a rebase: the candidate itself${kind.keepsCommits ? '' : ', made anew'}, where nothing else has landed`, async () => {
    const candidate = (await world.forge.heads(world.named('cart'))).get('promote/x');
    const { before, parents, said } = await land('rebase');
    const landed = (await world.forge.heads(world.named('cart'))).get('prod');
    assert.equal(landed === candidate, kind.keepsCommits);
    assert.deepEqual([parents, said], [[before], message.trim()]);
  });

  it('by a rebase upon what has landed since: the message and the author stay', async () => {
    const { forge, named } = world;
    const hotfix = await forge.commit(named('cart'), 'prod', 'Hotfix', { 'hotfix.yaml': 'a: 1\n' });
    const { said, parents, author, committer } = await land('rebase');
    assert.equal(said, message.trim());
    assert.deepEqual(parents, [hotfix]);
    assert.deepEqual([author, committer], ['Ada Admin <ada@example.com>', 'Dev Eloper <dev@example.com>']);
  });

  it('is refused until the required statuses are there', async () => {
    const { forge, named } = world;
    await forge.protect(named('cart'), 'prod', { requiredContexts: ['deploy/*'] });
    const number = await forge.openPullRequest(named('cart'), {
      title,
      body,
      head: 'promote/x',
      base: 'prod',
      as: 'dev',
    });
    const merge = () => forge.merge(named('cart'), number, 'squash', { as: 'dev' });
    const head = (await forge.heads(named('cart'))).get('promote/x')!;
    await assert.rejects(merge(), /Not all required status checks successful/);
    await forge.postStatus(named('cart'), head, { context: 'deploy/test', state: 'pending' });
    await assert.rejects(merge(), /Not all required status checks successful/);
    await forge.postStatus(named('cart'), head, { context: 'deploy/test', state: 'success' });
    await merge();
  });

  it('is refused without the required approvals', async () => {
    const { forge, named } = world;
    await forge.protect(named('cart'), 'prod', { requiredApprovals: 1 });
    const number = await forge.openPullRequest(named('cart'), {
      title,
      body,
      head: 'promote/x',
      base: 'prod',
      as: 'dev',
    });
    await assert.rejects(forge.merge(named('cart'), number, 'squash', { as: 'dev' }), /Does not have enough approvals/);
  });

  it('is refused to who may not write, in a style that the repository does not allow, and of a conflict', async () => {
    const { forge, named } = world;
    const open = (name: string) =>
      forge.openPullRequest(named(name), { title, body, head: 'promote/x', base: 'prod', as: 'dev' });
    await assert.rejects(
      forge.merge(named('cart'), await open('cart'), 'merge', { as: 'reader' }),
      /not allowed to merge/i,
    );
    await forge.createRepository(named('strict'), { defaultBranch: 'prod', landing: ['squash'] });
    await forge.commit(named('strict'), 'prod', 'First', { a: '1\n' });
    await forge.commit(named('strict'), 'promote/x', 'Candidate', { a: '2\n' }, { from: 'prod' });
    await assert.rejects(
      forge.merge(named('strict'), await open('strict'), 'merge', { as: 'dev' }),
      /is not allowed an allowed merge style/,
    );
  });
});
