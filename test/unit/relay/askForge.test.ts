import { deepEqual, equal } from 'node:assert/strict';
import { askForgeBy } from '../../../src/core/relay/access/askForge';
import type { RelayForge } from '../../../src/core/relay/config/resolve';
import type { ForgeHookName } from '../../../src/core/relay/hooks/kinds';

const token = 'a-token-of-a-person';

/** What is asked of a forge that answers nothing of use, and with which credential. */
async function asked(kind: ForgeHookName, host: string, path: string, answer?: () => Response) {
  const requests: { url: string; credential: string | null }[] = [];
  const ask = askForgeBy({
    clock: { now: () => 0 },
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      requests.push({ url, credential: new Headers(init?.headers).get('authorization') });
      return Promise.resolve(
        answer?.() ?? new Response('{}', { status: 404, headers: { 'content-type': 'application/json' } }),
      );
    },
  });
  const forge: RelayForge = { host, kind, api: undefined, covers: () => true };
  const shown = await ask(forge, token, [path], AbortSignal.timeout(5_000));
  return { shown: [...shown], origins: [...new Set(requests.map(({ url }) => new URL(url).origin))], requests };
}

describe('A forge is asked what somebody may read', () => {
  for (const [kind, host, path, at] of [
    ['gitea', 'git.example.com', 'gitops/cart', 'https://git.example.com/api/v1/'],
    ['forgejo', 'codeberg.org', 'gitops/cart', 'https://codeberg.org/api/v1/'],
    ['github', 'github.com', 'gitops/cart', 'https://api.github.com/'],
    ['github', 'git.example.com', 'gitops/cart', 'https://git.example.com/api/v3/'],
    ['gitlab', 'gitlab.com', 'acme/gitops/cart', 'https://gitlab.com/api/v4/'],
    ['bitbucket-cloud', 'bitbucket.org', 'gitops/cart', 'https://api.bitbucket.org/2.0/'],
    ['azure-devops', 'dev.azure.com', 'acme/My Shop/cart', 'https://dev.azure.com/acme/'],
  ] as const)
    it(`${kind} at ${host}, there and nowhere else, and what it does not show is not shown`, async () => {
      const { shown, origins, requests } = await asked(kind, host, path);
      deepEqual(shown, []);
      deepEqual(origins, [new URL(at).origin]);
      for (const { url, credential } of requests) {
        equal(url.startsWith(at), true, url);
        equal(
          credential?.includes(token) === true ||
            credential?.includes(Buffer.from(`:${token}`).toString('base64')) === true,
          true,
        );
      }
    });

  it('but not one that there is no client for', async () => {
    const { shown, requests } = await asked('bitbucket-data-center', 'bitbucket.example.com', 'GITOPS/cart');
    deepEqual([shown, requests], [[], []]);
  });

  it('and nothing else, wherever it sends on to', async () => {
    const answer = () =>
      new Response(null, { status: 302, headers: { location: 'https://evil.example.com/api/v1/repos/gitops/cart' } });
    const { shown, origins } = await asked('gitea', 'git.example.com', 'gitops/cart', answer);
    deepEqual([shown, origins], [[], ['https://git.example.com']]);
  });
});
