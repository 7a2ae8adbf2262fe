import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { asciiLower } from '../../support/ascii';
import { reasonOf } from '../../support/errors';
import { steadyClock, systemAlarms, systemClock, type Alarms, type Clock } from '../../support/clock';
import { askForgeBy, type AskForge } from '../access/askForge';
import { Rights } from '../access/rights';
import type { RelayConfig } from '../config/resolve';
import { RelayError } from '../errors';
import type { EventLog } from '../log/eventLog';
import { eventsPath, heartbeatMs } from '../protocol';
import { send, type Answer } from './answer';
import { Bodies } from './body';
import { Copies } from './copies';
import { openFactRoom } from './factRoom';
import { figures } from './figures';
import { takeHook } from './hookRoute';
import { sparing, type RelayLog } from './jsonLog';
import { Streams } from './streams';
import type { Timing } from './timing';

export interface RelayOptions {
  readonly config: RelayConfig;
  readonly events: EventLog;
  readonly log: RelayLog;
  /** Certificate and key in PEM, where the relay speaks TLS itself. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly clock?: Clock;
  /** For how long something lasts; where a test brings one clock, it is for both. */
  readonly steady?: Clock;
  readonly alarms?: Alarms;
  /** How forges are asked; tests bring their own. */
  readonly ask?: AskForge;
  readonly timing?: Partial<Timing>;
}

export interface RunningRelay {
  readonly port: number;
  readonly adminPort: number;
  /** Tells subscribers, answers what has arrived, stores what was taken, and closes everything; at once where nothing is under way. */
  close(): Promise<void>;
}

const hooksPath = '/v1/hooks/';
/** How long what has arrived may take once the relay stops: longer than an event waits to be stored. */
const graceMs = 3_000;

function usual({ limits }: RelayConfig): Timing {
  return {
    ...{ heartbeatMs, bodyMs: 10_000, stalledMs: 60_000, gatherMs: 150, breakMs: 2_000 },
    ...{ renewMs: limits.rightsMinutes * 60_000, renewSoonMs: 30_000, sharedMs: 60_000 },
  };
}

/** Against those who send slowly, or never: for the head, for the whole, and for the next request on a connection. */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
  // One that has gone without a word is found out.
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
} as const;

/** Starts a relay. @throws RelayError where it cannot listen */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const { config, events, log, clock = systemClock, alarms = systemAlarms } = options;
  const steady = options.steady ?? options.clock ?? steadyClock;
  const counted = figures({
    subscribers: () => streams.size,
    kept: () => events.ring.size,
    waiting: () => events.waiting,
    ready: () => events.isReady,
  });
  const ask = options.ask ?? askForgeBy({ clock, onRequest: (host) => counted.asked({ host }) });
  const timing = { ...usual(config), ...options.timing };
  const [bodies, rights] = [
    new Bodies(timing.bodyMs),
    new Rights(ask, 2 * config.limits.rightsMinutes * 60_000, steady, log),
  ];
  const [refused, copies] = [sparing(log, steady), new Copies(events.ring, clock)];
  const room = await openFactRoom({ config, events, figures: counted, log, clock, steady, alarms });
  const world = { config, events, log, clock, steady, timing, figures: counted, bodies, rights, room, refused, copies };
  const streams = new Streams(world);

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> => {
    const url = request.url?.startsWith('/') === true ? URL.parse(request.url, 'http://relay') : undefined;
    if (!url || url.host !== 'relay') return { status: 404, said: 'not found' };
    if (url.pathname === eventsPath) return streams.subscribe(request, response, url);
    if (url.pathname.startsWith(hooksPath)) return takeHook(hostIn(url), request, world);
    return url.pathname === '/healthz' ? { status: 200, said: 'alive' } : { status: 404, said: 'not found' };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now();
    const said = await route(request, response).catch((error: unknown): Answer => {
      log('error', 'a request failed', { reason: reasonOf(error) });
      return { status: 500, said: 'failed' };
    });
    if (!said) return;
    counted.request((performance.now() - started) / 1000, { route: routeOf(request), status: said.status });
    send(request, response, said);
  };

  const open = options.tls
    ? createTlsServer({ ...patience, handshakeTimeout: 10_000, ...options.tls })
    : createServer(patience);
  const admin = createServer(patience, (request, response) => tell(request, response, events, counted.text));
  open.on('request', (request: IncomingMessage, response: ServerResponse) => void answer(request, response));
  open.maxConnections = config.limits.subscribers + 1_000;
  admin.maxConnections = 100;
  const { host, port, adminHost, adminPort } = config.listen;
  const listening = await Promise.all([listen(open, host, port), listen(admin, adminHost, adminPort)]).catch(
    (error: unknown) => {
      for (const server of [open, admin]) server.close();
      throw error;
    },
  );
  log('info', 'the relay listens', { host, port: listening[0], adminPort: listening[1] });
  return {
    port: listening[0],
    adminPort: listening[1],
    close: async () => {
      streams.end();
      room?.dispose();
      await Promise.all([closed(open), closed(admin)]);
      await events.close();
      counted.stop();
      log('info', 'the relay has stopped');
    },
  };
}

function hostIn({ pathname }: URL): string {
  try {
    return asciiLower(decodeURIComponent(pathname.slice(hooksPath.length)));
  } catch {
    return '';
  }
}

/** Of a list, so that nobody can make up new ones. */
function routeOf({ url = '' }: IncomingMessage): string {
  return [eventsPath, hooksPath].find((path) => url.startsWith(path)) ?? 'other';
}

function tell({ url }: IncomingMessage, response: ServerResponse, { isReady }: EventLog, metrics: () => string): void {
  const [status, text] =
    url === '/metrics'
      ? [200, metrics()]
      : url === '/healthz'
        ? [200, 'alive\n']
        : url === '/readyz'
          ? [isReady ? 200 : 503, isReady ? 'ready\n' : 'not ready\n']
          : [404, 'not found\n'];
  response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(RelayError.cannotListen(`${host}:${port}`, error)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server): Promise<void> {
  const ending = setTimeout(() => server.closeAllConnections(), graceMs);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(ending);
      resolve();
    });
    server.closeIdleConnections();
  });
}
