import { message, type Message } from '../../support/message';
import { ForgeError } from '../errors';

/** What it means that no answer came at all. */
export function classifyFailure(host: string, error: unknown): ForgeError {
  const { code, text } = innermost(error);
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/.test(code)) return ForgeError.tls(host, code, error);
  // A proxy's 407 is no answer to `fetch` but a failure.
  if (/proxy(?:(?!proxy).)*\b407\b|proxy authentication/i.test(text)) return ForgeError.proxy(host);
  return ForgeError.unreachable(unreachable(host, code, text), error);
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
