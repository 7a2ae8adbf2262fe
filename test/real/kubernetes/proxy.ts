import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What becomes of connections. `open`: they pass. `down`: they are reset, and new ones refused. `halfOpen`: they stay, and
 * nothing comes through any more, as where a firewall forgot them.
 */
export type Way = 'open' | 'down' | 'halfOpen';

/** A TCP proxy in front of one server, whose connections a test spoils. TLS passes through it untouched. */
export class Proxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private current: Way = 'open';

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async before(target: URL): Promise<Proxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new Proxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client: Socket) => proxy.accept(client, Number(target.port)));
    return proxy;
  }

  /** Connections that were half-open do not come back: they are reset. */
  set way(way: Way) {
    if (way === 'down' || (way === 'open' && this.current === 'halfOpen')) this.reset();
    this.current = way;
    if (way === 'halfOpen') for (const pair of this.pairs) sever(pair);
  }

  /** Breaks every connection off, once. */
  reset(): void {
    for (const [client, server] of this.pairs) {
      client.destroy();
      server.destroy();
    }
    this.pairs.clear();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.reset();
    await closed;
  }

  private accept(client: Socket, port: number): void {
    if (this.current === 'down') {
      client.destroy();
      return;
    }
    const server = connect(port, '127.0.0.1');
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined); // the other end goes with it, below
      socket.on('close', () => {
        this.pairs.delete(pair);
        if (this.current !== 'halfOpen') for (const each of pair) each.destroy();
      });
    }
    client.pipe(server);
    server.pipe(client);
    if (this.current === 'halfOpen') sever(pair);
  }
}

function sever([client, server]: readonly [Socket, Socket]): void {
  client.unpipe(server);
  server.unpipe(client);
  for (const socket of [client, server]) socket.pause();
}
