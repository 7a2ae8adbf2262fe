import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { relayAddress } from '../../../../src/core/relay/subscribe/address';
import { follow } from '../../../../src/core/relay/subscribe/connection';
import type { Said } from '../../../../src/core/relay/subscribe/said';
import { inEnglish } from '../../../../src/core/support/message';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Heard {
  readonly said: Said[];
  readonly places: (string | undefined)[];
  readonly broke: { readonly why: string; readonly askedMs: number | undefined }[];
  opened: number;
}

const token = 'a-token-of-mine';

/** One connection to a server that answers so, until it breaks or has said enough. */
async function followed(answer: Answer, until: (heard: Heard) => boolean = () => false, sent = token): Promise<Heard> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const heard: Heard = { said: [], places: [], broke: [], opened: 0 };
  const ended = new AbortController();
  const stop = () => {
    if (until(heard)) ended.abort(new DOMException('Enough.', 'AbortError'));
  };
  try {
    await follow(
      {
        address: relayAddress(`http://127.0.0.1:${port}`),
        branches: [],
        wanted: ['git.example.com/a/b'],
        place: '7.x',
        token: sent,
      },
      {
        opened: () => void (heard.opened += 1),
        heard: (said, place) => {
          heard.said.push(...said);
          heard.places.push(place);
          stop();
        },
        broke: (why, askedMs) => heard.broke.push({ why: inEnglish(why), askedMs }),
      },
      AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]),
    );
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return heard;
}

const stream: (text: string) => Answer = (text) => (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(text);
};

describe('a connection to a relay', () => {
  it('asks for what is wanted, from its place, and tells what comes', async () => {
    const requests: { headers: IncomingMessage['headers']; method: string | undefined; body: string }[] = [];
    const heard = await followed((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        requests.push({ headers: request.headers, method: request.method, body });
        stream('event: scope\ndata: {"repositories":["git.example.com/a/b"]}\n\nid: 7.y\n: beat\n\n')(
          request,
          response,
        );
      });
    });
    const [asked] = requests;
    assert.equal(asked?.method, 'POST');
    assert.equal(asked.body, '{"repositories":["git.example.com/a/b"]}');
    assert.equal(asked.headers.authorization, `Bearer ${token}`);
    assert.equal(asked.headers['last-event-id'], '7.x');
    assert.deepEqual(heard.said, [{ kind: 'scope', repositories: ['git.example.com/a/b'] }]);
    assert.equal(heard.places.at(-1), '7.y');
    assert.deepEqual(heard.broke, [{ why: 'It broke the stream off.', askedMs: undefined }]);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows no redirect (${status}), and takes the token nowhere`, async () => {
      let elsewhere = 0;
      const other = createServer((_, response) => {
        elsewhere += 1;
        response.end();
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as AddressInfo;
      const heard = await followed((_, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${port}/v1/events` }).end();
      });
      other.close();
      assert.equal(elsewhere, 0);
      assert.match(heard.broke[0]?.why ?? '', /sends requests elsewhere/);
    });
  }

  const refusals: readonly (readonly [status: number, headers: Record<string, string>, atLeastMs: number])[] = [
    [401, {}, 60_000],
    [404, {}, 60_000],
    [429, { 'retry-after': '30' }, 30_000],
    [503, { 'retry-after': 'Mon, 30 Nov 2026 14:00:00 GMT' }, 0],
    [500, {}, 0],
    [204, {}, 60_000],
    [200, { 'content-type': 'text/html' }, 60_000],
  ];
  for (const [status, headers, atLeastMs] of refusals) {
    it(`says why where it is answered with ${status} ${JSON.stringify(headers)}`, async () => {
      const heard = await followed((_, response) => void response.writeHead(status, headers).end());
      assert.equal(heard.opened, 0);
      assert.equal(heard.broke.length, 1);
      assert.ok((heard.broke[0]?.askedMs ?? 0) >= atLeastMs);
    });
  }

  it('sends no token that is none, and says it to nobody', async () => {
    let requests = 0;
    const heard = await followed(() => void (requests += 1), undefined, 'secret\nx: y');
    assert.equal(requests, 0);
    assert.ok(!heard.broke[0]?.why.includes('secret'));
  });

  it('ends a line that has no end', async () => {
    const heard = await followed((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(100_000), more);
      };
      more();
    });
    assert.deepEqual(heard.broke, [{ why: 'It said something that no relay says.', askedMs: undefined }]);
  }).timeout(15_000);

  it('reads a flood slowly', async () => {
    let sent = 0;
    const began = performance.now();
    const heard = await followed(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const more = () => {
          sent += 2_000;
          if (!response.destroyed) response.write('event: news\ndata: x\n\n'.repeat(2_000), more);
        };
        more();
      },
      ({ said }) => said.length > 6_000,
    );
    const seconds = (performance.now() - began) / 1_000;
    assert.ok(
      heard.said.length < 4_000 + 1_000 * seconds + 10_000, // the last piece as it came
      `${heard.said.length} in ${seconds} s`,
    );
    assert.ok(sent < 1_000_000, `${sent} were sent`); // the rest waits at the relay
  }).timeout(15_000);

  it('takes whatever is no event for something that is missing', async () => {
    const bad = ['{', '[]', 'null', '{"specversion":"1.0"}', '{"__proto__":{"x":1}}', '"'.repeat(1_000)];
    const heard = await followed(stream(bad.map((data) => `data: ${data}\n\n`).join('')));
    assert.deepEqual(new Set(heard.said.map(({ kind }) => kind)), new Set(['odd']));
  });
});
