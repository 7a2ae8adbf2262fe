import type { Instant } from '../support/clock';
import { BranchlineError, type ErrorOptions, type Remedy } from '../support/errors';
import { message, type Message } from '../support/message';

/** The cases that people and callers tell apart; the code of the error is `forge/` and the case. Source: docs/forges.md, "What a refusal means". */
export type ForgeCase =
  | 'unauthorised'
  | 'forbidden'
  | 'sso'
  | 'notFound'
  | 'rateLimited'
  | 'html'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'proxy'
  | 'serverError'
  | 'duplicatePullRequest'
  | 'nothingToPromote'
  | 'branchMissing'
  | 'headMoved'
  | 'notMergeable'
  | 'refused'
  | 'invalidAnswer'
  | 'tooLarge'
  | 'redirected';

/** A forge could not be asked, refused, or answered with what it does not promise. */
export class ForgeError extends BranchlineError {
  private constructor(
    readonly kind: ForgeCase,
    said: Message,
    options: ErrorOptions = {},
    /** From when on the forge wants to be asked again; for `rateLimited` alone. */
    readonly resetAt?: Instant,
  ) {
    super(`forge/${kind}`, said, options);
  }

  static is(error: unknown, ...kinds: readonly ForgeCase[]): error is ForgeError {
    return error instanceof ForgeError && kinds.includes(error.kind);
  }

  /** No token, or one that the forge does not know (any more). */
  static unauthorised(host: string, token: 'none' | 'refused'): ForgeError {
    return token === 'none'
      ? new ForgeError('unauthorised', message('{host} wants to know who you are.', { host }), { remedy: signIn(host) })
      : new ForgeError(
          'unauthorised',
          message('{host} does not accept the token: it is wrong or has expired.', { host }),
          {
            remedy: signIn(host),
          },
        );
  }

  /** After too many wrong passwords, until a person has signed in there. `url` is where. */
  static captcha(host: string, url: string | undefined): ForgeError {
    const title = message('Open its sign-in page');
    return new ForgeError(
      'unauthorised',
      message('{host} asks you to sign in there once with a browser (CAPTCHA), and takes no password until then.', {
        host,
      }),
      { remedy: url === undefined ? signIn(host) : { title, command: 'vscode.open', args: [url] } },
    );
  }

  /** The token is right, and its owner may not do that. */
  static forbidden(host: string, subject: string, reason: string): ForgeError {
    return new ForgeError(
      'forbidden',
      message('{host} does not allow this on {subject}: {reason}', { host, subject, reason }),
      { remedy: signIn(host) },
    );
  }

  /** The same, where what is needed is known. @param right in the forge's own words */
  static lacks(host: string, subject: string, right: string, cause: ForgeError): ForgeError {
    return new ForgeError(
      'forbidden',
      message('{host} does not allow this on {subject}: it needs {right}. {reason}', {
        host,
        subject,
        right,
        reason: cause.message,
      }),
      { remedy: signIn(host), cause },
    );
  }

  /** The organisation asks for single sign-on first. `url` is where. */
  static sso(host: string, subject: string, url: string | undefined): ForgeError {
    const title = message('Sign in to the organisation');
    return new ForgeError(
      'sso',
      message('The organisation of {subject} on {host} asks for single sign-on.', { host, subject }),
      { remedy: url === undefined ? signIn(host) : { title, command: 'vscode.open', args: [url] } },
    );
  }

  /** Not there, or hidden: forges answer alike so as not to tell. */
  static notFound(host: string, subject: string, token: 'none' | 'given'): ForgeError {
    return token === 'none'
      ? new ForgeError(
          'notFound',
          message('{subject} was not found on {host}. If it is private, sign in.', { host, subject }),
          {
            remedy: signIn(host),
          },
        )
      : new ForgeError(
          'notFound',
          message('{subject} was not found on {host}, or your account may not see it.', { host, subject }),
          { remedy: signIn(host) },
        );
  }

  static rateLimited(host: string, resetAt: Instant): ForgeError {
    const at = new Date(resetAt).toISOString();
    return new ForgeError('rateLimited', message('{host} asks to slow down until {at}.', { host, at }), {}, resetAt);
  }

  /** A page for people where an answer for programs was due: a sign-in page, a proxy's notice, a wrong address. */
  static html(host: string, path: string): ForgeError {
    return new ForgeError(
      'html',
      message('{host} answered {path} with a web page: behind it is a sign-in page, a proxy, or no forge.', {
        host,
        path,
      }),
      { remedy: showLog },
    );
  }

  static unreachable(reason: Message, cause: unknown): ForgeError {
    return new ForgeError('unreachable', reason, { remedy: showLog, cause });
  }

  static timeout(host: string, timeoutMs: number): ForgeError {
    return new ForgeError(
      'timeout',
      message('{host} did not answer within {seconds} seconds.', { host, seconds: Math.round(timeoutMs / 1000) }),
      { remedy: showLog },
    );
  }

  static tls(host: string, reason: string, cause: unknown): ForgeError {
    return new ForgeError(
      'tls',
      message('The certificate of {host} is not trusted on this machine ({reason}).', { host, reason }),
      { remedy: showLog, cause },
    );
  }

  static proxy(host: string): ForgeError {
    return new ForgeError(
      'proxy',
      message('The proxy on the way to {host} asks for a user name and password.', { host }),
      {
        remedy: showLog,
      },
    );
  }

  static serverError(host: string, status: number): ForgeError {
    return new ForgeError('serverError', message('{host} has trouble of its own ({status}).', { host, status }), {
      remedy: showLog,
    });
  }

  static duplicatePullRequest(subject: string): ForgeError {
    return new ForgeError(
      'duplicatePullRequest',
      message('{subject} has a pull request for these branches already.', { subject }),
    );
  }

  static nothingToPromote(subject: string): ForgeError {
    return new ForgeError(
      'nothingToPromote',
      message('There is nothing to promote in {subject}: the branches do not differ.', { subject }),
    );
  }

  static branchMissing(subject: string): ForgeError {
    return new ForgeError('branchMissing', message('{subject} does not have one of the branches.', { subject }));
  }

  static headMoved(subject: string): ForgeError {
    return new ForgeError(
      'headMoved',
      message('Somebody else changed {subject} in the meantime. Look again.', { subject }),
    );
  }

  static notMergeable(subject: string, reason: string): ForgeError {
    return new ForgeError('notMergeable', message('{subject} cannot be merged now: {reason}', { subject, reason }));
  }

  static pullRequestsOff(subject: string): ForgeError {
    return new ForgeError(
      'refused',
      message('Pull requests are switched off in the settings of {subject}.', { subject }),
    );
  }

  /** Repositories have no topics there, so that none can be found by one. */
  static noTopics(host: string): ForgeError {
    return new ForgeError(
      'refused',
      message('Repositories on {host} have no topics: name the owner alone, or the repositories themselves.', { host }),
    );
  }

  /** Webhooks are kept elsewhere there, one for each event, and are not set up. */
  static noWebhooks(host: string): ForgeError {
    return new ForgeError(
      'refused',
      message('Webhooks of {host} are not set up here: add a service hook in the settings of the project.', { host }),
    );
  }

  /** Who may land on a branch is kept in access control lists that name nobody. */
  static namesNobody(host: string): ForgeError {
    return new ForgeError('refused', message('{host} does not tell who may land, but of oneself.', { host }));
  }

  /** What the forge does not do, whoever asks. */
  static cannot(said: Message): ForgeError {
    return new ForgeError('refused', said);
  }

  /** Refused for a reason that only the forge's own words tell. */
  static refused(host: string, status: number, reason: string): ForgeError {
    return new ForgeError('refused', message('{host} refused this ({status}): {reason}', { host, status, reason }), {
      remedy: showLog,
    });
  }

  /** A list goes on beyond all that is read of one. */
  static tooLong(subject: string, count: number): ForgeError {
    return new ForgeError(
      'refused',
      message('{subject} lists more than the {count} entries that are read of it.', { subject, count }),
    );
  }

  /** `path` is the request and the place in its answer that is not as promised. */
  static invalidAnswer(host: string, path: string, cause?: unknown): ForgeError {
    return new ForgeError(
      'invalidAnswer',
      message('{host} answered in a way that Branchline does not know ({path}).', { host, path }),
      {
        remedy: showLog,
        cause,
      },
    );
  }

  static tooLarge(host: string, path: string): ForgeError {
    return new ForgeError('tooLarge', message('The answer of {host} to {path} is too large.', { host, path }), {
      remedy: showLog,
    });
  }

  /** Renamed, or given to another owner: reading is sent on, writing is not. */
  static moved(host: string, subject: string, to: string): ForgeError {
    return new ForgeError(
      'redirected',
      message('{subject} has moved on {host}: it is {to} now. Change its address.', { host, subject, to }),
    );
  }

  /** Somewhere else, where a token or a write must not follow. */
  static redirected(host: string, to: string): ForgeError {
    return new ForgeError('redirected', message('{host} sends this on to {to}, which is not followed.', { host, to }), {
      remedy: showLog,
    });
  }

  /** A name that would change the meaning of an address. */
  static badName(value: string): ForgeError {
    return new ForgeError('refused', message('"{value}" is not a name that a forge could have.', { value }));
  }
}

function signIn(host: string): Remedy {
  return { title: message('Sign in'), command: 'branchline.signIn', args: [host] };
}

const showLog: Remedy = { title: message('Show log'), command: 'branchline.showLog' };
