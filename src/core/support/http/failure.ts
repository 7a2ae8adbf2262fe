import { message, type Message } from '../message';

/** What it means that no answer came at all. */
export type NetworkFailure =
  | { readonly kind: 'tls'; readonly code: string }
  | { readonly kind: 'proxy' }
  | { readonly kind: 'unreachable'; readonly said: Message };

/** Why `fetch` failed, told for whoever has its own family of errors. */
export function networkFailure(host: string, error: unknown): NetworkFailure {
  const { code, text } = innermost(error);
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/.test(code)) return { kind: 'tls', code };
  // A proxy's 407 is no answer to `fetch` but a failure.
  if (/proxy(?:(?!proxy).)*\b407\b|proxy authentication/i.test(text)) return { kind: 'proxy' };
  return { kind: 'unreachable', said: unreachable(host, code, text) };
}

function unreachable(host: string, code: string, text: string): Message {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return message('{host} was not found: is the machine offline, or is a VPN needed?', { host });
    case 'ECONNREFUSED':
      return message('{host} refuses the connection: nothing answers there.', { host });
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return message('{host} broke the connection off.', { host });
    default:
      return message('{host} could not be reached ({reason}).', { host, reason: code === '' ? text : code });
  }
}

/** `fetch` says no more than "fetch failed"; the reason lies below, and of several tries the first says enough. */
function innermost(error: unknown): { code: string; text: string } {
  let current = error;
  let found = { code: '', text: error instanceof Error ? error.message : String(error) };
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    const { code } = current as NodeJS.ErrnoException;
    found = { code: typeof code === 'string' ? code : found.code, text: current.message || found.text };
    current = current instanceof AggregateError ? (current.errors as unknown[])[0] : current.cause;
  }
  return found;
}
