import { createHash } from 'node:crypto';
import type { DeskWorld } from '../../../../src/core/relay/facts/desk';
import type { StreamFacts } from '../../../../src/core/relay/server/streamFacts';
import type { Disposable } from '../../../../src/core/support/disposable';
import type { FakeTime } from './fakeTime';
import { ReadingModel } from './readingModel';

const sha = (text: string): string => createHash('sha1').update(text).digest('hex');

/** The nth head of a repository. */
export const commitOf = (name: string, head: number): string => sha(`${name} ${head}`);

interface Logged {
  readonly seq: number;
  readonly path: string;
  readonly type: string;
  readonly data: object;
}

interface Connection {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly wanted: ReadonlySet<string>;
  facts: StreamFacts | undefined;
  isHung: boolean;
}

/** A relay at the other end of `fetch`, which can do all that a relay may do wrong. */
export class RelayModel implements Disposable {
  readonly requests: { readonly url: string; readonly authorization: string; readonly place: string | undefined }[] =
    [];
  private readonly connections = new Set<Connection>();
  private readonly log: Logged[] = [];
  private seq = 0;
  private epoch = 1;
  private oldest = 0;
  private fault: 'none' | 'refuses' | 'down' | 'silent' = 'none';
  private readonly before = globalThis.fetch;
  private heart: Disposable;
  private reading: ReadingModel | undefined;

  /** @param host of the forge that it tells of */
  constructor(
    private readonly time: FakeTime,
    private readonly host = 'git.example.com',
    /** How it reads for all; nothing: it does not. */
    private readonly read?: DeskWorld['read'],
  ) {
    this.reading = this.newReading();
    globalThis.fetch = (url, init) =>
      url instanceof URL && url.host === 'relay.example.com' ? this.answer(url, init ?? {}) : this.before(url, init);
    const beat = () => {
      for (const one of this.connections) this.write(one, `id: ${this.epoch}.${this.seq}\n: beat\n\n`);
      this.heart = time.after(15_000, beat);
    };
    this.heart = time.after(15_000, beat);
  }

  get open(): number {
    return this.connections.size;
  }

  /** Takes an event in, and tells it to whoever follows. */
  tell(path: string, type: string, data: object, how: 'once' | 'twice' | 'lost' | 'late' = 'once'): void {
    if (how === 'lost' || this.fault === 'down') return;
    const event = { seq: ++this.seq, path, type, data };
    this.log.push(event);
    if (how === 'late') {
      this.time.after(7_000, () => this.send(event));
      return;
    }
    this.send(event);
    if (how === 'twice') this.send(event);
  }

  /** Whoever follows is thrown out, and those who come are treated so. */
  set(fault: RelayModel['fault']): void {
    this.fault = fault;
    for (const one of this.connections) {
      if (fault === 'silent') one.isHung = true;
      else if (fault !== 'none') this.end(one);
    }
  }

  /** Nothing of before is known any more. */
  restart(): void {
    this.epoch += 1;
    this.seq = 0;
    this.log.length = 0;
    this.reading?.dispose();
    this.reading = this.newReading();
    for (const one of this.connections) this.end(one);
  }

  /** Only the newest are kept. */
  forget(): void {
    this.oldest = this.seq;
  }

  /** Of what it tells, as it is. */
  sayScope(): void {
    for (const one of this.connections) this.write(one, frame('scope', { repositories: [...one.wanted] }));
  }

  say(text: string): void {
    for (const one of this.connections) this.write(one, text);
  }

  dispose(): void {
    globalThis.fetch = this.before;
    this.heart.dispose();
    this.reading?.dispose();
    for (const one of this.connections) this.end(one);
  }

  private async answer(url: URL, { headers, body, signal }: RequestInit): Promise<Response> {
    const sent = headers as Record<string, string>;
    const place = sent['last-event-id'];
    this.requests.push({ url: url.href, authorization: sent['authorization'] ?? '', place });
    if (this.fault === 'down') throw new TypeError('fetch failed');
    if (this.fault === 'refuses') return new Response('', { status: 503, headers: { 'retry-after': '1' } });
    const { repositories, facts } = JSON.parse(body as string) as {
      repositories: string[];
      facts?: { branches: string[] };
    };
    let connection: Connection | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        connection = { controller, wanted: new Set(repositories), facts: undefined, isHung: this.fault === 'silent' };
        this.connections.add(connection);
      },
      cancel: () => {
        if (connection && this.connections.delete(connection)) connection.facts?.dispose();
      },
    });
    signal?.addEventListener('abort', () => {
      if (!connection || !this.connections.delete(connection)) return;
      connection.facts?.dispose();
      connection.controller.error(new DOMException('Cancelled.', 'AbortError'));
    });
    if (connection) this.greet(connection, repositories, place);
    if (connection && facts) this.begin(connection, repositories, facts.branches);
    return Promise.resolve(new Response(stream, { status: 200, headers: { 'content-type': 'text/event-stream' } }));
  }

  private newReading(): ReadingModel | undefined {
    const noted = (key: string) => {
      for (const one of this.connections) one.facts?.note(key);
      this.tellFacts();
    };
    return this.read && new ReadingModel(this.time, this.read, noted);
  }

  private begin(connection: Connection, repositories: readonly string[], branches: readonly string[]): void {
    connection.facts = this.reading?.streamOf(repositories, branches);
    this.tellFacts();
  }

  private tellFacts(): void {
    for (const one of this.connections) for (const text of one.facts?.frames() ?? []) this.write(one, text);
  }

  private greet(connection: Connection, repositories: readonly string[], place: string | undefined): void {
    this.write(connection, frame('scope', { repositories }));
    const [epoch, seq] = (place ?? '').split('.').map(Number);
    const reason =
      place === undefined
        ? 'new'
        : epoch !== this.epoch
          ? 'restarted'
          : (seq ?? 0) < this.oldest
            ? 'tooOld'
            : undefined;
    if (reason)
      this.write(connection, `id: ${this.epoch}.${this.seq}\n${frame('reset', { reason, spreadMs: 60_000 })}`);
    else for (const event of this.log) if (event.seq > (seq ?? 0)) this.sendTo(connection, event);
  }

  private send(event: Logged): void {
    this.reading?.hear(this.eventOf(event));
    for (const one of this.connections) this.sendTo(one, event);
    this.tellFacts();
  }

  private sendTo(connection: Connection, logged: Logged): void {
    const id = `${this.epoch}.${logged.seq}`;
    this.write(connection, `id: ${id}\ndata: ${JSON.stringify(this.eventOf(logged))}\n\n`);
  }

  private eventOf({ seq, path, type, data }: Logged): object {
    const { host } = this;
    return {
      specversion: '1.0',
      id: sha(`${this.epoch}.${seq}`),
      source: `//${host}/${path}`,
      type: `dev.branchline.${type}`,
      subject: `${host}/${path}`,
      datacontenttype: 'application/json',
      receivedat: new Date(this.time.now()).toISOString(),
      data: { repository: { host, path }, ...data },
    };
  }

  private write(connection: Connection, text: string): void {
    if (!connection.isHung) connection.controller.enqueue(new TextEncoder().encode(text));
  }

  private end(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    connection.facts?.dispose();
    connection.controller.close();
  }
}

function frame(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
