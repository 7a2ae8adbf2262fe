import { DataCenterClient } from '../../../src/core/forge/bitbucketDataCenter/client';
import { DataCenterHosting } from '../../../src/core/forge/bitbucketDataCenter/hosting';
import type { Token } from '../../../src/core/forge/tokens';
import { asDataCenter } from './published/fixtures';
import { aServer, type Asked, type Said, type TestServer } from './server';

export const signal = new AbortController().signal;
export const sha = 'd3022fc0ca3d65c7f6654eea129d6bf0cf0ee08e';
export const other = '764413d85e29b8d7ad6e2ae1b3d1c0a5f0b0a111';
export const cart = { owner: 'SHOP', name: 'cart' };
export const within = '/latest/projects/SHOP/repos/cart';
export const below = `/rest/api${within}`;
export const nothing = { values: [], isLastPage: true };

export const branch = (name: string, latestCommit = sha) => ({ id: `refs/heads/${name}`, latestCommit });

export const pull = (more: object = {}) => {
  const repository = { slug: 'cart', project: { key: 'SHOP' } };
  return {
    ...{ id: 7, version: 3, title: 'Promote', description: 'why', state: 'OPEN' },
    fromRef: { ...branch('promote/x'), repository },
    toRef: { ...branch('prod', other), repository },
    author: { user: { name: 'ann' } },
    ...more,
  };
};

/** A refusal as it says it, by the name of its exception. */
export const thrown = (status: number, name: string, more: object = {}): Said => ({
  status,
  body: { errors: [{ context: null, message: `${name}!`, exceptionName: `com.atlassian.bitbucket.${name}`, ...more }] },
});

/** A server that answers as Bitbucket Data Center does, held against what is published of it, and who asks. */
class DataCenterWorld {
  now = 1_790_000_000_000;
  /** By address, or by method and address; what is not here is not there. */
  answers: Record<string, unknown> = {};
  refusals: Record<string, Said> = {};
  private started: TestServer | undefined;

  get server(): TestServer {
    if (!this.started) throw new Error('only within a test');
    return this.started;
  }

  async begin(): Promise<void> {
    this.started = await aServer(asDataCenter);
    this.started.answer = this.answer;
    this.now = 1_790_000_000_000;
    this.refusals = {};
    this.answers = {
      [`/rest/branch-permissions${within}/restrictions`]: nothing,
      [`/rest/required-builds${within}/conditions`]: nothing,
      [`/rest/default-reviewers${within}/conditions`]: [],
      [`${below}/settings/pull-requests`]: {},
      [`${below}/branches`]: { values: [branch('dev'), branch('prod', other)], isLastPage: true },
      '/rest/api/latest/repos': { values: [{ slug: 'Cart', project: { key: 'shop' } }], isLastPage: true },
    };
  }

  readonly answer = ({ method, path }: Asked): Said => {
    const refusal = this.refusals[`${method} ${path}`] ?? this.refusals[path];
    if (refusal) return refusal;
    const body = this.answers[`${method} ${path}`] ?? this.answers[path];
    if (body === undefined) return thrown(404, 'NoSuchObjectException');
    const isCreation = method === 'POST' && /\/(?:pull-requests|comments|repos)$/.test(path);
    return { status: isCreation ? 201 : 200, headers: { 'x-ausername': 'ann%40x' }, body };
  };

  client(token: Token | undefined = { value: 'secret', source: 'test' }): DataCenterClient {
    return new DataCenterClient(this.options(token));
  }

  nobody(): DataCenterClient {
    return new DataCenterClient({ ...this.options(undefined), tokens: { token: () => Promise.resolve(undefined) } });
  }

  hosting(): DataCenterHosting {
    return new DataCenterHosting(this.options({ value: 'secret', source: 'test' }));
  }

  asked(method: string, ending: string): readonly Asked[] {
    return this.server.asked.filter((one) => one.method === method && one.path.endsWith(ending));
  }

  private options(token: Token | undefined) {
    return {
      identity: { kind: 'bitbucketDataCenter', host: this.server.host, apiBase: `${this.server.url}/rest` },
      tokens: { token: () => Promise.resolve(token) },
      clock: { now: () => this.now },
      timeoutMs: 120_000, // a busy machine
    } as const;
  }
}

export function aDataCenter(): DataCenterWorld {
  const world = new DataCenterWorld();
  beforeEach(() => world.begin());
  afterEach(() => world.server.stop());
  return world;
}
