import assert from 'node:assert/strict';
import { GiteaClient } from '../../../src/core/forge/gitea/client';
import { aServer, type Asked, type TestServer } from './server';

const signal = new AbortController().signal;

/** Stands for an organisation on a Gitea: pushes move a head and, to the second, the time of the repository. */
class Organisation {
  readonly heads = new Map<string, string>();
  readonly updatedAt = new Map<string, number>();
  /** The forge's clock, in seconds. */
  now = 1_000_000;
  private pushes = 0;

  constructor(readonly size: number) {
    for (let number = 0; number < size; number++) this.push(`r${number}`);
    this.now += 60;
  }

  push(name: string): void {
    this.heads.set(name, (++this.pushes).toString(16).padStart(40, '0'));
    this.updatedAt.set(name, Math.floor(this.now));
  }

  answer({ path, query }: Asked) {
    const headers = { date: new Date(this.now * 1000).toUTCString(), 'x-total-count': String(this.size) };
    const branches = /^\/api\/v1\/repos\/o\/(.+)\/branches$/.exec(path)?.[1];
    if (branches !== undefined) {
      const commit = { id: this.heads.get(branches) };
      return { headers: { ...headers, 'x-total-count': '1' }, body: [{ name: 'dev', commit }] };
    }
    if (path !== '/api/v1/orgs/o/repos') return { status: 404, body: { message: 'Not Found' } };
    const start = (Number(query.get('page')) - 1) * 50;
    const names = [...this.heads.keys()].slice(start, start + 50);
    return { headers, body: names.map((name) => this.listed(name)) };
  }

  private listed(name: string) {
    const updated_at = new Date((this.updatedAt.get(name) ?? 0) * 1000).toISOString();
    return { owner: { login: 'o' }, name, clone_url: '', html_url: '', updated_at };
  }
}

describe('sweeping the heads of a Gitea organisation', () => {
  let server: TestServer;
  let client: GiteaClient;
  let now = 0;
  beforeEach(async () => {
    server = await aServer();
    now = 0;
    client = new GiteaClient({
      identity: { kind: 'gitea', host: server.host, apiBase: `${server.url}/api/v1` },
      tokens: { token: () => Promise.resolve(undefined) },
      clock: { now: () => now },
    });
  });
  afterEach(() => server.stop());

  const sweep = async (organisation: Organisation, branches = ['dev']) => {
    server.answer = (asked) => organisation.answer(asked);
    server.asked.length = 0;
    const names = [...organisation.heads.keys()];
    const answers = await client.headsOf(
      names.map((name) => ({ repository: { owner: 'o', name }, branches })),
      signal,
    );
    const heads = answers.map((answer) => (answer.kind === 'known' ? answer.heads[0]?.commit : answer.error.code));
    assert.deepEqual(heads, [...organisation.heads.values()]);
    return server.asked.length;
  };

  it('takes six requests for three hundred repositories that have not moved', async () => {
    const organisation = new Organisation(300);
    assert.equal(await sweep(organisation), 306);
    assert.equal(await sweep(organisation), 6);
  });

  it('reads what was pushed to, and nothing else', async () => {
    const organisation = new Organisation(20);
    await sweep(organisation);
    organisation.push('r7');
    assert.equal(await sweep(organisation), 2);
  });

  it('sees a second push within the second of the first', async () => {
    const organisation = new Organisation(20);
    await sweep(organisation);
    organisation.push('r7');
    await sweep(organisation);
    organisation.now += 0.5;
    organisation.push('r7');
    await sweep(organisation);
    organisation.now += 60;
    assert.equal(await sweep(organisation), 2);
    assert.equal(await sweep(organisation), 1);
  });

  it('reads again where other branches are meant, and after ten minutes', async () => {
    const organisation = new Organisation(20);
    await sweep(organisation);
    assert.equal(await sweep(organisation, ['dev', 'prod']), 21);
    now += 601_000;
    assert.equal(await sweep(organisation, ['dev', 'prod']), 21);
  });

  it('tells each as soon as it is read, and leaves room for what else is asked meanwhile', async () => {
    const organisation = new Organisation(20);
    const told = new Set(['r0', 'r1']);
    server.answer = (asked) => {
      if (asked.path.endsWith('/statuses')) return { body: [] };
      const name = /([^/]+)\/branches$/.exec(asked.path)?.[1];
      return name === undefined || told.has(name) ? organisation.answer(asked) : 'silence';
    };
    const ending = new AbortController();
    const requests = [...organisation.heads.keys()].map((name) => ({
      repository: { owner: 'o', name },
      branches: ['dev'],
    }));
    const each = client.headsEach(requests, ending.signal);
    const rest = Promise.allSettled(each.slice(2));
    const [first, second] = await Promise.all(each.slice(0, 2));
    assert.deepEqual([first?.kind, second?.kind], ['known', 'known']);
    assert.deepEqual(await client.checks({ owner: 'o', name: 'r0' }, 'a'.repeat(40), signal), []);
    ending.abort();
    await rest;
  });

  it('reads each of a few directly', async () => {
    assert.equal(await sweep(new Organisation(3)), 3);
  });
});
