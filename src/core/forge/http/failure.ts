import { networkFailure } from '../../support/http/failure';
import { ForgeError } from '../errors';

/** What it means that no answer came at all. */
export function classifyFailure(host: string, error: unknown): ForgeError {
  const failure = networkFailure(host, error);
  switch (failure.kind) {
    case 'tls':
      return ForgeError.tls(host, failure.code, error);
    case 'proxy':
      return ForgeError.proxy(host);
    case 'unreachable':
      return ForgeError.unreachable(failure.said, error);
  }
}
