import { BitbucketClient } from '../../../src/core/forge/bitbucket/client';
import { BitbucketHosting } from '../../../src/core/forge/bitbucket/hosting';
import { asBitbucket } from './published/fixtures';
import { aServer, type Asked, type Said, type TestServer } from './server';

export const signal = new AbortController().signal;
export const sha = 'd3022fc0ca3d65c7f6654eea129d6bf0cf0ee08e';
export const landing = '764413d85e29b8d7ad6e2ae1b3d1c0a5f0b0a111';
export const cart = { owner: 'gitops', name: 'cart' };
export const below = '/2.0/repositories/gitops/cart';
export const nothing = { values: [] };

export const branch = (name: string, hash = sha) => ({ type: 'branch', name, target: { type: 'commit', hash } });

/** A server that answers as Bitbucket Cloud does, held against what is published of it, and who asks. */
class BitbucketWorld {
  now = 1_790_000_000_000;
  /** By address, or by method and address; what is not here is not there. */
  answers: Record<string, unknown> = {};
  private started: TestServer | undefined;

  get server(): TestServer {
    if (!this.started) throw new Error('only within a test');
    return this.started;
  }

  async begin(): Promise<void> {
    this.started = await aServer(asBitbucket);
    this.started.answer = this.answer;
    this.now = 1_790_000_000_000;
    this.answers = {};
  }

  readonly answer = ({ method, path }: Asked): Said => {
    const body = this.answers[`${method} ${path}`] ?? this.answers[path];
    return body === undefined
      ? { status: 404, body: { type: 'error', error: { message: 'Not found' } } }
      : { status: method === 'POST' ? 201 : 200, body };
  };

  client(token = { value: 'secret', source: 'test' }): BitbucketClient {
    return new BitbucketClient(this.options(token));
  }

  hosting(): BitbucketHosting {
    return new BitbucketHosting(this.options({ value: 'secret', source: 'test' }));
  }

  private options(token: { readonly value: string; readonly source: string }) {
    return {
      identity: { kind: 'bitbucket', host: this.server.host, apiBase: `${this.server.url}/2.0` },
      tokens: { token: () => Promise.resolve(token) },
      clock: { now: () => this.now },
      timeoutMs: 120_000, // a busy machine
    } as const;
  }

  asked(method: string, ending: string): readonly Asked[] {
    return this.server.asked.filter((one) => one.method === method && one.path.endsWith(ending));
  }
}

export function aBitbucket(): BitbucketWorld {
  const world = new BitbucketWorld();
  beforeEach(() => world.begin());
  afterEach(() => world.server.stop());
  return world;
}
