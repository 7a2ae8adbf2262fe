import assert from 'node:assert/strict';
import { openInbox, type Push } from '../../lab/agent/inbox';
import { onGitea } from './kinds';
import { eventually } from './eventually';
import { aWorld } from './world';

onGitea('webhooks of a FORGE', (kind) => {
  it('tell the agent of every push that leaves a branch, signed, and of none to who has another secret', async () => {
    const { forge, owner, named } = await aWorld(kind);
    // Of a push that came just before the hook, Gitea may tell as well: it looks for hooks a moment later.
    const earlier = [...(await forge.heads(named('cart'))).values()];
    const heard: Push[] = [];
    const overheard: Push[] = [];
    const inbox = await openInbox('secret', (push) => {
      if (!earlier.includes(push.commit)) heard.push(push);
    });
    const other = await openInbox('another', (push) => overheard.push(push));
    try {
      await forge.addHook({ owner }, { url: inbox.url, secret: 'secret', events: ['push'] });
      await forge.addHook(named('cart'), { url: other.url, secret: 'wrong', events: ['push'] });
      const repository = named('cart');
      const first = await forge.commit(repository, 'dev', 'Third', { a: '3\n' });
      const second = await forge.commit(repository, 'promote/x', 'Candidate', { b: '1\n' }, { from: 'prod' });
      const number = await forge.openPullRequest(repository, { title: 'x', head: 'promote/x', base: 'prod' });
      const landed = await forge.merge(repository, number, 'squash');
      await forge.deleteBranch(repository, 'promote/x');
      const last = await forge.commit(repository, 'dev', 'Fourth', { a: '4\n' });
      const expected = [
        { repository, branch: 'dev', commit: first },
        { repository, branch: 'promote/x', commit: second },
        { repository, branch: 'prod', commit: landed },
        { repository, branch: 'dev', commit: last },
      ];
      await eventually(() => Promise.resolve(heard.length >= expected.length));
      assert.deepEqual(byCommit(heard), byCommit(expected));
      assert.deepEqual(overheard, []);
    } finally {
      await Promise.all([inbox.stop(), other.stop()]);
    }
  });
});

/** Deliveries of several pushes overtake each other. */
const byCommit = (pushes: readonly Push[]): readonly Push[] =>
  pushes.toSorted((a, b) => a.commit.localeCompare(b.commit));
