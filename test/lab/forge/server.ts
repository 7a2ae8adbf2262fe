import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Accounts } from './accounts';
import { header, text, type Answer, type Asked } from './answer';
import type { Faults } from './faults';
import { Refusal } from './refusal';
import type { OneShotFault, RequestRecord } from './types';

export interface ServerParts {
  readonly accounts: Accounts;
  readonly faults: Faults;
  readonly signal: AbortSignal;
  readonly answer: (asked: Asked) => Promise<Answer>;
}

/** The forge's connection to the world: listens, lets faults have their way, keeps the log of requests. */
export class ForgeServer {
  readonly requests: RequestRecord[] = [];
  private readonly server: Server;
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly parts: ServerParts) {
    // A connection that waits for the next request is not ended under it, however slow the machine is.
    this.server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
      const work = this.serve(request, response).finally(() => this.underWay.delete(work));
      this.underWay.add(work);
    });
  }

  /** Returns the base address. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async idle(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
    await this.idle();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    const ended = new Promise<void>((resolve) => response.once('close', resolve));
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([this.parts.signal, gone.signal]);
    const asked = askedOf(request, signal);
    try {
      await this.reply(asked, request, response);
    } catch (error) {
      // Nobody is left to hear it when the client has gone; else it is a defect of the forge and shows as one.
      if (!signal.aborted)
        send(response, text(500, error instanceof Error ? (error.stack ?? error.message) : 'unknown'));
      else request.socket.destroy();
    }
    await ended;
    this.log(asked, response);
  }

  private async reply(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if ((await this.parts.faults.applyLasting(request, response)) === 'answered') return;
    const fault = this.parts.faults.takeOnce(asked.method, asked.url.pathname);
    const instead = fault && answerInstead(fault, request);
    if (instead === 'destroyed') return;
    const answer = instead ?? (await this.trueAnswer(asked));
    if (fault?.kind === 'resetAfter') request.socket.destroy();
    else if (fault?.kind !== 'hangAfter') send(response, answer);
  }

  private async trueAnswer(asked: Asked): Promise<Answer> {
    try {
      return await this.parts.answer(asked);
    } catch (error) {
      if (error instanceof Refusal) return text(error.status, error.message, error.headers);
      throw error;
    }
  }

  private log(asked: Asked, response: ServerResponse): void {
    const identity = this.parts.accounts.identify(header(asked, 'authorization'));
    this.requests.push({
      method: asked.method,
      path: asked.url.pathname + asked.url.search,
      status: response.headersSent ? response.statusCode : undefined,
      account: identity.kind === 'account' ? identity.account.name : undefined,
    });
  }
}

function askedOf(request: IncomingMessage, signal: AbortSignal): Asked {
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://forge'),
    headers: request.headers,
    body: request,
    signal,
  };
}

function answerInstead(fault: OneShotFault, request: IncomingMessage): Answer | 'destroyed' | undefined {
  if (fault.kind === 'reset') {
    request.socket.destroy();
    return 'destroyed';
  }
  if (fault.kind !== 'answer') return undefined;
  const headers = { 'content-type': 'application/json;charset=utf-8', ...fault.headers };
  return { status: fault.status, headers, body: JSON.stringify({ message: fault.message, url: '' }) };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
