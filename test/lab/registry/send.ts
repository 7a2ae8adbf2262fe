import type { ServerResponse } from 'node:http';
import type { Said } from './serve';

/** Sends an answer to a request of that method. */
export function send(response: ServerResponse, method: string | undefined, { status, headers = {}, body }: Said): void {
  const isJson = body !== undefined && typeof body === 'object' && !Buffer.isBuffer(body);
  const bytes = isJson ? Buffer.from(JSON.stringify(body)) : Buffer.from(body ?? '');
  response.writeHead(status, {
    'docker-distribution-api-version': 'registry/2.0',
    'content-length': bytes.length,
    ...(isJson && { 'content-type': 'application/json' }),
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : bytes);
}
