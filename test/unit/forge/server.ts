import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
}

export interface TestServer {
  readonly url: string;
  readonly host: string;
  /** What was asked so far. */
  readonly asked: Asked[];
  /** `silence` leaves the request without an answer; `drip` gives a byte now and then, without end. */
  answer: (asked: Asked) => Said | 'silence' | 'reset' | 'drip';
  stop(): Promise<void>;
}

/**
 * A server on loopback whose answers a test decides.
 *
 * @param judge what is wrong with a request or its answer: told when the server is stopped
 */
export async function aServer(judge?: (asked: Asked, said: Said) => readonly string[]): Promise<TestServer> {
  const asked: Asked[] = [];
  const problems = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const url = new URL(request.url ?? '/', 'http://x');
        const one: Asked = {
          method: request.method ?? '',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: text === '' ? undefined : isJson(request) ? (JSON.parse(text) as unknown) : text,
        };
        asked.push(one);
        const said = test.answer(one);
        if (typeof said === 'object') judge?.(one, said).forEach((problem) => problems.add(problem));
        if (said === 'reset') request.socket.destroy();
        else if (said === 'drip') drip(response);
        else if (said !== 'silence') send(response, said);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const test: TestServer = {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    asked,
    answer: () => ({ status: 404, body: { message: 'Not Found' } }),
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      assert.deepEqual([...problems], []);
    },
  };
  return test;
}

const isJson = ({ headers }: IncomingMessage): boolean => /json/.test(headers['content-type'] ?? '');

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Said): void {
  const json = typeof body !== 'string' && body !== undefined;
  response.writeHead(status, { ...(json && { 'content-type': 'application/json; charset=utf-8' }), ...headers });
  response.end(json ? JSON.stringify(body) : body);
}
