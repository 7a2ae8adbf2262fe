import * as z from 'zod';
import { parseBody, readBody } from './http/body';
import { apiPaths } from './apiPaths';
import type { ForgeKind } from './types';

export type Probed =
  | { readonly kind: 'forge'; readonly forge: ForgeKind; readonly apiBase: string; readonly basePath: string }
  | { readonly kind: 'noForge' }
  | { readonly kind: 'silent'; readonly cause: unknown };

const limitMs = 3_000;
const maxBytes = 100_000;
/** Nobody installs a forge deeper below a host. */
const deepest = 2;

const version = z.object({ version: z.string() });

interface Question {
  readonly path: string;
  /** What the answer says, if it is from the forge that the question is for. */
  readonly means: (answer: { status: number; headers: Headers; value: unknown }) => ForgeKind | undefined;
}

/** Source: the table of docs/forges.md, "Telling forges apart". Forgejo answers to Gitea's question as well. */
const questions: readonly Question[] = [
  {
    path: '/api/v1/version',
    means: ({ status, value }) => (status === 200 && version.safeParse(value).success ? 'gitea' : undefined),
  },
  {
    path: '/api/v3/meta',
    means: ({ headers, value }) =>
      headers.has('x-github-enterprise-version') || z.object({ installed_version: z.string() }).safeParse(value).success
        ? 'github'
        : undefined,
  },
  {
    path: '/api/v4/version',
    means: ({ status, headers, value }) =>
      headers.has('x-gitlab-meta') || (status === 200 && version.safeParse(value).success) ? 'gitlab' : undefined,
  },
  {
    path: '/rest/api/latest/application-properties',
    means: ({ value }) =>
      z.object({ version: z.string(), displayName: z.string().regex(/^(?:Bitbucket|Stash)$/i) }).safeParse(value)
        .success
        ? 'bitbucketDataCenter'
        : undefined,
  },
  {
    path: '/_apis/connectionData',
    means: ({ headers, value }) =>
      headers.has('x-vss-e2eid') ||
      headers.has('x-tfs-processid') ||
      z.object({ instanceId: z.string() }).safeParse(value).success
        ? 'azure'
        : undefined,
  },
];

/**
 * Asks a host which forge it is: all questions at once, within three seconds, and never with a token.
 *
 * @param basePath where the forge may lie below the host, besides its root: there, or above it, since groups have groups
 */
export async function probe(origin: string, basePath: string, request: typeof fetch = fetch): Promise<Probed> {
  const parts = basePath
    .split('/')
    .filter((part) => part !== '')
    .slice(0, deepest);
  const places = ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
  const answers = await Promise.all(
    places.flatMap((place) => questions.map((question) => ask(origin, place, question, request))),
  );
  const positive = answers.find((answer) => answer.kind === 'forge');
  if (positive) return positive;
  // One question without an answer is enough: it may be the one that the host would have answered.
  return answers.find((answer) => answer.kind === 'silent') ?? { kind: 'noForge' };
}

async function ask(
  origin: string,
  basePath: string,
  { path, means }: Question,
  request: typeof fetch,
): Promise<Probed> {
  const base = basePath === '' ? origin : `${origin}/${basePath}`;
  let response: Response;
  try {
    response = await request(base + path, {
      headers: { accept: 'application/json', 'user-agent': 'branchline' },
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
  } catch (cause) {
    return { kind: 'silent', cause };
  }
  const found = means({ status: response.status, headers: response.headers, value: await json(response) });
  if (found === undefined) return { kind: 'noForge' };
  return { kind: 'forge', forge: found, apiBase: base + apiPaths[found], basePath };
}

async function json(response: Response): Promise<unknown> {
  try {
    const text = await readBody(response, maxBytes, { host: '', path: '' });
    const body = parseBody(text, response.headers.get('content-type'));
    return body.kind === 'json' ? body.value : undefined;
  } catch {
    return undefined; // too large, or broken off: not the short answer that a forge gives
  }
}
