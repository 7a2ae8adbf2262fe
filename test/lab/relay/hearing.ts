import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { relayEvent, type RelayEvent } from '../../../src/core/relay/event';
import { end, reset, scope } from '../../../src/core/relay/protocol';

const forms = { scope, reset, end };

export interface Frame {
  readonly name: string;
  readonly id: string;
  readonly data: string;
}

/** One subscriber, in as little as it takes. Source: HTML standard, "Server-sent events". */
export class Hearing {
  readonly frames: Frame[] = [];
  readonly heartbeats: string[] = [];
  status = 0;
  isOver = false;
  lastId = '';
  private rest = '';
  private readonly waiting = new Set<() => void>();
  private readonly asking: ClientRequest;
  response: IncomingMessage | undefined;

  constructor(
    port: number,
    repositories: readonly string[],
    {
      token = '',
      since,
      method = 'POST',
      facts,
    }: { token?: string; since?: string | undefined; method?: 'GET' | 'POST'; facts?: object } = {},
  ) {
    const body = JSON.stringify({ repositories, facts });
    const query = repositories.map((one) => `repository=${encodeURIComponent(one)}`).join('&');
    this.asking = request({
      host: '127.0.0.1',
      port,
      method,
      agent: false,
      path: method === 'GET' ? `/v1/events?${query}` : '/v1/events',
      headers: {
        accept: 'text/event-stream',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...(since === undefined ? {} : { 'last-event-id': since }),
      },
    });
    this.asking.on('response', (response) => {
      this.response = response;
      this.status = response.statusCode ?? 0;
      response.setEncoding('utf8').on('data', (text: string) => this.read(text));
      response.on('close', () => this.over()).on('error', () => this.over());
      this.told();
    });
    this.asking.on('error', () => this.over());
    this.asking.end(method === 'POST' ? body : undefined);
  }

  get events(): readonly RelayEvent[] {
    return this.frames.filter(({ name }) => name === '').map(({ data }) => relayEvent.parse(JSON.parse(data)));
  }

  /** What each event was about. */
  get subjects(): readonly string[] {
    return this.events.map(({ subject }) => subject);
  }

  /** The data of the newest frame of that name. */
  newest(name: keyof typeof forms): unknown {
    const frame = this.frames.findLast((one) => one.name === name);
    return frame && forms[name].parse(JSON.parse(frame.data));
  }

  /** Waits until something is so. @throws Error where it is not within the time */
  async until(is: (hearing: this) => boolean, timeMs = 5_000): Promise<this> {
    const ends = Date.now() + timeMs;
    while (!is(this)) {
      const left = ends - Date.now();
      if (left <= 0) throw new Error(`Not heard: ${JSON.stringify([this.status, this.frames.slice(-5)])}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this;
  }

  leave(): void {
    this.asking.destroy();
  }

  private read(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.take(block.split('\n'));
    this.told();
  }

  private take(lines: readonly string[]): void {
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
    const id = field('id');
    if (id !== '') this.lastId = id;
    if (lines.some((line) => line.startsWith(':'))) this.heartbeats.push(id);
    const data = field('data');
    if (data !== '') this.frames.push({ name: field('event'), id, data });
  }

  private over(): void {
    this.isOver = true;
    this.told();
  }

  private told(): void {
    for (const wake of [...this.waiting]) wake();
    this.waiting.clear();
  }
}
