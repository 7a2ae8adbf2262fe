import { request, type ClientRequest } from 'node:http';

export interface AudienceOptions {
  /** Ports of relays; a subscriber that loses one goes on at any of them. */
  readonly ports: readonly number[];
  readonly subscribers: number;
  readonly repositories: readonly string[];
  readonly token: (subscriber: number) => string;
}

/** What the pushes of a load are called, so that each is known where it arrives: `p12`. */
export const branchOf = (index: number): string => `p${index}`;

/** Many subscribers that behave as docs/relay.md asks: they go on where they were, and come back by chance. */
export class Audience {
  /** Milliseconds from the push to the subscriber, of each event at each. */
  readonly delays: number[] = [];
  /** When each try to connect was made. */
  readonly tries: number[] = [];
  resets = 0;
  /** When each push was sent, by its number. */
  readonly sentAt: number[] = [];
  /** Pushes that no relay took: nobody can be told of them. */
  readonly untaken = new Set<number>();
  private readonly members: Member[];

  constructor(readonly options: AudienceOptions) {
    this.members = Array.from({ length: options.subscribers }, (_, index) => new Member(index, this));
  }

  get ready(): number {
    return this.members.filter(({ isReady }) => isReady).length;
  }

  /** How many pushes some subscriber neither heard of nor was told to read for. */
  get lost(): number {
    return this.members.reduce((sum, member) => sum + member.missing(this.sentAt.length), 0);
  }

  /** Events that a subscriber heard more than once. */
  get doubled(): number {
    return this.members.reduce((sum, { doubled }) => sum + doubled, 0);
  }

  delay(part: number): number {
    const sorted = Float64Array.from(this.delays).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
  }

  /** The most tries within any second. */
  get mostTriesInASecond(): number {
    let [from, most] = [0, 0];
    for (let to = 0; to < this.tries.length; to++) {
      while ((this.tries[to] ?? 0) - (this.tries[from] ?? 0) > 1_000) from++;
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  leave(): void {
    for (const member of this.members) member.leave();
  }
}

const marker = '"branch":"p';

class Member {
  isReady = false;
  doubled = 0;
  private readonly heard = new Set<number>();
  /** Up to here it was told to read, which it has done. */
  private readUpTo = 0;
  private lastId = '';
  private rest = '';
  private attempt = 0;
  private asking: ClientRequest | undefined;
  private timer: NodeJS.Timeout | undefined;
  private hasLeft = false;

  constructor(
    private readonly index: number,
    private readonly audience: Audience,
  ) {
    this.timer = setTimeout(() => this.connect(), Math.random() * 2_000);
  }

  missing(count: number): number {
    let missing = 0;
    for (let index = this.readUpTo; index < count; index++)
      if (!this.heard.has(index) && !this.audience.untaken.has(index)) missing++;
    return missing;
  }

  leave(): void {
    this.hasLeft = true;
    clearTimeout(this.timer);
    this.asking?.destroy();
  }

  private connect(): void {
    const { ports, repositories, token } = this.audience.options;
    this.timer = undefined;
    this.audience.tries.push(performance.now());
    this.rest = '';
    this.asking = request({
      host: '127.0.0.1',
      port: ports[(this.index + this.attempt) % ports.length],
      method: 'POST',
      path: '/v1/events',
      agent: false,
      headers: {
        authorization: `Bearer ${token(this.index)}`,
        'content-type': 'application/json',
        ...(this.lastId === '' ? {} : { 'last-event-id': this.lastId }),
      },
    });
    this.asking.on('response', (response) => {
      response.setEncoding('latin1').on('data', (text: string) => this.read(text));
      response.on('close', () => this.again()).on('error', () => undefined);
    });
    this.asking.on('error', () => this.again());
    this.asking.end(JSON.stringify({ repositories }));
  }

  private again(): void {
    this.isReady = false;
    if (this.hasLeft || this.timer) return;
    const waitMs = Math.min(60_000, 1_000 * 2 ** this.attempt++) * (0.5 + Math.random());
    this.timer = setTimeout(() => this.connect(), waitMs);
  }

  private read(text: string): void {
    const whole = this.rest + text;
    let from = 0;
    for (let to = whole.indexOf('\n\n'); to >= 0; to = whole.indexOf('\n\n', from)) {
      this.take(whole.slice(from, to));
      from = to + 2;
    }
    this.rest = whole.slice(from);
  }

  private take(frame: string): void {
    const { audience } = this;
    const id = frame.indexOf('id: ');
    if (id >= 0) this.lastId = frame.slice(id + 4).split('\n', 1)[0] ?? '';
    const at = frame.indexOf(marker);
    if (at >= 0) {
      const index = parseInt(frame.slice(at + marker.length), 10);
      if (this.heard.has(index)) this.doubled++;
      this.heard.add(index);
      audience.delays.push(performance.now() - (audience.sentAt[index] ?? 0));
    } else if (frame.includes('event: scope')) {
      this.isReady = true;
      this.attempt = 0;
    } else if (frame.includes('event: reset')) {
      audience.resets++;
      this.readUpTo = audience.sentAt.length;
    }
  }
}
