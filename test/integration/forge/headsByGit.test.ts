import assert from 'node:assert/strict';
import { BitbucketClient } from '../../../src/core/forge/bitbucket/client';
import { headsByGit } from '../../../src/core/fleet/observe/headsByGit';
import type { TokenSource } from '../../../src/core/forge/tokens';
import { aWorld, cart, type World } from './world';

const signal = new AbortController().signal;

describe('heads of a fleet on Bitbucket', () => {
  let world: World;
  before(async () => {
    world = await aWorld({ dialect: 'bitbucket' });
  });
  after(() => world.end());

  const clientOf = (value: string | undefined) => {
    const tokens: TokenSource = {
      token: () => Promise.resolve(value === undefined ? undefined : { value, source: 'test' }),
    };
    const host = new URL(world.forge.url).host;
    const identity = { kind: 'bitbucket', host, apiBase: `${world.forge.url}/2.0` } as const;
    return new BitbucketClient({ identity, tokens, headsByGit: headsByGit(tokens), timeoutMs: 5_000 });
  };
  const sweep = async (client: BitbucketClient) => {
    world.forge.clearRequests();
    const [answer] = await client.headsOf([{ repository: cart, branches: ['dev', 'prod', 'gone'] }], signal);
    await world.forge.idle();
    const asked = world.forge.requests.map(({ path }) => (path.startsWith('/2.0/') ? 'api' : 'git'));
    const heads = answer?.kind === 'known' ? answer.heads : [];
    return { answer, heads, of: (what: string) => asked.filter((one) => one === what).length };
  };

  it('come from git, with the token of the person, and with what the API told within the hour', async () => {
    const client = clientOf(world.accounts.admin.token);
    world.forge.protect('gitops/cart', 'prod', { requiredApprovals: 1 });
    const first = await sweep(client);
    const actual = await world.forge.heads('gitops/cart');
    assert.deepEqual(
      first.heads.map(({ branch, commit, requiredApprovals: count }) => [branch, commit, count]).toSorted(),
      [
        ['dev', actual.get('dev'), 0],
        ['prod', actual.get('prod'), 1],
      ],
    );
    assert.ok(first.of('git') > 0);
    const moved = await world.forge.commit('gitops/cart', 'dev', 'Third', { a: '3\n' });
    const second = await sweep(client);
    assert.equal(second.heads.find(({ branch }) => branch === 'dev')?.commit, moved);
    assert.equal(second.of('api'), 0);
  });

  it('of what is hidden are told as by the API, which git does not tell apart', async () => {
    for (const token of [world.accounts.stranger.token, undefined]) {
      const { answer } = await sweep(clientOf(token));
      assert.equal(answer?.kind === 'failed' && answer.error.code, 'forge/notFound');
    }
  });
});
