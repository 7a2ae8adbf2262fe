import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpCheck } from '../../../src/core/catalog/verify/checks';
import { runCommand } from '../../../src/core/verify/checks/command';
import { tryHttp } from '../../../src/core/verify/checks/http';
import { valueAt } from '../../../src/core/verify/checks/jsonPath';

const never = new AbortController().signal;

describe('an HTTP check', () => {
  const servers: Server[] = [];
  async function serving(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  const check = (url: string, more: Partial<HttpCheck> = {}): HttpCheck => ({
    kind: 'http',
    url,
    status: 200,
    json: [],
    ...more,
  });
  const tried = async (one: HttpCheck, signal = never) => {
    const { state, said } = await tryHttp(one, signal, never);
    return `${state}: ${said.replace(/http:\/\/127\.0\.0\.1:\d+/g, 'it')}`;
  };
  const answering = (status: number, body = '') => serving((_, response) => response.writeHead(status).end(body));

  it('holds the status', async () => {
    assert.equal(await tried(check(`${await answering(200)}/health`)), 'met: it/health answers 200.');
    assert.equal(await tried(check(await answering(503))), 'waiting: it/ answers 503, and not 200.');
    assert.equal(await tried(check(await answering(204), { status: 204 })), 'met: it/ answers 204.');
  });

  it('holds values of its JSON, by path, and by kind', async () => {
    const url = await answering(200, '{"db":[{"up":true}],"n":1,"none":null,"s":"1"}');
    const json = (path: string, equals: string | number | boolean | null) =>
      tried(check(url, { json: [{ path, equals }] }));
    assert.match(await json('db[0].up', true), /^met/);
    assert.match(await json('none', null), /^met/);
    assert.equal(await json('s', 1), 'waiting: it/ answers JSON in which s is not 1.');
    assert.equal(await json('constructor', 'x'), 'waiting: it/ answers JSON in which constructor is not "x".');
    const page = await answering(200, '<html>');
    assert.equal(await tried(check(page, { json: [{ path: 'a', equals: 1 }] })), 'waiting: it/ answers no JSON.');
  });

  it('finds an expression in the body, and says nothing of the body', async () => {
    const url = await answering(200, 'version=2.9.0 password=hunter2');
    assert.match(await tried(check(url, { body: 'version=2\\.\\d' })), /^met/);
    assert.equal(
      await tried(check(url, { body: 'version=3' })),
      'waiting: it/ answers a body in which the expression is not found.',
    );
  });

  it('reads no more than a bounded body', async () => {
    const url = await serving((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    assert.equal(await tried(check(url, { body: 'y' })), 'waiting: it/ answers with more than 1048576 bytes.');
  });

  it('follows a redirect on the same host alone, and not for ever', async () => {
    const away = await answering(200);
    const url = await serving((request, response) => {
      const to = { '/here': '/there', '/away': `${away}/x?key=secret`, '/loop': '/loop', '/me': '//u:p@127.0.0.1/' }[
        request.url ?? ''
      ];
      response.writeHead(to === undefined ? 200 : 302, to === undefined ? {} : { location: to }).end();
    });
    assert.equal(await tried(check(`${url}/here`)), 'met: it/here answers 200.');
    assert.equal(await tried(check(`${url}/away`)), 'waiting: it/away leads to it, which is not followed.');
    assert.equal(await tried(check(`${url}/loop`)), 'waiting: it/loop leads on and on.');
    assert.match(await tried(check(`${url}/me`)), /is not followed/);
  });

  it('what cannot be reached, or does not answer in time, is not known; no part behind "?" is said', async () => {
    const gone = await answering(200);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    assert.equal(await tried(check(`${gone}/a?key=s3cret`)), 'unknown: it/a cannot be reached: ECONNREFUSED');
    const silent = await serving(() => undefined);
    assert.equal(await tried(check(silent), AbortSignal.timeout(50)), 'unknown: it/ does not answer in time.');
    await assert.rejects(tryHttp(check(silent), AbortSignal.abort(), AbortSignal.abort()), { name: 'AbortError' });
  });
});

describe('a place in JSON', () => {
  for (const [path, value] of [
    ['a', { b: [1, { c: 2 }] }],
    ['a.b[0]', 1],
    ['a.b[1].c', 2],
    ['a.b.length', 2],
    ['a.x', undefined],
    ['a.b[0].c', undefined],
    ['toString', undefined],
  ] as const) {
    it(path, () => assert.deepEqual(valueAt({ a: { b: [1, { c: 2 }] } }, path), value));
  }
});

describe('a command of a team', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-command-'));
    await writeFile(join(folder, 'arguments.mjs'), 'process.exitCode = process.argv[2] === "$HOME; exit 0" ? 0 : 3;');
    await writeFile(
      join(folder, 'tells.mjs'),
      'console.log(JSON.stringify(Object.keys(process.env).sort()), process.cwd()); console.error("password: hunter2"); process.exit(4);',
    );
  });
  after(() => rm(folder, { recursive: true }));

  const run = (command: readonly string[], signal = never) =>
    runCommand(
      command,
      {
        folder,
        environment: {
          PATH: process.env['PATH'],
          BRANCHLINE_TOKEN: 't',
          BRANCHLINE_TOKEN_X: 't',
          BRANCHLINE_COMMIT: 'c',
        },
      },
      signal,
      never,
    );

  it('gets its arguments as they are, since no shell reads them', async () => {
    assert.equal((await run([process.execPath, 'arguments.mjs', '$HOME; exit 0'])).state, 'met');
  });

  it('runs in the folder of the catalog, without our tokens; what it prints is masked and bounded', async () => {
    const { state, isFinal, said, output = [] } = await run([process.execPath, 'tells.mjs']);
    assert.deepEqual([state, isFinal], ['failing', true]);
    assert.match(said, /ended with 4\.$/);
    assert.match(output[0] ?? '', /^\["BRANCHLINE_COMMIT","PATH".*\/branchline-command-/);
    assert.ok(!output.join().includes('hunter2'));
    const long = await run([
      process.execPath,
      '-e',
      'for (let i = 0; i < 5000; i++) console.log(i); process.exitCode = 1',
    ]);
    assert.deepEqual([long.output?.length, long.output?.at(-1)], [20, '4999']);
  });

  it('that is not there, or does not end in time, has failed for good', async () => {
    assert.match((await run(['./nothing-here'])).said, /could not be started/);
    const slow = await run([process.execPath, '-e', 'setInterval(() => {}, 1000)'], AbortSignal.timeout(300));
    assert.match(slow.said, /did not end in time\.$/);
  });
});
