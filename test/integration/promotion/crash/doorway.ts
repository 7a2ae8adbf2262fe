import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request that went through, by method and address without query. */
export type Passed = string;

/** Called when the forge has done a request, before its answer is handed on. */
export type Act = (passed: Passed) => 'handOn' | 'drop' | Promise<'handOn' | 'drop'>;

/**
 * The way to a forge, on which a test may stop whoever comes, or do something meanwhile, between two steps: by what
 * was asked, never by a clock.
 */
export class Doorway {
  private act: Act = () => 'handOn';

  private constructor(
    private readonly server: Server,
    private readonly forge: URL,
  ) {}

  static async to(forge: string): Promise<Doorway> {
    const server = createServer();
    const doorway = new Doorway(server, new URL(forge));
    server.on('request', (asked, answer) => void doorway.pass(asked, answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return doorway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What happens after each request from now on. */
  whenDone(act: Act): void {
    this.act = act;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = asked;
    const body = await buffer(asked);
    const address = new URL(path, this.forge);
    const onwards = request(address, { method, headers: { ...headers, host: address.host } }, (given) => {
      void buffer(given).then(async (data) => {
        if ((await this.act(`${method} ${address.pathname}`)) === 'drop') answer.destroy();
        else answer.writeHead(given.statusCode ?? 502, given.headers).end(data);
      });
    });
    onwards.on('error', () => answer.destroy());
    onwards.end(body);
  }
}
