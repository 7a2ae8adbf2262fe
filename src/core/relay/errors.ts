import type { Problem } from '../catalog/source';
import { BranchlineError } from '../support/errors';
import { inEnglish, message } from '../support/message';

/** The relay cannot be run as it is configured, or cannot go on. */
export class RelayError extends BranchlineError {
  static invalid(path: string, problems: readonly Problem[]): RelayError {
    const lines = problems.map(({ line, column, said }) => `${path}:${line}:${column}: ${inEnglish(said)}`);
    return new RelayError('relay/invalid', message('{problems}', { problems: lines.join('\n') }));
  }

  static unreadable(path: string, cause: unknown): RelayError {
    return new RelayError('relay/unreadable', message('{path} could not be read.', { path }), { cause });
  }

  /** Only where it was looked for is told: what is there is a secret. */
  static noSecret(place: string, of: string, cause?: unknown): RelayError {
    return new RelayError(
      'relay/noSecret',
      message('The secret of {of} is not there, or is empty: {place}.', { of, place }),
      { cause },
    );
  }

  static weakSecret(place: string, of: string, least: number): RelayError {
    return new RelayError(
      'relay/weakSecret',
      message('The secret of {of} is too short: {place} must have {least} characters or more.', { of, place, least }),
    );
  }

  static badToken(place: string, of: string, prefix: string): RelayError {
    return new RelayError(
      'relay/badToken',
      message('The token {of} must begin with {prefix}, so that it is never taken for one of a forge: {place}.', {
        of,
        place,
        prefix,
      }),
    );
  }

  static cannotListen(address: string, cause: unknown): RelayError {
    return new RelayError('relay/cannotListen', message('The relay cannot listen at {address}.', { address }), {
      cause,
    });
  }

  static noNats(reason: string, cause?: unknown): RelayError {
    return new RelayError('relay/noNats', message('NATS JetStream cannot be used: {reason}', { reason }), { cause });
  }
}
