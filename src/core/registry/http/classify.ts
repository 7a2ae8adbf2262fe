import * as z from 'zod';
import type { Pace } from '../../support/http/pace';
import { oneLine } from '../../support/oneLine';
import { redact } from '../../support/redact';
import { RegistryError } from '../errors';

export interface Refusal {
  readonly host: string;
  /** What was asked for, in people's words: `shop/cart:1.2`. */
  readonly subject: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly credential: 'none' | 'refused';
}

const explanation = z.object({
  errors: z.array(
    z.object({ code: z.string().catch(''), message: z.string().optional().catch(undefined) }).catch({ code: '' }),
  ),
});

/** The one place that says what a registry's refusal means. Source: OCI distribution specification 1.1, "Error Codes". */
export function classify({ host, subject, status, headers, body, credential }: Refusal, pace: Pace): RegistryError {
  const { codes, text } = explain(body);
  if (status === 429 || codes.includes('TOOMANYREQUESTS'))
    return RegistryError.rateLimited(host, pace.refused(headers));
  if (status === 401) return RegistryError.unauthorised(host, subject, credential);
  if (status === 403) return RegistryError.forbidden(host, subject, text);
  if (status === 404) return RegistryError.notFound(host, subject);
  if (status === 407) return RegistryError.proxy(host);
  if (status >= 500) return RegistryError.serverError(host, status);
  return RegistryError.refused(host, status, text);
}

function explain(body: Buffer): { readonly codes: readonly string[]; readonly text: string } {
  const parsed = explanation.safeParse(parsedJson(body));
  const errors = parsed.success ? parsed.data.errors.slice(0, 10) : [];
  const text = errors.map(({ code, message }) => message ?? code).filter((said) => said !== '');
  return { codes: errors.map(({ code }) => code), text: redact(oneLine(text.join(' · '), 300)) };
}

/** Nothing where it is no JSON: a page, or what was cut off on the way. */
export function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
