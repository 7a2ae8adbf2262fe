import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const limitBytes = 1024 * 1024;

const pushPayload = z.object({
  ref: z.string(),
  after: z.string().regex(/^[0-9a-f]{40}$/),
  repository: z.object({ full_name: z.string() }),
});

export interface Push {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
}

export interface Inbox {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens for the forge's push webhook. Deliveries whose signature is wrong are refused and told to nobody. */
export async function openInbox(secret: string, onPush: (push: Push) => void): Promise<Inbox> {
  const server = createServer((request, response) => {
    receive(request, response, secret, onPush).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/push`, stop: () => close(server) };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  onPush: (push: Push) => void,
): Promise<void> {
  const body = await bodyOf(request);
  if (!signed(body, secret, request.headers['x-gitea-signature'])) {
    response.writeHead(401).end();
    return;
  }
  response.writeHead(204).end();
  if (request.headers['x-gitea-event'] !== 'push') return;
  const { ref, after, repository } = pushPayload.parse(JSON.parse(body.toString()));
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const deleted = /^0+$/.test(after);
  if (branch !== undefined && !deleted) onPush({ repository: repository.full_name, branch, commit: after });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) throw new Error('The delivery is too big');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function signed(body: Buffer, secret: string, signature: string | string[] | undefined): boolean {
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(typeof signature === 'string' ? signature : '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
