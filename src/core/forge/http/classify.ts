import * as z from 'zod';
import { ForgeError } from '../errors';
import type { Body } from './body';
import type { Pace } from '../../support/http/pace';

/** What was being done: the same status means different things. */
export type Intent = 'read' | 'createPullRequest' | 'merge' | 'write';

export interface Refusal {
  readonly host: string;
  /** What was asked for, in people's words: `gitops/cart`. */
  readonly subject: string;
  readonly path: string;
  readonly intent: Intent;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly token: 'none' | 'given';
}

/** A text; with GitLab also several, or several by the field that they are about. */
const words = z.union([
  z.string(),
  z.array(z.string()).transform((texts) => texts.join(' · ')),
  z.record(z.string(), z.array(z.string())).transform((fields) =>
    Object.entries(fields)
      .map(([field, texts]) => `${field} ${texts.join(', ')}`)
      .join(' · '),
  ),
]);

/** Bitbucket says it one level deeper, and which field it is about. */
const nested = z
  .object({
    message: z.string(),
    detail: z.string().optional().catch(undefined),
    fields: words.optional().catch(undefined),
  })
  .transform(({ message, detail, fields }) => [message, detail, fields].filter(Boolean).join(' · '));

const explanation = z.object({
  message: words.optional().catch(undefined),
  error: z.union([z.string(), nested]).optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  errors: z
    .array(
      z.union([
        z.string().transform((text) => ({ message: text, field: undefined, code: undefined })),
        z.object({
          message: z.string().optional().catch(undefined),
          field: z.string().optional().catch(undefined),
          code: z.string().optional().catch(undefined),
        }),
      ]),
    )
    .optional()
    .catch(undefined),
});

/** The one place that says what a forge's refusal means, for all forges. Source: the table of docs/forges.md, "What a refusal means". */
export function classify(refusal: Refusal, pace: Pace): ForgeError {
  const { host, subject, status, headers, body, token, intent, path } = refusal;
  const said = explain(body);
  if (status === 429 || (status === 403 && slowDown(headers, said.text))) {
    return ForgeError.rateLimited(host, pace.refused(headers));
  }
  if (status === 401) return ForgeError.unauthorised(host, token === 'none' ? 'none' : 'refused');
  if (status === 407) return ForgeError.proxy(host);
  if (status === 403) {
    const sso = headers.get('x-github-sso');
    return sso?.startsWith('required')
      ? ForgeError.sso(host, subject, ssoUrl(sso))
      : ForgeError.forbidden(host, subject, said.text);
  }
  if (status >= 500) return ForgeError.serverError(host, status);
  if (body.kind === 'other') return ForgeError.html(host, path);
  if (intent === 'createPullRequest') return classifyCreate(refusal, said);
  if (intent === 'merge' && (status === 405 || status === 422)) return ForgeError.notMergeable(subject, said.text);
  if (status === 404 || status === 410) return ForgeError.notFound(host, subject, token);
  if (status === 409 || /has already been taken|name already exists on this account/.test(said.text))
    return ForgeError.headMoved(subject);
  return ForgeError.refused(host, status, said.text);
}

function classifyCreate({ host, subject, status, token }: Refusal, said: Explanation): ForgeError {
  if (/no commits between|no changes between/i.test(said.text)) return ForgeError.nothingToPromote(subject);
  if (status === 409 || /already exists/i.test(said.text)) return ForgeError.duplicatePullRequest(subject);
  if (status === 422 && said.invalidFields.some((field) => field === 'head' || field === 'base')) {
    return ForgeError.branchMissing(subject);
  }
  if (status === 404)
    return token === 'none' ? ForgeError.notFound(host, subject, token) : ForgeError.branchMissing(subject);
  return ForgeError.refused(host, status, said.text);
}

interface Explanation {
  readonly text: string;
  readonly invalidFields: readonly string[];
}

function explain(body: Body): Explanation {
  const parsed = explanation.safeParse(body.kind === 'json' ? body.value : {});
  if (!parsed.success) return { text: '', invalidFields: [] };
  const errors = parsed.data.errors ?? [];
  const { message, error, error_description: description } = parsed.data;
  const said = [message, error, description, ...errors.map((one) => one.message)];
  const text = said.filter(Boolean).join(' · ').slice(0, 500);
  return {
    text,
    invalidFields: errors.flatMap(({ field, code }) => (code === 'invalid' && field !== undefined ? [field] : [])),
  };
}

function slowDown(headers: Headers, text: string): boolean {
  return (
    headers.has('retry-after') ||
    headers.get('x-ratelimit-remaining') === '0' ||
    /secondary rate limit|rate limit exceeded|abuse detection/i.test(text)
  );
}

/** The address in `required; url=https://…`, if it is one that a person may be sent to. */
function ssoUrl(header: string): string | undefined {
  const url = /url=(\S+)/.exec(header)?.[1];
  return url !== undefined && URL.parse(url)?.protocol === 'https:' ? url : undefined;
}
