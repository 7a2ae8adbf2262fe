import type { EventKind, Place } from '../event';

/** What somebody sent to the address of a webhook, before it is believed. */
export interface Delivery {
  /** The header's only value; nothing where it is not there. Names in small letters. */
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
}

/** What copies of one delivery have in common. */
export interface Identity {
  /** A digest of the body. */
  readonly body: string;
  /** What its sender calls it, each time that it is sent; nothing where the sender has no names for deliveries. */
  readonly name: string | undefined;
}

/** Where to look, as a hook says it: not yet held against what the relay is configured for. */
export interface Hint {
  readonly kind: EventKind;
  /** Path of the repository on the forge that the hook is of; of an image, its name in the registry. */
  readonly path: string;
  readonly where: Omit<Place, 'repository'>;
  /** When it happened, as the forge writes it: a text, or seconds or milliseconds since the epoch. */
  readonly time?: string | number | undefined;
}

/** What one kind of sender sends, and how it is known to be the sender. One file a kind. */
export interface HookKind {
  /** Content types that it sends; anything else is refused. */
  readonly contentTypes: readonly string[];
  /**
   * Whether one of the secrets made it, in time that tells nothing of them.
   * @param now milliseconds since the epoch, for those that sign when they sent it
   */
  readonly isAuthentic: (delivery: Delivery, secrets: readonly string[], now: number) => boolean;
  readonly identity: (delivery: Delivery) => Identity;
  /**
   * Where to look. What concerns nobody is an empty list.
   * @throws ZodError where it is not what this kind sends
   */
  readonly read: (delivery: Delivery, json: unknown) => readonly Hint[];
}
