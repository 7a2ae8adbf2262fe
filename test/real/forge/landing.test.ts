import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { LandingStyle } from '../../lab';
import type { RepositoryName } from '../../lab/forge';
import { aService, cli, edge, release, theShop, type Answer } from './services';

const run = promisify(execFile);
const styles: readonly LandingStyle[] = ['merge', 'squash', 'rebase'];

/** How a person lands: by the page's button with what it proposes, or by the API with nothing but the style. */
const ways = {
  button: async (repository: RepositoryName, number: number, style: LandingStyle): Promise<void> => {
    const { forge } = await theShop();
    await forge.merge(repository, number, style, { as: 'admin' });
  },
  API: async (repository: RepositoryName, number: number, style: LandingStyle): Promise<void> => {
    const { forge } = await theShop();
    await forge.mergeWithoutMessage(repository, number, style, { as: 'admin' });
  },
} as const;

describe('promotion and rollback on a real Gitea', function () {
  this.timeout(240_000);

  for (const style of styles) {
    for (const [way, land] of Object.entries(ways)) {
      it(`landed by ${style} with the ${way}: in sync, one change later only that, and a rollback holds`, async () => {
        const { forge, accounts } = await theShop();
        const { token } = accounts.developer;
        const { repository, url } = await aService(`land-${style}-${way.toLowerCase()}`);
        const plan = () => cli(token, ['plan', ...edge(url)]);
        const promoted = await made(['promote', ...edge(url)]);
        assert.equal((await plan()).code, 2);
        await land(repository, promoted, style);
        const message = await messageOf(forge.repositoryPath(repository), 'test');
        assert.equal(
          /^Promoted-From: dev@/m.test(message),
          style !== 'merge' && !(style === 'squash' && way === 'API'),
        );
        const landed = await plan();
        assert.deepEqual([landed.code, landed.document['state']], [0, 'inSync'], landed.stderr);

        await release(repository, '3');
        const next = await plan();
        assert.deepEqual([next.code, next.document['state'], images(next)], [2, 'pending', ['2 → 3']]);
        await land(repository, await made(['promote', ...edge(url)]), style);
        assert.equal((await plan()).document['state'], 'inSync');

        const back = ['rollback', '--repo', url, '--branch', 'test', '--to', 'test~1'];
        await land(repository, await made(back), style);
        const held = await plan();
        assert.deepEqual(
          [held.code, held.document['state'], images(held)],
          [3, 'pendingReintroducesRollback', ['2 → 3']],
        );
        const refused = await cli(token, ['promote', ...edge(url)]);
        assert.deepEqual([refused.code, refused.document.pullRequest], [3, undefined]);
        await land(repository, await made(['promote', ...edge(url), '--include-reintroduced']), style);
        assert.equal((await plan()).document['state'], 'inSync');

        async function made(args: readonly string[]): Promise<number> {
          const answer = await cli(token, args);
          assert.deepEqual([answer.code, answer.document.pullRequest?.action], [0, 'created'], answer.stderr);
          return answer.document.pullRequest?.number ?? 0;
        }
      });
    }
  }
});

/** The pending images, as `before → after`. */
function images({ document }: Answer): readonly string[] {
  const items = document['items'] as readonly { before?: string; after?: string }[];
  const tag = (image = ''): string => image.slice(image.lastIndexOf(':') + 1);
  return items.map(({ before, after }) => `${tag(before)} → ${tag(after)}`);
}

async function messageOf(repository: string, revision: string): Promise<string> {
  return (await run('git', ['--git-dir', repository, 'show', '--no-patch', '--format=%B', revision, '--'])).stdout;
}
