import * as z from 'zod';
import { ForgeError } from '../errors';
import type { Refusal } from '../http/classify';

const said = z.object({ message: z.string().nullish(), exceptionName: z.string().nullish() });
const veto = z.object({ summaryMessage: z.string().nullish(), detailedMessage: z.string().nullish() });
const body = z.object({ errors: z.array(said.extend({ vetoes: z.array(veto).nullish().catch(undefined) })) });

const longest = 500;

/**
 * What a refusal means by the name of its exception, where its status says less: 401 is also whoever may not, and 409 whatever
 * cannot be now. Source: Bitbucket Data Center REST API, "Errors & validation"; the answers of each operation.
 */
export function refusalOf({
  host,
  subject,
  status,
  headers,
  body: sent,
  token,
  intent,
}: Refusal): ForgeError | undefined {
  const parsed = body.safeParse(sent.kind === 'json' ? sent.value : {});
  const errors = parsed.success ? parsed.data.errors : [];
  const is = (...names: readonly string[]) =>
    errors.some(({ exceptionName }) => names.includes((exceptionName ?? '').split('.').at(-1) ?? ''));
  const text = textOf(errors);
  if (status === 401) {
    const denied = headers.get('x-authentication-denied-reason') ?? '';
    if (/^CAPTCHA/i.test(denied) || is('CaptchaRequiredAuthenticationException')) {
      return ForgeError.captcha(host, loginOf(denied, host));
    }
    return token === 'given' && is('AuthorisationException') ? ForgeError.forbidden(host, subject, text) : undefined;
  }
  if (status === 404 && is('NoSuchRepositoryException', 'NoSuchProjectException')) {
    return ForgeError.notFound(host, subject, token);
  }
  if (status !== 409) return undefined;
  if (is('ArchivedRepositoryException', 'RepositoryArchivedException')) return ForgeError.refused(host, status, text);
  if (intent === 'createPullRequest') {
    if (is('DuplicatePullRequestException')) return ForgeError.duplicatePullRequest(subject);
    if (is('EmptyPullRequestException')) return ForgeError.nothingToPromote(subject);
    return ForgeError.refused(host, status, text);
  }
  return intent === 'merge' && !is('PullRequestOutOfDateException')
    ? ForgeError.notMergeable(subject, text)
    : undefined;
}

/** Where a person signs in there, if that is there. */
function loginOf(denied: string, host: string): string | undefined {
  const url = URL.parse(/login-url=(\S+)/.exec(denied)?.[1] ?? '');
  return url?.host === host && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

function textOf(errors: z.infer<typeof body>['errors']): string {
  const words = errors.flatMap(({ message, vetoes }) => [
    message,
    ...(vetoes ?? []).map(({ detailedMessage, summaryMessage }) => detailedMessage ?? summaryMessage),
  ]);
  return words.filter(Boolean).join(' · ').slice(0, longest);
}
