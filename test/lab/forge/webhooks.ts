import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Events, ForgeEvent } from './events';
import { Refusal } from './refusal';
import type { HookRecord, RepositoryRecord } from './state';
import type { HookEvent } from './types';

const deadlineMs = 5_000;
const eventNames: Readonly<Record<ForgeEvent['kind'], HookEvent>> = {
  push: 'push',
  pullRequest: 'pull_request',
  status: 'status',
};

/** Tells registered addresses what happened, in order per hook, after the work that caused it has been answered. */
export class Webhooks {
  readonly hooks: HookRecord[] = [];
  private readonly tails = new Map<number, Promise<void>>();

  constructor(
    events: Events,
    private readonly signal: AbortSignal,
    private readonly payloadOf: (event: ForgeEvent) => Promise<object>,
    private readonly now: () => Date,
  ) {
    events.listen((event) => this.deliver(event));
  }

  add(scope: HookRecord['scope'], hook: Pick<HookRecord, 'url' | 'secret' | 'events' | 'active'>): HookRecord {
    if (!/^https?:\/\//.test(hook.url)) throw Refusal.invalid('Invalid url');
    const record = { id: this.hooks.length + 1, scope, createdAt: this.now(), ...hook };
    this.hooks.push(record);
    return record;
  }

  of(repository: RepositoryRecord): readonly HookRecord[] {
    return this.hooks.filter(({ scope }) => 'repository' in scope && scope.repository === repository.fullName);
  }

  /** Resolves once everything that is queued now has been delivered or given up. */
  async idle(): Promise<void> {
    await Promise.all(this.tails.values());
  }

  private async deliver(event: ForgeEvent): Promise<void> {
    const name = eventNames[event.kind];
    const { fullName, owner } = event.repository;
    const interested = this.hooks.filter(
      ({ scope, events, active }) =>
        active &&
        events.includes(name) &&
        ('owner' in scope ? scope.owner === owner.name : scope.repository === fullName),
    );
    if (interested.length === 0) return;
    // Composed now, while git still is as the event says; sent later.
    const body = JSON.stringify(await this.payloadOf(event));
    for (const hook of interested) {
      const tail = this.tails.get(hook.id) ?? Promise.resolve();
      // Whoever does not answer is not told again, as on the real forge.
      this.tails.set(
        hook.id,
        tail.then(() => this.send(hook, name, body)).catch(() => undefined),
      );
    }
  }

  private send(hook: HookRecord, name: HookEvent, body: string): Promise<void> {
    const digest = createHmac('sha256', hook.secret).update(body).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-gitea-delivery': randomUUID(),
      'x-gitea-event': name,
      'x-gitea-event-type': name,
      'x-gitea-signature': digest,
      'x-hub-signature-256': `sha256=${digest}`,
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        hook.url,
        { method: 'POST', headers, agent: false, signal: this.signal, timeout: deadlineMs },
        (response) => {
          response.resume().once('end', resolve).once('error', reject);
        },
      );
      outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in time')));
      outgoing.once('error', reject).end(body);
    });
  }
}
