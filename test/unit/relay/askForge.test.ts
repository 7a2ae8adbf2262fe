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
  const forge: RelayForge = { host, kind, api: undefined, token: undefined, covers: () => true };
  const answered = await ask(forge, token, [path], AbortSignal.timeout(5_000));
  const shown = answered.kind === 'told' ? [...answered.of.values()] : [answered.kind];
  return { shown, origins: [...new Set(requests.map(({ url }) => new URL(url).origin))], requests };
}

describe('A forge is asked what somebody may read', () => {
  for (const [kind, host, path, at] of [
    ['gitea', 'git.example.com', 'gitops/cart', 'https://git.example.com/api/v1/'],
    ['forgejo', 'codeberg.org', 'gitops/cart', 'https://codeberg.org/api/v1/'],
    ['github', 'github.com', 'gitops/cart', 'https://api.github.com/'],
    ['github', 'git.example.com', 'gitops/cart', 'https://git.example.com/api/v3/'],
    ['gitlab', 'gitlab.com', 'acme/gitops/cart', 'https://gitlab.com/api/v4/'],
    ['bitbucket-cloud', 'bitbucket.org', 'gitops/cart', 'https://api.bitbucket.org/2.0/'],
    ['bitbucket-data-center', 'git.example.com', 'SHOP/cart', 'https://git.example.com/rest/'],
    ['azure-devops', 'dev.azure.com', 'acme/My Shop/cart', 'https://dev.azure.com/acme/'],
  ] as const)
    it(`${kind} at ${host}, there and nowhere else, and what it does not show is not shown`, async () => {
      const { shown, origins, requests } = await asked(kind, host, path);
      deepEqual(shown, ['hidden']);
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

  it('whose a token is until that is known once, and again where it did not say what may be read', async () => {
    const [paths, words]: string[][] = [[], []];
    let isRevoked = false;
    const answer = (status: number, body: object) =>
      Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }));
    const ask = askForgeBy({
      clock: { now: () => 0 },
      fetch: (input) => {
        const { pathname } = new URL(input instanceof Request ? input.url : String(input));
        paths?.push(pathname.slice('/api/v1/'.length));
        if (isRevoked) return answer(401, { message: 'no' });
        return pathname.endsWith('/user') ? answer(200, { login: 'ada' }) : answer(404, {});
      },
    });
    const forge: RelayForge = {
      host: 'git.example.com',
      kind: 'gitea',
      api: undefined,
      token: undefined,
      covers: () => true,
    };
    for (const revoked of [false, false, true, true]) {
      isRevoked = revoked;
      const { kind } = await ask(forge, token, ['gitops/cart'], AbortSignal.timeout(5_000));
      words?.push(`${kind}: ${paths?.splice(0).join(' ')}`);
    }
    deepEqual(words, [
      'told: user repos/gitops/cart',
      'told: repos/gitops/cart',
      'nobody: repos/gitops/cart user',
      'nobody: user',
    ]);
  });

  it('and nothing else, wherever it sends on to', async () => {
    const answer = () =>
      new Response(null, { status: 302, headers: { location: 'https://evil.example.com/api/v1/repos/gitops/cart' } });
    const { shown, origins } = await asked('gitea', 'git.example.com', 'gitops/cart', answer);
    deepEqual([shown, origins], [['unknown'], ['https://git.example.com']]);
  });

  for (const [what, status, wanted] of [
    ['is away', 503, 'unknown'],
    ['asks to slow down', 429, 'unknown'],
    ['knows nobody by that token', 401, 'nobody'],
    ['hides all', 404, 'hidden'],
  ] as const)
    it(`and one that ${what} is told from the others`, async () => {
      const answer = () => new Response('{}', { status, headers: { 'content-type': 'application/json' } });
      deepEqual((await asked('gitlab', 'gitlab.com', 'gitops/cart', answer)).shown, [wanted]);
    });

  it('and a connection that breaks takes nothing away', async () => {
    const ask = askForgeBy({
      clock: { now: () => 0 },
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    const forge: RelayForge = {
      host: 'gitlab.com',
      kind: 'gitlab',
      api: undefined,
      token: undefined,
      covers: () => true,
    };
    deepEqual(await ask(forge, token, ['gitops/cart'], AbortSignal.timeout(5_000)), {
      kind: 'told',
      of: new Map([['gitops/cart', 'unknown']]),
    });
  });

  it('and a made-up token costs it one request, however much it asks for', async () => {
    const requests: string[] = [];
    const ask = askForgeBy({
      clock: { now: () => 0 },
      fetch: (input) => {
        requests.push(input instanceof Request ? input.url : String(input));
        return Promise.resolve(new Response('{}', { status: 401, headers: { 'content-type': 'application/json' } }));
      },
    });
    const forge: RelayForge = {
      host: 'git.example.com',
      kind: 'gitea',
      api: undefined,
      token: undefined,
      covers: () => true,
    };
    const paths = Array.from({ length: 2_000 }, (_, index) => `gitops/s${index}`);
    deepEqual([await ask(forge, token, paths, AbortSignal.timeout(5_000)), requests.length], [{ kind: 'nobody' }, 1]);
  });

  for (const [may, project, branches, wanted] of [
    ['read', { default_branch: 'main' }, 200, 'shown'],
    ['see that it is there', {}, 200, 'hidden'],
    ['read, with a token that may not', { default_branch: 'main' }, 403, 'hidden'],
    ['read as anybody may', { default_branch: 'main', visibility: 'public' }, 403, 'shown'],
  ] as const)
    it(`GitLab: what somebody may ${may} is ${wanted}`, async () => {
      const ask = askForgeBy({
        clock: { now: () => 0 },
        fetch: (input) => {
          const { pathname } = new URL(input instanceof Request ? input.url : String(input));
          const [status, body] = pathname.endsWith('/user')
            ? [200, { username: 'guest' }]
            : pathname.endsWith('/projects/gitops%2Fsecret')
              ? [200, projectOf(project)]
              : [branches, pathname.includes('/branches/') ? { name: 'main', commit: { id: 'a'.repeat(40) } } : []];
          const headers = { 'content-type': 'application/json' };
          return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
        },
      });
      const forge: RelayForge = {
        host: 'gitlab.com',
        kind: 'gitlab',
        api: undefined,
        token: undefined,
        covers: () => true,
      };
      deepEqual(await ask(forge, token, ['gitops/secret'], AbortSignal.timeout(5_000)), {
        kind: 'told',
        of: new Map([['gitops/secret', wanted]]),
      });
    });
});

function projectOf(more: object) {
  const [path, http_url_to_repo, web_url] = ['secret', 'https://gitlab.com/gitops/secret.git', 'https://gitlab.com/x'];
  return { path, path_with_namespace: 'gitops/secret', http_url_to_repo, web_url, description: null, ...more };
}
