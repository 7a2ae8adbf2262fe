import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { constants, deflateRawSync } from 'node:zlib';

/** One request that came in. */
export interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
}

/** Answers a request on `/<name>/repo.git/…`; the rest of the path stands in `rest`. */
type Answering = (request: IncomingMessage, response: ServerResponse, rest: string) => void | Promise<void>;

export interface GitServer {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

export const pkt = (text: string): string => (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;
export const sha = 'a'.repeat(40);
const advertisement = { 'content-type': 'application/x-git-upload-pack-advertisement' };
const result = { 'content-type': 'application/x-git-upload-pack-result' };
const service = '/info/refs?service=git-upload-pack';

/** What a server says that speaks version 2. */
export const capabilities = (...more: readonly string[]): string =>
  `${pkt('# service=git-upload-pack\n')}0000${['version 2', 'agent=git/2.55', 'ls-refs=unborn', 'fetch=shallow', 'server-option', 'object-format=sha1', ...more].map((line) => pkt(`${line}\n`)).join('')}0000`;

/** Listens on the loopback, and writes down who asked for what. */
export async function listen(answers: Readonly<Record<string, Answering>>): Promise<GitServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({ path, authorization: request.headers.authorization });
    const [, name = '', rest = ''] = /^\/([^/]+)\/repo(?:\.git)?(\/.*)$/.exec(path) ?? [];
    response.on('error', () => undefined);
    const answer = answers[name];
    if (answer) void answer(request, response, rest);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A real repository, served by git itself; what it says may be changed on the way. */
export function honest(folder: string, changed: (text: Buffer, rest: string) => Buffer = (text) => text): Answering {
  return async (request, response, rest) => {
    const isLook = rest === service;
    const args = ['upload-pack', '--stateless-rpc', ...(isLook ? ['--http-backend-info-refs'] : []), folder];
    const protocol = request.headers['git-protocol'];
    const env = { ...process.env, GIT_PROTOCOL: Array.isArray(protocol) ? '' : (protocol ?? '') };
    const git = spawn('git', args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const body = await buffer(request);
    git.stdin.on('error', () => undefined).end(body);
    const said = await buffer(git.stdout);
    const text = isLook ? Buffer.concat([Buffer.from(`${pkt('# service=git-upload-pack\n')}0000`), said]) : said;
    response.writeHead(200, isLook ? advertisement : result).end(changed(text, rest));
  };
}

/** Says what version 2 it speaks, and then these refs. */
export const refs =
  (...names: readonly string[]): Answering =>
  (request, response, rest) => {
    if (rest === service) return void response.writeHead(200, advertisement).end(capabilities());
    request.resume();
    response.writeHead(200, result).end(`${names.map((name) => pkt(`${sha} ${name}\n`)).join('')}0000`);
  };

export const redirect =
  (to: (rest: string) => string, status = 302): Answering =>
  (request, response, rest) => {
    request.resume();
    response.writeHead(status, { location: to(rest) }).end();
  };

export const says =
  (status: number, headers: Readonly<Record<string, string>>, body: string | Buffer = ''): Answering =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

/** Megabytes in a second, and not all that this machine can do: other tests run beside it. */
const soonMs = 10;

/** Begins as a server does, and never ends. */
export const endless =
  (before: string, more: () => string | Buffer, everyMs: number | undefined): Answering =>
  (request, response) => {
    request.resume();
    response.writeHead(200, advertisement).write(before);
    let timer: NodeJS.Timeout | undefined;
    const write = (): void => {
      if (response.destroyed) return;
      response.write(more());
      timer = setTimeout(write, everyMs ?? soonMs);
    };
    response.on('close', () => clearTimeout(timer));
    write();
  };

/** A few megabytes that are thousands of them once they are unpacked. */
export const bomb: Answering = (request, response) => {
  request.resume();
  response.writeHead(200, { ...advertisement, 'content-encoding': 'gzip' });
  response.write(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])); // RFC 1952: the head of a member without a name
  response.write(packed(capabilities().slice(0, -4)));
  const lines = packed(pkt(`x=${'0'.repeat(1000)}\n`).repeat(1000));
  const timer = setInterval(() => response.write(lines), soonMs);
  response.on('close', () => clearInterval(timer));
};

/** A piece of a deflated stream that refers to nothing before it, so that it may come any number of times. */
function packed(text: string): Buffer {
  return deflateRawSync(text, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
}
