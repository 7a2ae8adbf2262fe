import { redact } from '../support/redact';
import { BranchlineError, type ErrorOptions } from '../support/errors';
import { message, type Message } from '../support/message';

export type GitErrorCode =
  | 'git/missing'
  | 'git/tooOld'
  | 'git/repositoryGone'
  | 'git/unauthorised'
  | 'git/forbidden'
  | 'git/unreachable'
  | 'git/redirected'
  | 'git/html'
  | 'git/timeout'
  | 'git/cancelled'
  | 'git/branchMissing'
  | 'git/notGiven'
  | 'git/notStored'
  | 'git/notARepository'
  | 'git/untrustedOwner'
  | 'git/leaseRejected'
  | 'git/notEmpty'
  | 'git/refused'
  | 'git/shallow'
  | 'git/objectMissing'
  | 'git/unsoundTree'
  | 'git/tooLarge'
  | 'git/tooManyPaths'
  | 'git/badName'
  | 'git/failed';

/** git answered, or did not, and not with what was asked for. One code a case, so that a row can say what to do. */
export class GitError extends BranchlineError {
  declare readonly code: GitErrorCode;

  constructor(code: GitErrorCode, said: Message, options: ErrorOptions = {}) {
    super(code, said, options);
  }

  static missing(cause?: unknown): GitError {
    return new GitError(
      'git/missing',
      message('git was not found. Install git 2.38 or newer and put it on the path.'),
      {
        cause,
      },
    );
  }

  static tooOld(version: string): GitError {
    return new GitError('git/tooOld', message('git {version} is too old; 2.38 or newer is needed.', { version }));
  }

  static timeout(where: string, timeoutMs: number, cause?: unknown): GitError {
    const seconds = Math.round(timeoutMs / 1000);
    return new GitError('git/timeout', message('{where} did not answer within {seconds} s.', { where, seconds }), {
      cause,
    });
  }

  static redirected(where: string, host: string, cause?: unknown): GitError {
    return new GitError(
      'git/redirected',
      message('{where} sends us on to {host}, which gets no token of ours. Use the address that it leads to.', {
        where: redact(where),
        host,
      }),
      { cause },
    );
  }

  /** Whether there is a repository is not known: what stands before it answered in its place. */
  static html(where: string, cause?: unknown): GitError {
    const said = message('{where} answers as no git server does: it may be a page to sign in.', {
      where: redact(where),
    });
    return new GitError('git/html', said, { cause });
  }

  static notARepository(where: string, cause?: unknown): GitError {
    return new GitError('git/notARepository', message('{where} is not a git repository.', { where }), { cause });
  }

  static branchMissing(branch: string, where: string): GitError {
    return new GitError('git/branchMissing', message('{where} has no branch {branch}.', { branch, where }));
  }

  static revisionMissing(revision: string, where: string): GitError {
    return new GitError('git/objectMissing', message('{where} has no commit {revision}.', { revision, where }));
  }

  static notOnBranch(revision: string, branch: string, where: string): GitError {
    const said = message('Branch {branch} of {where} has no commit {revision}.', { branch, where, revision });
    return new GitError('git/objectMissing', said);
  }

  static objectMissing(sha: string): GitError {
    return new GitError('git/objectMissing', message('The object {sha} is not in the repository.', { sha }));
  }

  static brokenTree(): GitError {
    return new GitError('git/failed', message('A folder of the repository cannot be read: its object is broken.'));
  }

  static tooLarge(what: string, limitBytes: number): GitError {
    const limit = Math.round(limitBytes / 1_000_000);
    return new GitError('git/tooLarge', message('{what} is larger than {limit} MB.', { what, limit }));
  }

  static badName(name: string): GitError {
    return new GitError(
      'git/badName',
      message('{name} is not a name that git allows.', { name: JSON.stringify(name) }),
    );
  }

  static notABranch(name: string): GitError {
    return new GitError(
      'git/badName',
      message('{name} is not the name of a branch. Say the branch itself, as in: dev', { name: JSON.stringify(name) }),
    );
  }

  static shallow(where: string): GitError {
    return new GitError(
      'git/shallow',
      message('{where} is a shallow clone and lacks the history that is needed. Run: git fetch --unshallow', { where }),
    );
  }

  /** What is there is never written over. */
  static notEmpty(where: string): GitError {
    return new GitError(
      'git/notEmpty',
      message('{where} has branches or tags already; nothing was pushed to it.', { where: redact(where) }),
    );
  }

  static leaseRejected(branch: string): GitError {
    return new GitError(
      'git/leaseRejected',
      message('Somebody else moved {branch} in the meantime; nothing was pushed.', { branch }),
    );
  }
}

interface Said {
  readonly where: string;
  readonly detail: string;
}

const cases: readonly (readonly [RegExp, GitErrorCode, (said: Said) => Message])[] = [
  [
    /stale info|\(fetch first\)|\(non-fast-forward\)/i,
    'git/leaseRejected',
    (said) => message('A branch of {where} moved in the meantime; nothing was pushed.', { ...said }),
  ],
  [
    /dubious ownership/i,
    'git/untrustedOwner',
    (said) =>
      message(
        '{where} belongs to another user; git refuses to read it. See safe.directory in the documentation of git.',
        { ...said },
      ),
  ],
  [
    /protected branch|hook declined|GH006|GL-HOOK-ERR|\[remote rejected\]|deny updating/i,
    'git/refused',
    (said) => message('{where} refused the push: {detail}', { ...said }),
  ],
  [
    /couldn't find remote ref|Remote branch (?:(?!Remote branch ).)* not found/i,
    'git/branchMissing',
    (said) => message('{where} lacks the branch that was asked for.', { ...said }),
  ],
  [
    /not our ref|unadvertised object/i,
    'git/notGiven',
    (said) => message('{where} does not give out a commit by its name alone.', { ...said }),
  ],
  [
    /error: 403\b|HTTP (code = )?403/i,
    'git/forbidden',
    (said) => message('{where} does not allow you this: {detail}', { ...said }),
  ],
  [
    /authentication failed|could not read (username|password)|terminal prompts disabled|permission denied|invalid credentials|HTTP (code = )?401|error: 401\b|access denied|host key verification failed/i,
    'git/unauthorised',
    (said) => message('{where} refused the credentials that git has for it.', { ...said }),
  ],
  [
    /not found|error: 404\b|does not exist|no such file/i,
    'git/repositoryGone',
    (said) => message('{where} is gone, or hidden from you.', { ...said }),
  ],
  [/is this a git repository/i, 'git/html', ({ where }) => GitError.html(where).said],
  [
    /not a git repository|does not appear to be a git repository/i,
    'git/notARepository',
    (said) => message('{where} is not a git repository.', { ...said }),
  ],
  [
    /error: 30[12378]\b/i,
    'git/redirected',
    (said) => message('{where} sends us on to another address, and our token goes to none but this one.', { ...said }),
  ],
  [
    /shallow update not allowed|shallow/i,
    'git/shallow',
    (said) =>
      message('{where} is a shallow clone and lacks the history that is needed. Run: git fetch --unshallow', {
        ...said,
      }),
  ],
  [
    /could not resolve host|failed to connect|connection (refused|timed out|reset)|couldn't connect|no route to host|network is unreachable|operation timed out|early EOF|unexpected disconnect|the remote end hung up|unable to access|SSL|error: 5\d\d\b|RPC failed/i,
    'git/unreachable',
    (said) => message('{where} cannot be reached: {detail}', { ...said }),
  ],
  // Last: what broke off on the way ends so as well. Source: git's `fetch-pack.c`, `get_pack`.
  [
    /\b(?:index-pack|unpack-objects)\b/i,
    'git/notStored',
    (said) => message('What {where} sent could not be stored: {detail}', { ...said }),
  ],
];

/** Which case a failed command was, told from what git wrote to stderr (in English: commands run with LC_ALL=C). */
export function classify(stderr: string, where: string, cause?: unknown): GitError {
  const said: Said = { where: redact(where), detail: detailOf(stderr) };
  const [, code, told] = cases.find(([pattern]) => pattern.test(stderr)) ?? unknownCase;
  return new GitError(code, told(said), { cause });
}

const unknownCase = [
  undefined,
  'git/failed',
  (said: Said) => message('git failed on {where}: {detail}', { ...said }),
] as const;

/** The server's own words where it gives some, else git's last ones. */
function detailOf(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.replace(/\p{Cc}+/gu, ' ').trim());
  const server = lines.flatMap((line) => /^remote: *(?:error: *)*(?!error:)(\S.*)$/.exec(line)?.[1] ?? []);
  const git =
    lines.filter((line) => /^(fatal|error|!)/.test(line)).at(-1) ?? lines.filter((line) => line !== '').at(-1);
  return redact((server.length > 0 ? server.join(' ') : (git ?? '')).slice(0, 300));
}
