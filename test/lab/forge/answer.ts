/** What goes back to a client. Handlers return it; only the server writes to the connection. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** One request as handlers see it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Aborts when the client goes away or the forge stops. */
  readonly signal: AbortSignal;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain;charset=utf-8', ...headers }, body };
}

export function empty(status: number): Answer {
  return { status, headers: {}, body: '' };
}

/** A header that is sent once, as text. */
export function header(asked: Asked, name: string): string | undefined {
  const value = asked.headers[name];
  return typeof value === 'string' ? value : undefined;
}
