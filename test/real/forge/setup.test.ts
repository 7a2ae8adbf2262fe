import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureServers } from '../../../scripts/servers/ensure';
import { runBranchline } from '../../integration/runBranchline';
import { standings, type SetupDocument } from '../../integration/setup/world';
import { owner } from '../../lab/fleet/accounts';
import { theShop } from './services';

const image = (tag: string) => `registry.example.com/shop/app:${tag}`;

/** From an organisation to a change that landed in the second environment, with each of the ready-made templates. */
describe('setting up services on a real Gitea', function () {
  this.timeout(600_000);
  const path = process.env['PATH'];
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-real-setup-'));
    const { command } = await ensureServers(['renderers']);
    process.env['PATH'] = [dirname(command('kustomize')), dirname(command('helm')), path].join(delimiter);
  });
  after(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true, force: true });
  });

  const cli = async (as: 'admin' | 'developer', ...args: readonly string[]) => {
    const { accounts } = await theShop();
    return runBranchline([...args, '--json'], {
      environment: { BRANCHLINE_CACHE: join(folder, `cache-${as}`), BRANCHLINE_TOKEN: accounts[as].token },
      folder,
    });
  };

  for (const template of ['plain', 'kustomize', 'helm'] as const) {
    it(`${template}: from nothing to a promotion that landed, and nothing to do when it is run again`, async () => {
      const { forge } = await theShop();
      const name = `${template}-service`;
      const repository = `${owner}/${name}` as const;
      const where = ['--forge', forge.url, '--owner', owner, '--image', image('1.0.0'), '--template', template];
      const setup = async (...more: readonly string[]) => {
        const hook = ['--webhook', 'https://example.com/hook', '--owners', '@ada'];
        const ran = await cli('admin', 'setup', name, ...where, ...hook, ...more);
        return {
          ...ran,
          document: (ran.stdout === '' ? undefined : JSON.parse(ran.stdout)) as SetupDocument | undefined,
        };
      };
      const planned = await setup();
      assert.deepEqual([planned.code, planned.document?.complete], [0, true], planned.stderr + planned.stdout);
      const made = await setup('--yes');
      assert.deepEqual([made.code, made.document?.complete], [0, true], made.stderr + made.stdout);
      assert.ok(
        Object.values(standings(made.document)).every((standing) => standing === 'there'),
        made.stdout,
      );
      assert.deepEqual([...(await forge.heads(repository)).keys()].sort(), ['dev', 'prod', 'test']);
      const again = await setup('--yes');
      assert.deepEqual([again.code, again.document?.made], [0, []], again.stderr + again.stdout);

      const file = {
        plain: 'deploy/deployment.yaml',
        kustomize: 'deploy/base/deployment.yaml',
        helm: 'deploy/values.yaml',
      }[template];
      const shown = async (branch: string, what: string) => {
        const at = { cwd: forge.repositoryPath(repository) };
        return (await promisify(execFile)('git', ['show', `${branch}:${what}`], at)).stdout;
      };
      const newer = (await shown('dev', file)).replace('1.0.0', '1.1.0');
      await assert.rejects(forge.commit(repository, 'dev', 'Past it', { [file]: newer }), /protected branch|declined/i);
      await forge.commit(repository, 'change', 'Newer', { [file]: newer }, { from: 'dev' });
      const change = await forge.openPullRequest(repository, { title: 'Newer', head: 'change', base: 'dev' });
      await forge.merge(repository, change, 'merge', { as: 'admin' });
      const url = `${forge.url}/${repository}.git`;
      const promoted = await cli('developer', 'promote', '--repo', url, '--from', 'dev', '--to', 'test');
      assert.equal(promoted.code, 0, promoted.stderr);
      const { pullRequest } = JSON.parse(promoted.stdout) as { readonly pullRequest: { readonly number: number } };
      await forge.merge(repository, pullRequest.number, 'squash', { as: 'admin' });
      assert.equal(await shown('test', file), newer);
      const own = {
        plain: 'deploy/environment/config.yaml',
        kustomize: 'deploy/environment/config.yaml',
        helm: 'deploy/values-test.yaml',
      };
      assert.match(await shown('test', own[template]), /(?:ENVIRONMENT|environment): "test"/);
      const grown = await setup('--yes');
      assert.deepEqual([grown.code, grown.document?.made], [0, []], grown.stderr + grown.stdout);
    });
  }

  it('says to who may not create that nothing was made', async () => {
    const { forge } = await theShop();
    const where = ['--forge', forge.url, '--owner', owner, '--image', image('1.0.0')];
    const { code, stdout, stderr } = await cli('developer', 'setup', 'not-mine', ...where, '--yes');
    assert.equal(code, 2, stderr);
    assert.deepEqual((JSON.parse(stdout) as SetupDocument).made, []);
  });
});
