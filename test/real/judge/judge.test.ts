import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { owner, type Role } from '../../lab/fleet/accounts';
import { aService, cli, edge, theShop } from '../forge/services';

const numbered = z.object({ number: z.number(), head: z.object({ sha: z.string() }) });
const statuses = z.array(z.object({ context: z.string(), status: z.string() }));
const comments = z.array(z.object({ user: z.object({ login: z.string() }), body: z.string() }));

/** Required by the branch, as a team would have it. */
const required = { requiredContexts: ['branchline/promotion'] };

describe('branchline judge on a real Gitea', function () {
  this.timeout(300_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-judge-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function catalogOf(url: string, name: string): Promise<string> {
    const path = join(folder, `${name}.yaml`);
    const lines = [
      'version: 1',
      'environments: [{ name: dev }, { name: test }]',
      'promotions: [{ from: dev, to: test, gates: { pipeline: required } }]',
      'content: { environmentOwned: { keys: [spec.replicas] } }',
      `services: [{ name: ${name}, repository: ${JSON.stringify(url)} }]`,
      '',
    ];
    await writeFile(path, lines.join('\n'));
    return path;
  }

  async function api(role: Role, method: string, path: string, body?: object): Promise<unknown> {
    const { forge, accounts } = await theShop();
    const answer = await fetch(`${forge.url}/api/v1/${path}`, {
      method,
      headers: { authorization: `token ${accounts[role].token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  it('holds a promotion until its gate has passed, and says so by one comment', async () => {
    const { forge, accounts } = await theShop();
    const { repository, url } = await aService('judged');
    await forge.protect(repository, 'test', required);
    const { token } = accounts.developer;
    const judge = async () =>
      cli(token, [
        'judge',
        '--catalog',
        await catalogOf(url, 'judged'),
        '--service',
        'judged',
        '--pull-request',
        number,
        '--post',
      ]);
    const promoted = await cli(token, ['promote', ...edge(url)]);
    const number = String(promoted.document.pullRequest?.number);
    const waits = await judge();
    assert.deepEqual([waits.code, waits.document['verdict']], [2, 'pending'], waits.stderr);
    await assert.rejects(forge.merge(repository, Number(number), 'squash'));
    const dev = (await forge.heads(repository)).get('dev') ?? '';
    await forge.postStatus(repository, dev, { context: 'deploy', state: 'success' });
    const passed = await judge();
    assert.deepEqual([passed.code, passed.document['verdict']], [0, 'success'], passed.stderr);
    const again = await judge();
    assert.deepEqual(again.document['posted'], { kind: 'posted', status: 'none', comment: 'none' });
    const said = comments.parse(await api('developer', 'GET', `repos/${repository}/issues/${number}/comments`));
    assert.deepEqual(
      said.map(({ user, body }) => [user.login, /^<!-- branchline judge judged -->/.test(body)]),
      [[accounts.developer.name, true]],
    );
    await forge.merge(repository, Number(number), 'squash');
  });

  it('judges what comes from a fork, whose branch is nowhere in the repository', async () => {
    const { accounts } = await theShop();
    const { repository, url } = await aService('forked');
    const name = accounts.admin.name;
    await api('admin', 'POST', `repos/${repository}/forks`, { name: 'forked-by-ada' });
    const text = Buffer.from('kind: ConfigMap\napiVersion: v1\nmetadata: { name: fix }\n').toString('base64');
    const change = { content: text, message: 'Fix', branch: 'test', new_branch: 'fix' };
    await api('admin', 'POST', `repos/${name}/forked-by-ada/contents/fix.yaml`, change);
    const opening = { title: 'Fix', head: `${name}:fix`, base: 'test' };
    const opened = numbered.parse(await api('admin', 'POST', `repos/${repository}/pulls`, opening));
    const args = [
      '--catalog',
      await catalogOf(url, 'forked'),
      '--service',
      'forked',
      '--pull-request',
      String(opened.number),
    ];
    const judged = await cli(accounts.developer.token, ['judge', ...args, '--post']);
    assert.deepEqual([judged.code, judged.document['verdict']], [2, 'failure'], judged.stderr);
    const stands = statuses.parse(
      await api('developer', 'GET', `repos/${owner}/forked/commits/${opened.head.sha}/statuses`),
    );
    assert.deepEqual(
      stands.map(({ context, status }) => [context, status]),
      [['branchline/promotion', 'failure']],
    );
  });
});
