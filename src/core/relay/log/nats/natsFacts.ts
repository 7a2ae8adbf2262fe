import { JetStreamApiError, StorageType } from '@nats-io/jetstream';
import { Kvm, type KV, type KvEntry, type KvWatchEntry } from '@nats-io/kv';
import type { NatsConnection, QueuedIterator } from '@nats-io/transport-node';
import * as z from 'zod';
import { delay } from '../../../support/deadline';
import { Emitter } from '../../../support/emitter';
import { isAbort, reasonOf } from '../../../support/errors';
import { Lru } from '../../../support/lru';
import { mostKept, type FactStore } from '../../facts/factStore';
import { storedFact, type StoredFact } from '../../facts/stored';
import type { RelayLog } from '../../server/jsonLog';
import type { NatsOptions } from './connect';
import { subjectToken } from './subjects';
import { jsonIn } from '../../../support/jsonIn';

/** A relay that was killed while it read keeps the turn for so long. */
const turnMs = 30_000;
const keptMs = 24 * 3_600_000;
/** Well below what a server takes as one message. */
const largestBytes = 500_000;
const againMs = 1_000;

/** Keys of the bucket are digests: the repository stands in the value. */
const entry = z.object({ key: z.string().max(800), fact: storedFact });

/**
 * Facts in a bucket of NATS, for relays of one stream, and in another the turns by which one of them reads: whoever makes the key has the turn, until
 * it is taken away or the server lets it go.
 */
export class NatsFacts implements FactStore {
  private readonly facts = new Lru<string, { readonly fact: StoredFact; readonly revision: number }>(mostKept);
  private readonly stored = new Emitter<string>();
  readonly onDidStore = this.stored.event;
  /** Of turns that are this relay's. */
  private readonly turns = new Map<string, number>();
  /** Of facts, as they were found when the turn began; 0 where there was none. */
  private readonly found = new Map<string, number>();
  private readonly ending = new AbortController();
  private watching: QueuedIterator<KvWatchEntry> | undefined;

  private constructor(
    private readonly kept: KV,
    private readonly taken: KV,
    private readonly log: RelayLog,
  ) {}

  /** Makes the buckets where they are not there. */
  static async open(nats: NatsConnection, { stream, replicas }: NatsOptions, log: RelayLog): Promise<NatsFacts> {
    const buckets = new Kvm(nats);
    // From the leader alone: a copy may not know yet what another relay has just written.
    const common = { history: 1, replicas, allow_direct: false };
    const kept = await buckets.create(`${stream}-facts`, { ...common, ttl: keptMs, maxValueSize: largestBytes });
    const taken = await buckets.create(`${stream}-turns`, { ...common, ttl: turnMs, storage: StorageType.Memory });
    const opened = new NatsFacts(kept, taken, log);
    void opened.watch();
    return opened;
  }

  get(key: string): StoredFact | undefined {
    return this.facts.get(key)?.fact;
  }

  async newest(key: string): Promise<StoredFact | undefined> {
    const found = await this.kept.get(subjectToken(key));
    this.found.set(key, found?.revision ?? 0);
    const fact = found ? entryIn(found)?.fact : undefined;
    if (found && fact) this.keep(key, fact, found.revision);
    return fact;
  }

  async claim(key: string): Promise<boolean> {
    try {
      this.turns.set(key, await this.taken.create(subjectToken(key), ''));
      return true;
    } catch (error) {
      if (isThere(error)) return false;
      throw error;
    }
  }

  async release(key: string): Promise<void> {
    const turn = this.turns.get(key);
    this.turns.delete(key);
    this.found.delete(key);
    if (turn === undefined) return;
    // What is not one's own any more is not taken away.
    await this.taken.delete(subjectToken(key), { previousSeq: turn }).catch((error: unknown) => {
      if (!isThere(error)) throw error;
    });
  }

  /** What another relay has stored meanwhile stays: whoever was too slow has read what is older. */
  async put(key: string, fact: StoredFact): Promise<void> {
    const value = JSON.stringify({ key, fact });
    if (value.length > largestBytes) return this.put(key, { ...fact, read: { kind: 'unknown', reason: 'tooLarge' } });
    try {
      this.keep(key, fact, await this.kept.put(subjectToken(key), value, { previousSeq: this.found.get(key) ?? 0 }));
    } catch (error) {
      if (!isThere(error)) throw error;
    }
  }

  dispose(): void {
    this.ending.abort(new DOMException('The relay has stopped.', 'AbortError'));
    this.watching?.stop();
    this.stored.dispose();
  }

  /** In the order of the bucket, however it came to be known. */
  private keep(key: string, fact: StoredFact, revision: number): void {
    if ((this.facts.get(key)?.revision ?? -1) >= revision) return;
    this.facts.set(key, { fact, revision }, JSON.stringify(fact).length);
    this.stored.fire(key);
  }

  /** Hears what others store, again and again. */
  private async watch(): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
        this.watching = await this.kept.watch();
        for await (const heard of this.watching) {
          const read = entryIn(heard);
          if (read) this.keep(read.key, read.fact, heard.revision);
        }
      } catch (error) {
        if (!isAbort(this.ending.signal.reason)) this.log('warn', 'facts are not heard', { reason: reasonOf(error) });
      }
      await delay(againMs, this.ending.signal).catch(() => undefined);
    }
  }
}

/** Whoever may write to the bucket may write anything: what is no fact is passed by. */
function entryIn(found: KvEntry): z.infer<typeof entry> | undefined {
  if (found.operation !== 'PUT') return undefined;
  const read = entry.safeParse(jsonIn(new TextDecoder().decode(found.value)));
  return read.success && found.key === subjectToken(read.data.key) ? read.data : undefined;
}

/** `wrong last sequence`: somebody was there first. Source: NATS, `server/errors.json`. */
function isThere(error: unknown): boolean {
  return error instanceof JetStreamApiError && (error.code === 10_071 || error.code === 10_164);
}
