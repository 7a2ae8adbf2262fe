import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { MirrorStore } from '../../../src/core/git/mirror';
import { honest, listen, pkt, type GitServer } from './hostileServer';

const result = { 'content-type': 'application/x-git-upload-pack-result' };

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(5);
}

function honestWith(folder: string, input: Buffer, answer: ServerResponse): void {
  const env = { ...process.env, GIT_PROTOCOL: 'version=2' };
  answer.writeHead(200, result).end(execFileSync('git', ['upload-pack', '--stateless-rpc', folder], { env, input }));
}

describe('mirrors of servers that fail', function () {
  this.timeout(20_000);
  let top: string;
  let repo: string;
  let head: string;
  let store: MirrorStore;
  let servers: GitServer[];
  const git = (...args: string[]) => execFileSync('git', ['-C', repo, ...args], { encoding: 'utf8' }).trim();
  const serving = async (answers: Parameters<typeof listen>[0]) => {
    const server = await listen(answers);
    servers.push(server);
    return server;
  };
  const request = (server: GitServer, name: string) => {
    const url = `${server.url}/${name}/repo.git`;
    return { remote: { url, where: name }, branches: ['dev'] };
  };
  const told = () => ({ heads: new Map([['dev', head]]) });

  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'branchline-dependable-'));
    repo = join(top, 'repo');
    execFileSync('git', ['init', '--quiet', '--initial-branch=dev', repo]);
    git('-c', 'user.name=T', '-c', 'user.email=t@e', 'commit', '--quiet', '--allow-empty', '-m', 'one');
    head = git('rev-parse', 'HEAD');
    store = new MirrorStore(join(top, 'mirrors'));
    servers = [];
  });
  afterEach(async () => {
    store.dispose();
    await Promise.all(servers.map((server) => server.close()));
    await rm(top, { recursive: true, force: true, maxRetries: 5 });
  });

  it('one that is silent holds up no other host, and what nobody waits for any more is ended', async () => {
    const names = Array.from({ length: 14 }, (_, index) => `r${index}`);
    const left = new Set<string>();
    const silent = await serving(
      Object.fromEntries(
        names.map((name) => [name, (asked) => void asked.socket.once('close', () => left.add(name))] as const),
      ),
    );
    const other = await serving({ cart: honest(repo) });
    const healthy = { ...other, url: other.url.replace('127.0.0.1', 'localhost') };
    const leaving = new AbortController();
    const waiting = names.map((name) => store.refresh(request(silent, name), leaving.signal).catch(String));
    await until(() => silent.seen.length >= 6);
    assert.equal((await store.refresh(request(healthy, 'cart'))).heads.get('dev'), head);
    assert.equal(silent.seen.length, 6, 'six of one host at a time');
    leaving.abort();
    await Promise.all(waiting);
    await until(() => left.size >= 6);
    assert.equal(silent.seen.length, 6, 'what had not begun never does');
  });

  it('what several wait for goes on until the last of them leaves, and is begun anew after that', async () => {
    const closed = new Set<string>();
    const server = await serving({
      cart: (asked) => void asked.socket.once('close', () => closed.add(asked.url ?? '')),
    });
    const [one, other] = [new AbortController(), new AbortController()];
    const both = [one, other].map(({ signal }) => store.refresh(request(server, 'cart'), signal).catch(String));
    await until(() => server.seen.length >= 1);
    one.abort();
    await both[0];
    await wait(100);
    assert.equal(closed.size, 0);
    other.abort();
    await both[1];
    await until(() => closed.size >= 1);
    const third = new AbortController();
    const again = store.refresh(request(server, 'cart'), third.signal).catch(String);
    await until(() => server.seen.length >= 2);
    third.abort();
    await again;
  });

  for (const words of [
    'TF401035: The object does not exist.',
    'upload-pack: not our ref',
    'We give nothing out by its name',
  ]) {
    it(`a server that refuses a commit by its name is asked for the branch: “${words}”`, async () => {
      let isListed = false;
      const whole = honest(repo);
      const server = await serving({
        cart: async (asked, answer, rest) => {
          if (asked.method === 'GET') return whole(asked, answer, rest);
          const body = await buffer(asked);
          isListed ||= body.includes('command=ls-refs');
          if (isListed) honestWith(repo, body, answer);
          else answer.writeHead(200, result).end(pkt(`ERR ${words}\n`));
        },
      });
      const { heads, asked } = await store.refresh({ ...request(server, 'cart'), ...told() });
      assert.equal(heads.get('dev'), head);
      assert.deepEqual([...asked.keys()], ['dev']);
    });
  }

  it('a pack that cannot be read is not fetched once more', async () => {
    const server = await serving({
      cart: honest(repo, (text, rest) => {
        const pack = text.indexOf('PACK');
        return rest.startsWith('/info') || pack < 0 ? text : Buffer.from(text).fill(0, pack + 12, pack + 20);
      }),
    });
    await assert.rejects(store.refresh({ ...request(server, 'cart'), ...told() }), { code: 'git/notStored' });
    assert.equal(server.seen.filter(({ path }) => path.endsWith('/git-upload-pack')).length, 1);
  });
});
