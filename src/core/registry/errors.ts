import type { Instant } from '../support/clock';
import { BranchlineError, type ErrorOptions } from '../support/errors';
import { message, type Message } from '../support/message';
import { oneLine } from '../support/oneLine';

/** The cases that people and callers tell apart; the code of the error is `registry/` and the case. */
export type RegistryCase =
  | 'badName'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'proxy'
  | 'plainHttp'
  | 'redirected'
  | 'serverError'
  | 'unauthorised'
  | 'forbidden'
  | 'notFound'
  | 'rateLimited'
  | 'digestMismatch'
  | 'noPlatform'
  | 'malformed'
  | 'tooLarge'
  | 'refused';

/** What may be wrong with the name of an image. */
const badNames = {
  tooLong: (text: string) => message('"{text}" is not the name of an image: it is too long.', { text }),
  host: (text: string) => message('"{text}" is not the name of an image: its registry is no host.', { text }),
  capitals: (text: string) => message('"{text}" is not the name of an image: it has capital letters.', { text }),
  characters: (text: string) =>
    message('"{text}" is not the name of an image: it has an empty part, or characters that no registry takes.', {
      text,
    }),
  hash: (text: string) => message('"{text}" is a hash, which names an image of one machine.', { text }),
  tag: (text: string) => message('"{text}" is not the name of an image: no tag can be called so.', { text }),
  digest: (text: string) =>
    message('"{text}" is not the name of an image: its digest is neither sha256 nor sha512 in small letters.', {
      text,
    }),
} as const;

/** A registry could not be asked, refused, or answered with what it does not promise; or an image has no such name. */
export class RegistryError extends BranchlineError {
  private constructor(
    readonly kind: RegistryCase,
    said: Message,
    options: ErrorOptions = {},
    /** From when on the registry wants to be asked again; for `rateLimited` alone. */
    readonly resetAt?: Instant,
  ) {
    super(`registry/${kind}`, said, options);
  }

  static is(error: unknown, ...kinds: readonly RegistryCase[]): error is RegistryError {
    return error instanceof RegistryError && kinds.includes(error.kind);
  }

  /** A text that names no image. */
  static badName(text: string, why: keyof typeof badNames): RegistryError {
    return new RegistryError('badName', badNames[why](oneLine(text, 80)));
  }

  static badPlatform(text: string): RegistryError {
    return new RegistryError(
      'badName',
      message('"{text}" is not the name of a platform, such as linux/amd64.', { text: oneLine(text, 80) }),
    );
  }
}
