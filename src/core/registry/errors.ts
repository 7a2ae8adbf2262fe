import type { Instant } from '../support/clock';
import { BranchlineError, type ErrorOptions, type Remedy } from '../support/errors';
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

  static unreachable(said: Message, cause: unknown): RegistryError {
    return new RegistryError('unreachable', said, { remedy: showLog, cause });
  }

  static timeout(host: string, timeoutMs: number): RegistryError {
    const seconds = Math.round(timeoutMs / 1000);
    return new RegistryError('timeout', message('{host} did not answer within {seconds} seconds.', { host, seconds }), {
      remedy: showLog,
    });
  }

  static tls(host: string, reason: string, cause: unknown): RegistryError {
    return new RegistryError(
      'tls',
      message('The certificate of {host} is not trusted on this machine ({reason}).', { host, reason }),
      { remedy: showLog, cause },
    );
  }

  static proxy(host: string): RegistryError {
    return new RegistryError(
      'proxy',
      message('The proxy on the way to {host} asks for a user name and password.', { host }),
      { remedy: showLog },
    );
  }

  /** It answers without encryption, and nobody has allowed that. */
  static plainHttp(host: string): RegistryError {
    return new RegistryError(
      'plainHttp',
      message('{host} does not speak HTTPS. It is asked without encryption only where you allow it for this host.', {
        host,
      }),
    );
  }

  /** Somewhere else, where neither a request nor a credential may follow. */
  static redirected(host: string, to: string): RegistryError {
    return new RegistryError(
      'redirected',
      message('{host} sends this on to {to}, which is not followed.', { host, to: oneLine(to, 120) }),
      { remedy: showLog },
    );
  }

  static serverError(host: string, status: number): RegistryError {
    return new RegistryError('serverError', message('{host} has trouble of its own ({status}).', { host, status }), {
      remedy: showLog,
    });
  }

  /** No credential, or one that the registry does not take. Registries answer so, too, for what is not there. */
  static unauthorised(host: string, subject: string, credential: 'none' | 'refused'): RegistryError {
    return credential === 'none'
      ? new RegistryError(
          'unauthorised',
          message('{host} does not show {subject} to who has not signed in: run "docker login {host}".', {
            host,
            subject,
          }),
        )
      : new RegistryError(
          'unauthorised',
          message('{host} does not take the credentials for {subject}: run "docker login {host}".', { host, subject }),
        );
  }

  /** Where credentials are kept cannot be read. `reason` has none of them. */
  static credentials(host: string, where: string, reason: string): RegistryError {
    return new RegistryError(
      'unauthorised',
      message('The credentials for {host} cannot be read from {where}: {reason}', { host, where, reason }),
      { remedy: showLog },
    );
  }

  static forbidden(host: string, subject: string, reason: string): RegistryError {
    return new RegistryError(
      'forbidden',
      message('{host} does not allow this on {subject}: {reason}', { host, subject, reason }),
    );
  }

  static notFound(host: string, subject: string): RegistryError {
    return new RegistryError(
      'notFound',
      message('{subject} was not found on {host}, or your account may not see it.', { host, subject }),
    );
  }

  static rateLimited(host: string, resetAt: Instant): RegistryError {
    const at = new Date(resetAt).toISOString();
    return new RegistryError('rateLimited', message('{host} asks to slow down until {at}.', { host, at }), {}, resetAt);
  }

  /** What came is not what its digest says: changed on the way, or by the registry. */
  static digestMismatch(host: string, subject: string): RegistryError {
    return new RegistryError(
      'digestMismatch',
      message(
        '{host} answers {subject} with something else: its content does not have the digest that it is named by.',
        {
          host,
          subject,
        },
      ),
      { remedy: showLog },
    );
  }

  /** @param offered what there is, such as `linux/amd64, linux/arm64` */
  static noPlatform(subject: string, wanted: string, offered: string): RegistryError {
    return offered === ''
      ? new RegistryError('noPlatform', message('{subject} has no image to run on any platform.', { subject }))
      : new RegistryError(
          'noPlatform',
          message('{subject} does not exist for {wanted}, only for {offered}.', { subject, wanted, offered }),
        );
  }

  /** `where` is the request, and the place in its answer that is not as promised. */
  static malformed(host: string, where: string, cause?: unknown): RegistryError {
    return new RegistryError(
      'malformed',
      message('{host} answered in a way that no registry does ({where}).', { host, where: oneLine(where, 200) }),
      { remedy: showLog, cause },
    );
  }

  static tooLarge(host: string, where: string): RegistryError {
    return new RegistryError('tooLarge', message('The answer of {host} to {where} is too large.', { host, where }), {
      remedy: showLog,
    });
  }

  /** Refused for a reason that only the registry's own words tell. */
  static refused(host: string, status: number, reason: string): RegistryError {
    return new RegistryError('refused', message('{host} refused this ({status}): {reason}', { host, status, reason }), {
      remedy: showLog,
    });
  }
}

const showLog: Remedy = { title: message('Show log'), command: 'branchline.showLog' };
