import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ClusterFault } from '../../cluster';
import { ApiError, expired } from '../../cluster/model/errors';
import { parseRequest } from '../../cluster/serve/request';
import type { Etcd, Kubernetes } from '../kubernetes';
import { answerWith, startProxy, type Proxy } from './proxy';

const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** A watch that is under way. */
interface Watch {
  readonly response: ServerResponse;
  readonly answer: IncomingMessage;
}

/** What may lie on the way to an API server; the faults mean what they mean for the cluster of our own. */
export class ClusterFaults {
  private fault: ClusterFault = { kind: 'none' };
  private readonly watches = new Set<Watch>();
  /** The version at which the fault in force began. */
  private began = Promise.resolve(0);

  private constructor(
    private readonly cluster: Kubernetes,
    private readonly etcd: Etcd,
    private readonly signal: AbortSignal,
  ) {}

  static async inFrontOf(
    cluster: Kubernetes,
    etcd: Etcd,
    signal: AbortSignal,
  ): Promise<{ readonly proxy: Proxy; readonly set: (fault: ClusterFault) => void }> {
    const faults = new ClusterFaults(cluster, etcd, signal);
    const proxy = await startProxy({
      scheme: 'https',
      behind: () => cluster,
      accepts: () => faults.fault.kind !== 'down',
      serve: (request, response, server) =>
        faults.serve(request, response, server).catch((error: unknown) => {
          if (!(error instanceof ApiError)) throw error;
          const headers = { 'content-type': 'application/json' };
          response.writeHead(error.code, headers).end(JSON.stringify(error.status()));
        }),
    });
    return { proxy, set: (fault) => faults.set(fault, proxy) };
  }

  private set(fault: ClusterFault, proxy: Proxy): void {
    this.fault = fault;
    if (fault.kind === 'down') proxy.dropConnections();
    if (fault.kind === 'reset') for (const { response } of this.watches) response.destroy();
    if (fault.kind === 'stale' || fault.kind === 'gone410') this.began = this.version();
    if (fault.kind === 'gone410') this.forget();
    for (const watch of this.watches) this.hold(watch);
  }

  private async serve(request: IncomingMessage, response: ServerResponse, proxy: Proxy): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://cluster');
    const asked = parseRequest(request.method ?? 'GET', url);
    if (this.fault.kind === 'slow') await pause(this.fault.delayMs, undefined, { signal: this.signal });
    if (this.fault.kind === 'error500') throw timedOut;
    if (asked?.verb === 'list' && this.fault.kind === 'stale' && !asked.query.has('continue')) {
      url.searchParams.set('resourceVersion', String(await this.began));
      url.searchParams.set('resourceVersionMatch', 'Exact');
    }
    if (asked?.verb !== 'watch') {
      answerWith(response, await proxy.ask(request, url.pathname + url.search));
      return;
    }
    const from = asked.query.get('resourceVersion') ?? '0';
    if (this.fault.kind === 'gone410' && from !== '0') {
      const oldest = await this.began;
      if (Number(from) < oldest) throw expired(from, oldest);
    }
    this.watch(response, await proxy.ask(request));
  }

  private watch(response: ServerResponse, answer: IncomingMessage): void {
    const watch = { response, answer };
    answerWith(response, answer);
    response.flushHeaders();
    this.watches.add(watch);
    response.once('close', () => this.watches.delete(watch));
    this.hold(watch);
  }

  /** Nothing comes through while the fault is one of silence; what was held up comes afterwards. */
  private hold({ response, answer }: Watch): void {
    answer.unpipe(response);
    if (this.fault.kind === 'stale' || this.fault.kind === 'idle') answer.pause();
    else answer.pipe(response);
  }

  private forget(): void {
    for (const { response, answer } of this.watches) {
      answer.unpipe(response);
      response.end(`${JSON.stringify({ type: 'ERROR', object: expired('0', 0).status() })}\n`);
    }
    this.etcd.compact().catch(() => undefined); // the lab ends
  }

  private async version(): Promise<number> {
    const namespaces = await this.cluster.as('admin').ask('GET', '/api/v1/namespaces?limit=1');
    return Number(versioned.parse(namespaces).metadata.resourceVersion);
  }
}

const timedOut = new ApiError(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out');
