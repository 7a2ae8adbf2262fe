import { Agent, request, type RequestOptions } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Parsed; undefined where it is not JSON. */
  readonly body: unknown;
}

export interface Sent {
  readonly body?: object;
  /** Content type of the body; JSON by default. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** By which the audit log tells requests of tests from those of what they test. */
export const userAgent = 'lab-client';

const timeoutMs = 30_000;

/** Plain requests to one API server, as one user. */
export class Client {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    certificate: string,
    private readonly token: string,
  ) {
    this.agent = new Agent({ ca: certificate, keepAlive: true, maxSockets: 16 });
  }

  /** Whatever is answered; rejects only where nothing is. */
  send(
    method: string,
    path: string,
    { body, type = 'application/json', headers = {}, signal }: Sent = {},
  ): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const options: RequestOptions = {
      method,
      agent: this.agent,
      timeout: timeoutMs,
      headers: {
        authorization: `Bearer ${this.token}`,
        accept: 'application/json',
        'user-agent': userAgent,
        ...(text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
        ...headers,
      },
      ...(signal ? { signal } : {}),
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.url + path, options, (response) => {
        let read = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (read += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: read, body: parsed(read) }));
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)));
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** The body of a successful answer. @throws Error with what the server says otherwise */
  async ask(method: string, path: string, sent: Sent = {}): Promise<unknown> {
    const answer = await this.send(method, path, sent);
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 1_000)}`);
    }
    return answer.body;
  }

  dispose(): void {
    this.agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
