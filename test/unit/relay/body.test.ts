import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Bodies, type Body } from '../../../src/core/relay/server/body';

const most = 10_000;

describe('Bodies that arrive at a relay', () => {
  let server: Server;
  let bodies: Bodies;
  const sockets: Socket[] = [];
  /** By the path that they were sent to. */
  const came = new Map<string, Body['kind']>();

  beforeEach(async () => {
    bodies = new Bodies(5_000, most);
    came.clear();
    server = createServer((request, response) => {
      void bodies.read(request, most).then(({ kind }) => {
        came.set(request.url ?? '', kind);
        response.end(kind);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  /** Sends so many bytes of a body of `length`. */
  function send(path: string, bytes: number, length = bytes): void {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(bytes)}`);
    sockets.push(socket);
  }
  async function until(path: string): Promise<Body['kind'] | undefined> {
    for (let tries = 0; tries < 300 && !came.has(path); tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return came.get(path);
  }

  it('that are held back and large give way to what comes whole', async () => {
    for (let index = 0; index < 3; index++) send(`/held-${index}`, 3_000 + index, 3_100);
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let index = 0; index < 5; index++) {
      send(`/webhook-${index}`, 2_000);
      assert.equal(await until(`/webhook-${index}`), 'read');
    }
    assert.deepEqual(
      [...came].filter(([, kind]) => kind === 'noRoom').map(([path]) => path),
      ['/held-2'],
    );
  });

  it('are read where there is room, and nothing is held of what has ended', async () => {
    for (let index = 0; index < 20; index++) {
      send(`/${index}`, 4_000);
      assert.equal(await until(`/${index}`), 'read');
    }
    send('/long', 100, most + 1);
    assert.equal(await until('/long'), 'tooLarge');
  });
});
