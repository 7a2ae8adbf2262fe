import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer that is whole at once. */
export interface Answer {
  readonly status: number;
  /** A word for programs; nothing that was sent stands in it. */
  readonly said: string;
  readonly retryAfterSeconds?: number;
  readonly allow?: string;
}

/** Of a request whose body was not read to its end the connection is closed: nothing of it is taken for another request. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify({ result: answer.said });
  const { status, retryAfterSeconds, allow } = answer;
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = retryAfterSeconds;
  if (allow !== undefined) headers['allow'] = allow;
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (!request.complete) headers['connection'] = 'close';
  response.writeHead(status, headers);
  response.end(body);
}

/** The only value of a header. One that came twice is none: what stands before the relay may have read the other. */
export function onlyHeader(request: IncomingMessage, name: string): string | undefined {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}

/** `application/json` of `application/json; charset=utf-8`. */
export function contentType(request: IncomingMessage): string {
  return (onlyHeader(request, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
