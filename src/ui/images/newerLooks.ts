import type { Fleet, UpdatePreview } from '../../core/fleet/fleet';
import type { Clock, Instant } from '../../core/support/clock';
import { deadline } from '../../core/support/deadline';
import { unknownBecause } from '../../core/support/unknownBecause';
import type { Message } from '../../core/support/message';
import { editorRegistries } from '../registries';

/** What registries had for the images of a service, and when they were asked. */
export type NewerLook =
  | { readonly kind: 'known'; readonly found: Omit<UpdatePreview, 'change'>; readonly at: Instant }
  | { readonly kind: 'failed'; readonly said: Message; readonly at: Instant };

const lastsMs = 5 * 60_000;
const longestMs = 30_000;
const mostKept = 100;

/** One look at a service at a time; its answer is kept a while, with its age. It ends with the window, or when its time is up. */
export class NewerLooks {
  private readonly known = new Map<string, NewerLook>();
  private readonly asking = new Map<string, Promise<NewerLook>>();

  constructor(private readonly parts: { readonly fleet: Fleet; readonly clock: Clock; readonly signal: AbortSignal }) {}

  /** What is known, where it is not too old; else what will be. Never rejects. */
  of(service: string): Promise<NewerLook> {
    const last = this.known.get(service);
    if (last && this.parts.clock.now() - last.at < lastsMs) return Promise.resolve(last);
    const under = this.asking.get(service) ?? this.look(service).finally(() => this.asking.delete(service));
    this.asking.set(service, under);
    return under;
  }

  /** What was known last, however old. */
  last(service: string): NewerLook | undefined {
    return this.known.get(service);
  }

  private async look(service: string): Promise<NewerLook> {
    const { fleet, clock, signal } = this.parts;
    const at = clock.now();
    const look = await fleet.newerImages(service, editorRegistries(), deadline(signal, longestMs)).then(
      (found): NewerLook => ({ kind: 'known', found, at }),
      (error: unknown): NewerLook => ({
        kind: 'failed',
        said: unknownBecause(error, { at, source: service }).said,
        at,
      }),
    );
    this.known.delete(service);
    this.known.set(service, look);
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size > mostKept) this.known.delete(oldest);
    return look;
  }
}
