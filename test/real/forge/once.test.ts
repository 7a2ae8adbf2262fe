import assert from 'node:assert/strict';
import { eventually } from '../../contract/forge/eventually';
import { pushesBy } from './feed';
import { aService, cli, edge, release, theShop } from './services';

describe('one pull request on a real Gitea, whatever happens', function () {
  this.timeout(180_000);

  it('by two people on two machines at once', async () => {
    const { forge, accounts } = await theShop();
    const { repository, url } = await aService('at-once');
    for (const image of ['3', '4', '5']) {
      await release(repository, image);
      const answers = await Promise.all([
        cli(accounts.developer.token, ['promote', ...edge(url)], 'one'),
        cli(accounts.admin.token, ['promote', ...edge(url)], 'two'),
      ]);
      assert.deepEqual(
        answers.map(({ code }) => code),
        [0, 0],
        answers.map(({ stderr }) => stderr).join('\n'),
      );
      const numbers = new Set(answers.map(({ document }) => document.pullRequest?.number));
      const open = (await forge.pullRequests(repository)).filter(({ state }) => state === 'open');
      assert.deepEqual(
        [...numbers],
        open.map(({ number }) => number),
      );
    }
  });

  it('after a crash between the push and the pull request', async () => {
    const { forge, accounts } = await theShop();
    const { repository, url } = await aService('crashed');
    const pushed = await cli(accounts.developer.token, ['promote', ...edge(url), '--no-pr']);
    assert.equal(pushed.code, 0, pushed.stderr);
    const candidate = (await forge.heads(repository)).get(pushed.document.branch ?? '');
    assert.ok(candidate);
    assert.deepEqual(await forge.pullRequests(repository), []);
    const rerun = await cli(accounts.developer.token, ['promote', ...edge(url)], 'another machine');
    assert.deepEqual([rerun.code, rerun.document.pullRequest?.action], [0, 'created'], rerun.stderr);
    assert.equal((await forge.heads(repository)).get(pushed.document.branch ?? ''), candidate);
    const again = await cli(accounts.developer.token, ['promote', ...edge(url)]);
    assert.equal(again.document.pullRequest?.action, 'none');
    assert.equal((await forge.pullRequests(repository)).length, 1);

    // The same record that the end of the run is judged by: it names who pushed, and what.
    const pushesOf = (account: string) => pushesBy(forge.url, accounts.admin.token, repository, account);
    const own = `refs/heads/${pushed.document.branch ?? ''}`;
    await eventually(async () => (await pushesOf('dana')).includes(own));
    assert.deepEqual(new Set(await pushesOf('dana')), new Set([own]));
    assert.ok((await pushesOf('operator')).includes('refs/heads/dev'));
  });
});
