import { relayEvent } from '../event';
import { factAgain, toldFact, type FactAgain, type ToldFact } from '../facts/fact';
import { hintOf, type Hint } from '../hints/hint';
import { end, reset, scope, streamEvents } from '../protocol';
import type { Frame } from './frames';
import { jsonIn } from '../../support/jsonIn';

export type Said =
  | { readonly kind: 'scope'; readonly repositories: readonly string[] }
  /** `repositories`: of these alone events may be missing; nothing where that is not known. */
  | { readonly kind: 'reset'; readonly spreadMs: number; readonly repositories?: readonly string[] | undefined }
  | { readonly kind: 'end'; readonly reason: string; readonly retryMs: number }
  | { readonly kind: 'hint'; readonly hint: Hint }
  | { readonly kind: 'fact'; readonly told: ToldFact }
  | { readonly kind: 'again'; readonly told: FactAgain }
  /** A name that this version does not know: of a newer relay. */
  | { readonly kind: 'other' }
  /** One event that is none: what it was about is not known. */
  | { readonly kind: 'odd' }
  /** Not what the protocol has: what it meant may be missing. */
  | { readonly kind: 'malformed' };

/** What a frame says, by the protocol. Never throws. */
export function saidBy({ event, data }: Frame): Said {
  const value = jsonIn(data);
  switch (event) {
    case streamEvents.scope: {
      const read = scope.safeParse(value);
      return read.success ? { kind: 'scope', repositories: read.data.repositories } : { kind: 'malformed' };
    }
    case streamEvents.reset: {
      const read = reset.safeParse(value);
      if (!read.success) return { kind: 'malformed' };
      const { spreadMs, repositories } = read.data;
      return { kind: 'reset', spreadMs, repositories };
    }
    case streamEvents.end: {
      const read = end.safeParse(value);
      return read.success ? { kind: 'end', ...read.data } : { kind: 'malformed' };
    }
    case streamEvents.fact: {
      const read = toldFact.safeParse(value);
      return read.success ? { kind: 'fact', told: read.data } : { kind: 'malformed' };
    }
    case streamEvents.again: {
      const read = factAgain.safeParse(value);
      return read.success ? { kind: 'again', told: read.data } : { kind: 'malformed' };
    }
    case '':
    case 'message':
      return hinted(value);
    default:
      return { kind: 'other' };
  }
}

function hinted(value: unknown): Said {
  const read = relayEvent.safeParse(value);
  if (!read.success) return { kind: 'odd' };
  return { kind: 'hint', hint: hintOf(read.data) };
}
