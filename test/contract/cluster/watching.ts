import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import * as z from 'zod';
import type { Backend, UserName } from './backend';

const WatchEvent = z.object({
  type: z.string(),
  object: z.looseObject({
    code: z.number().optional(),
    metadata: z.looseObject({ name: z.string().optional(), resourceVersion: z.string().optional() }),
  }),
});
export type WatchEvent = z.infer<typeof WatchEvent>;

export interface Watching {
  readonly events: readonly WatchEvent[];
  /** The first event, of those that came and will come, of which this holds. */
  next(holds: (event: WatchEvent) => boolean): Promise<WatchEvent>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Longer than the longest silence that the product bears. */
const patienceMs = 90_000;

/** Opens a watch, which has to be granted. */
export async function openWatch(api: Backend, path: string, user: UserName = 'admin'): Promise<Watching> {
  const events: WatchEvent[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const headers = { authorization: `Bearer ${api.tokenOf(user)}` };
  const sent = request(api.url + path, { ca: api.certificate, headers, agent: false });
  sent.on('error', () => undefined); // closed by ourselves
  sent.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  assert.equal(response.statusCode, 200, path);
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    events.push(...lines.filter(Boolean).map((line) => WatchEvent.parse(JSON.parse(line))));
    changed();
  });
  response.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => response.once('close', () => resolve()));
  return {
    events,
    ended,
    close: () => sent.destroy(),
    next: (holds) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error(`Not in time; came: ${events.map(({ type }) => type).join()}`));
        }, patienceMs);
        const look = (): void => {
          const found = events.find(holds);
          if (!found) return;
          done();
          resolve(found);
        };
        listeners.add(look);
        look();
      }),
  };
}
