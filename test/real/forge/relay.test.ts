import { deepEqual, equal } from 'node:assert/strict';
import type { RelayEvent } from '../../../src/core/relay/event';
import { Hearing } from '../../lab/relay/hearing';
import { configOf, startLabRelay, type LabRelay } from '../../lab/relay/relay';
import { secret } from '../../unit/relay/deliveries';
import { aService, release, theShop } from './services';

describe('A relay, told by the webhooks of a real Gitea', function () {
  this.timeout(60_000);
  let relay: LabRelay | undefined;
  const hearings: Hearing[] = [];
  after(async () => {
    for (const hearing of hearings) hearing.leave();
    await relay?.close();
  });

  it('tells of pushes, statuses, reviews and pull requests whoever may read the repository, and nobody else', async () => {
    const { forge, accounts } = await theShop();
    const { repository } = await aService('heard');
    const { host } = new URL(forge.url);
    const running = await startLabRelay(
      await configOf(`version: 1
listen: { host: 127.0.0.1, port: 0, adminHost: 127.0.0.1, adminPort: 0 }
forges:
  - { host: "${host}", kind: gitea, api: "${forge.url}/api/v1", secrets: [{ env: HOOK }], repositories: ["shop/*"] }
`),
    );
    relay = running;
    const url = `http://127.0.0.1:${running.port}/v1/hooks/${encodeURIComponent(host)}`;
    await forge.addHook(repository, { url, secret, events: ['push', 'pull_request', 'status'] });
    const name = `${host}/${repository}`;
    const hear = (token: string, asked: readonly string[]) => {
      const hearing = new Hearing(running.port, asked, { token });
      hearings.push(hearing);
      return hearing;
    };
    const reader = await hear(accounts.reader.token, [name, `${host}/shop/nothing`]).until(
      (one) => one.newest('scope') !== undefined,
    );
    deepEqual(reader.newest('scope'), { repositories: [name] });
    const stranger = await hear(accounts.stranger.token, [name]).until(({ isOver }) => isOver);
    deepEqual(
      stranger.frames.map(({ name: frame }) => frame),
      ['reset', 'end'],
    );

    /** Gitea may still tell of what was before the hook was there, so it is asked for the commit where there is one. */
    const has = async (subject: string, type: string, commit?: string) => {
      const is = (one: RelayEvent) =>
        one.subject === `${name}#${subject}` &&
        one.type === `dev.branchline.${type}` &&
        (commit === undefined || one.data.commit === commit);
      await reader.until(({ events }) => events.some(is), 15_000);
      return reader.events.find(is);
    };
    await release(repository, '3');
    const head = (await forge.heads(repository)).get('dev') ?? '';
    await has('branch/dev', 'push', head);
    await forge.postStatus(repository, head, { context: 'deploy/dev', state: 'success' });
    await has(`commit/${head}`, 'status');
    await forge.commit(repository, 'promote/x', 'A candidate', { 'a.yaml': 'a: 1\n' }, { from: 'test' });
    const number = await forge.openPullRequest(repository, {
      title: 'x',
      head: 'promote/x',
      base: 'test',
      as: accounts.developer.name,
    });
    equal((await has(`pull/${number}`, 'pullrequest.changed'))?.data.branch, 'test');
    const landed = await forge.merge(repository, number, 'merge', {});
    await has(`pull/${number}`, 'pullrequest.merged', landed);
    await has('branch/test', 'push', landed);
    await forge.commit(repository, 'promote/y', 'Another', { 'b.yaml': 'b: 1\n' }, { from: 'test' });
    const other = await forge.openPullRequest(repository, {
      title: 'y',
      head: 'promote/y',
      base: 'test',
      as: accounts.developer.name,
    });
    await forge.review(repository, other, accounts.admin.name, 'APPROVED');
    await has(`pull/${other}`, 'review');
  });
});
