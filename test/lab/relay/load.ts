import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { giteaPush } from '../../unit/relay/deliveries';
import { branchOf, type Audience } from './audience';

/** Sends pushes at a steady pace, one after the other to each relay; one that is away is sent to the next, as some forges send again. */
export class Pushing {
  refused = 0;
  /** How often a push is sent at most: a forge that never sends again does so once. */
  tries = 40;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly open = new Set<Promise<void>>();

  constructor(
    private readonly audience: Audience,
    private readonly host: string,
    private readonly paths: readonly string[],
  ) {}

  /** @param perSecond pushes; @param seconds for how long */
  async run(perSecond: number, seconds: number): Promise<void> {
    const { sentAt } = this.audience;
    const [began, first] = [performance.now(), sentAt.length];
    for (let count = 0; count < perSecond * seconds; count++) {
      const index = first + count;
      const dueMs = (count * 1_000) / perSecond - (performance.now() - began);
      if (dueMs > 1) await pause(dueMs);
      sentAt[index] = performance.now();
      const sending = this.push(index).finally(() => this.open.delete(sending));
      this.open.add(sending);
    }
    await Promise.all(this.open);
  }

  close(): void {
    this.agent.destroy();
  }

  private async push(index: number): Promise<void> {
    const { ports } = this.audience.options;
    const sent = giteaPush(this.paths[index % this.paths.length], branchOf(index));
    for (let attempt = 0; attempt < this.tries; attempt++) {
      const status = await this.post(ports[(index + attempt) % ports.length] ?? 0, sent).catch(() => 0);
      if (status === 202) return;
      if (attempt + 1 < this.tries) await pause(250);
    }
    this.refused++;
    this.audience.untaken.add(index);
  }

  private post(port: number, { headers, body }: ReturnType<typeof giteaPush>): Promise<number> {
    return new Promise((resolve, reject) => {
      const asking = request(
        {
          ...{ host: '127.0.0.1', port, method: 'POST', path: `/v1/hooks/${encodeURIComponent(this.host)}` },
          ...{ agent: this.agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
        },
        (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      asking.on('error', reject);
      asking.end(body);
    });
  }
}
