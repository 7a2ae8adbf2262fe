import assert from 'node:assert/strict';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { Clusters } from '../../../src/core/cluster/clusters';
import { loadKubeconfig } from '../../../src/core/cluster/kubeconfig';
import type { NamespaceState } from '../../../src/core/cluster/live';
import { inEnglish } from '../../../src/core/support/message';
import { startCluster, type ClusterDouble } from '../../lab/cluster';
import { selfSigned } from '../../lab/cluster/certificate';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const portOf = (server: Server | HttpServer) => (server.address() as AddressInfo).port;

/** A proxy that leads wherever it is asked to, and notes where that was. */
class Proxy {
  readonly led: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server = createHttpServer();

  static async start(): Promise<Proxy> {
    const proxy = new Proxy();
    proxy.server.on('connection', (socket) => proxy.sockets.add(socket));
    proxy.server.on('connect', (request, client) => {
      proxy.led.push(request.url ?? '');
      const [host = '', port] = (request.url ?? '').split(':');
      const server = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        server.pipe(client).pipe(server);
      });
      proxy.sockets.add(server);
      for (const socket of [server, client]) socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('the way to a cluster', () => {
  let server: ClusterDouble;
  let folder: string;

  beforeEach(async () => {
    server = await startCluster({ name: 'staging' });
    server.ensureNamespace('shop-dev');
    folder = await mkdtemp(join(tmpdir(), 'branchline-way-'));
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  /** Looks once, by a kubeconfig of one context. */
  async function look(
    cluster: object,
    {
      user = { token: 'lab-developer' },
      environment = {},
    }: { user?: object; environment?: Record<string, string> } = {},
  ): Promise<NamespaceState> {
    const file = join(folder, 'config');
    const authority = { 'certificate-authority-data': base64(server.certificate) };
    await writeFile(
      file,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: server.url, ...authority, ...cluster } }],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'staging', context: { cluster: 'c', user: 'u' } }],
      }),
    );
    const timings = { headersMs: 2_000 };
    const clusters = new Clusters({
      kubeconfig: () => loadKubeconfig([file]),
      trusted: () => false,
      environment,
      timings,
    });
    try {
      const target = { kind: 'context', context: 'staging' } as const;
      const kinds = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
      return await clusters.snapshot({ target, namespace: 'shop-dev', kinds }, AbortSignal.timeout(9_000));
    } finally {
      clusters.dispose();
    }
  }
  const whyNot = ({ connection }: NamespaceState) => {
    assert.ok(connection.kind === 'unknown', connection.kind);
    return inEnglish(connection.said);
  };

  it('leads through the proxy of the kubeconfig', async () => {
    const proxy = await Proxy.start();
    try {
      assert.equal((await look({ 'proxy-url': proxy.url })).connection.kind, 'live');
      assert.deepEqual([...new Set(proxy.led)], [server.url.replace('https://', '')]);
    } finally {
      await proxy.stop();
    }
  });

  it('says that a proxy does not answer', async () => {
    assert.match(whyNot(await look({ 'proxy-url': 'http://127.0.0.1:1' })), /cannot be reached: nothing listens there/);
  });

  it('takes the authority from a file beside the kubeconfig', async () => {
    await writeFile(join(folder, 'ca.crt'), server.certificate);
    const state = await look({ 'certificate-authority-data': undefined, 'certificate-authority': 'ca.crt' });
    assert.equal(state.connection.kind, 'live');
  });

  it('trusts a certificate for another name only where the kubeconfig says which', async () => {
    assert.equal((await look({ 'tls-server-name': 'localhost' })).connection.kind, 'live');
    assert.match(whyNot(await look({ 'tls-server-name': 'elsewhere.example.com' })), /certificate is for another name/);
  });

  it('is open without verification only where the kubeconfig says so', async () => {
    const blind = { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true };
    assert.equal((await look(blind)).connection.kind, 'live');
    assert.match(whyNot(await look({ 'certificate-authority-data': undefined })), /is not trusted/);
  });

  it('shows the certificate of the person', async () => {
    const mine = selfSigned('me', new Date());
    const theirs = selfSigned('api', new Date());
    let shown: string | undefined;
    const strict = createHttpsServer(
      { ...keyOf(theirs), requestCert: true, ca: mine.certificate },
      (request, response) => {
        if (request.socket instanceof TLSSocket) shown = [request.socket.getPeerCertificate().subject.CN].flat()[0];
        const body = { resources: [], metadata: { resourceVersion: '1' } };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      },
    );
    await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve));
    const cluster = {
      server: `https://127.0.0.1:${portOf(strict)}`,
      'certificate-authority-data': base64(theirs.certificate),
    };
    try {
      const user = { 'client-certificate-data': base64(mine.certificate), 'client-key-data': base64(mine.key) };
      assert.equal((await look(cluster, { user })).connection.kind, 'live');
      assert.equal(shown, 'me');
      assert.match(whyNot(await look(cluster, { user: {} })), /cannot be reached/);
    } finally {
      strict.closeAllConnections();
      strict.close();
    }
  });

  it('is told in words where the name is not known', async () => {
    const why = whyNot(await look({ server: 'https://no-such-host.invalid:6443' }));
    assert.match(why, /no-such-host\.invalid:6443 cannot be reached: its name is not known here/);
  });
});

function keyOf({ certificate, key }: { certificate: string; key: string }) {
  return { cert: certificate, key };
}
