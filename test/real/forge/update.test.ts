import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UpdateDocument } from '../../../src/cli/commands/update/document';
import { runBranchline } from '../../integration/runBranchline';
import { theRegistries } from '../../contract/registry/backend';
import { account } from '../../lab/registry/access';
import { push } from '../../lab/registry/push';
import { aService, theShop } from './services';

const own = 'update/updated/dev';
const deployment = (image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ${image} # of the pipeline\n`;

describe('the config updater on a real Gitea and a real registry', function () {
  this.timeout(600_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-update-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps one pull request from a pushed image to a landed one, and holds what was rolled back', async () => {
    const { forge, accounts } = await theShop();
    const { basic } = await theRegistries();
    const { repository, url } = await aService('updated');
    const image = `${basic.host}/shop/updated`;
    const pushed = (tag: string) =>
      push(basic, {
        repository: 'shop/updated',
        tag,
        content: tag,
        annotations: {
          'org.opencontainers.image.source': 'https://git.example.com/shop/updated',
          'org.opencontainers.image.revision': tag.replaceAll('.', '').padEnd(40, '0'),
        },
      });
    await pushed('1.0.0');
    await forge.commit(repository, 'dev', 'Image', { 'deployment.yaml': deployment(`${image}:1.0.0`) });
    await writeFile(
      join(folder, 'branchline.yaml'),
      `version: 1\nenvironments: [{ name: dev }, { name: test }, { name: prod }]\nservices:\n  - name: updated\n    repository: ${url}\n    update: { images: [{ image: "${image}", semver: ^1, digest: pin }] }\n`,
    );
    await mkdir(join(folder, 'docker'));
    const cli = async (...args: readonly string[]) => {
      return runBranchline([...args, '--json'], {
        environment: {
          BRANCHLINE_CACHE: join(folder, 'cache'),
          BRANCHLINE_TOKEN: accounts.developer.token,
          DOCKER_CONFIG: join(folder, 'docker'),
        },
        folder,
      });
    };
    const update = async () => {
      const { code, stdout, stderr } = await cli('update');
      const [service] = (JSON.parse(stdout) as UpdateDocument).services;
      const [first] = service?.images ?? [];
      return { code, first, proposed: service?.proposal?.pullRequest, stderr };
    };

    const refused = await update();
    assert.deepEqual([refused.code, refused.first?.code], [1, 'registry/unauthorised'], refused.stderr);
    const auth = Buffer.from(`${account.user}:${account.password}`).toString('base64');
    await writeFile(join(folder, 'docker', 'config.json'), JSON.stringify({ auths: { [basic.host]: { auth } } }));

    const digest = await pushed('1.1.0');
    const opened = await update();
    assert.deepEqual(
      [opened.code, opened.proposed?.action, opened.first?.to],
      [0, 'created', { tag: '1.1.0', digest }],
      opened.stderr,
    );
    assert.equal((await update()).proposed?.action, 'none');
    const last = await pushed('1.2.0');
    const moved = await update();
    assert.deepEqual(moved.proposed, { ...opened.proposed, action: 'updated' }, moved.stderr);
    const { number } = moved.proposed;
    await forge.merge(repository, number, 'squash', { as: 'admin' });
    const landed = await update();
    assert.deepEqual([landed.code, landed.first?.verdict, landed.proposed], [0, 'current', undefined], landed.stderr);
    assert.equal(landed.first?.image, `${image}:1.2.0@${last}`);

    const back = await cli('rollback', '--repo', url, '--branch', 'dev', '--to', 'dev~1');
    const { pullRequest } = JSON.parse(back.stdout) as { readonly pullRequest: { readonly number: number } };
    await forge.merge(repository, pullRequest.number, 'squash', { as: 'admin' });
    const held = await update();
    assert.deepEqual([held.code, held.first?.verdict], [3, 'held'], held.stderr);
    await pushed('1.2.1');
    const newer = await update();
    assert.deepEqual([newer.code, newer.first?.to?.tag, newer.proposed?.action], [0, '1.2.1', 'created'], newer.stderr);
    assert.ok((await forge.heads(repository)).has(own));
  });
});
