import { relayEvent, kindOf, type EventKind, type Place } from '../event';
import { end, reset, scope, streamEvents } from '../protocol';
import { repositoryKey } from '../repository';
import type { Frame } from './frames';

/** What a hint is about; `all` where its kind is not known to this version. */
export interface Hint {
  readonly kind: EventKind | 'all';
  /** The repository, as `repositoryKey` spells it. */
  readonly repository: string;
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
}

export type Said =
  | { readonly kind: 'scope'; readonly repositories: readonly string[] }
  | { readonly kind: 'reset'; readonly spreadMs: number }
  | { readonly kind: 'end'; readonly reason: string; readonly retryMs: number }
  | { readonly kind: 'hint'; readonly hint: Hint }
  /** A name that this version does not know: of a newer relay. */
  | { readonly kind: 'other' }
  /** One event that is none: what it was about is not known. */
  | { readonly kind: 'odd' }
  /** Not what the protocol has: what it meant may be missing. */
  | { readonly kind: 'malformed' };

/** What a frame says, by the protocol. Never throws. */
export function saidBy({ event, data }: Frame): Said {
  const value = jsonOf(data);
  switch (event) {
    case streamEvents.scope: {
      const read = scope.safeParse(value);
      return read.success ? { kind: 'scope', repositories: read.data.repositories } : { kind: 'malformed' };
    }
    case streamEvents.reset: {
      const read = reset.safeParse(value);
      return read.success ? { kind: 'reset', spreadMs: read.data.spreadMs } : { kind: 'malformed' };
    }
    case streamEvents.end: {
      const read = end.safeParse(value);
      return read.success ? { kind: 'end', ...read.data } : { kind: 'malformed' };
    }
    case '':
    case 'message':
      return hintOf(value);
    default:
      return { kind: 'other' };
  }
}

function hintOf(value: unknown): Said {
  const read = relayEvent.safeParse(value);
  if (!read.success) return { kind: 'odd' };
  const { repository, branch, commit }: Place = read.data.data;
  const kind = kindOf(read.data) ?? 'all';
  return { kind: 'hint', hint: { kind, repository: repositoryKey(repository), branch, commit } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no schema takes it
  }
}
