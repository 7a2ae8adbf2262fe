import type { HttpCheck } from '../../catalog/verify/checks';
import { finderOf } from '../../support/linear/finder';
import { boundedBody } from '../../support/boundedBody';
import { isTimeout } from '../../support/deadline';
import { reasonOf } from '../../support/errors';
import { locationOf, maxRedirects } from '../../support/http/redirect';
import { shown } from '../shownLine';
import { valueAt } from './jsonPath';
import type { CheckResult } from './result';

const maxBytes = 1024 * 1024;

/** An address without what stands behind `?`: that may be a key. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/**
 * Asks an address once. No credential is sent, a redirect is followed on the same host alone, and of the body no more is
 * read than 1 MiB; nothing of it is said.
 * @throws the signal's reason when cancelled, and not when the time was up
 */
export async function tryHttp(check: HttpCheck, signal: AbortSignal, cancelled: AbortSignal): Promise<CheckResult> {
  const where = shownUrl(check.url);
  const not = (said: string): CheckResult => ({ state: 'waiting', said: shown(`${where} ${said}`) });
  try {
    const answer = await follow(check.url, signal);
    if (typeof answer === 'string') return not(answer);
    if (answer.status !== check.status) {
      await answer.body?.cancel();
      return not(`answers ${answer.status}, and not ${check.status}.`);
    }
    const why = check.json.length === 0 && check.body === undefined ? undefined : await wrongIn(check, answer);
    await answer.body?.cancel().catch(() => undefined); // read to its end, or locked by whoever read it
    return why === undefined ? { state: 'met', said: shown(`${where} answers ${answer.status}.`) } : not(why);
  } catch (error) {
    cancelled.throwIfAborted();
    const said = isTimeout(error) ? 'does not answer in time.' : `cannot be reached: ${networkReason(error)}`;
    return { state: 'unknown', said: shown(`${where} ${said}`) };
  }
}

/** The answer, or why there is none. */
async function follow(url: string, signal: AbortSignal): Promise<Response | string> {
  let target = new URL(url);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const answer = await fetch(target, { redirect: 'manual', signal, headers: { 'user-agent': 'branchline' } });
    const location = locationOf(answer);
    if (location === null) return answer;
    await answer.body?.cancel();
    const next = URL.parse(location, target.href);
    if (next?.origin !== target.origin || next.username !== '' || next.password !== '') {
      return `leads to ${next?.origin ?? 'nowhere'}, which is not followed.`;
    }
    target = next;
  }
  return 'leads on and on.';
}

async function wrongIn({ json, body }: HttpCheck, answer: Response): Promise<string | undefined> {
  const text = (await boundedBody(answer, maxBytes))?.toString('utf8');
  if (text === undefined) return `answers with more than ${maxBytes} bytes.`;
  if (body !== undefined && finderOf(body)?.(text) !== true)
    return 'answers a body in which the expression is not found.';
  if (json.length === 0) return undefined;
  const value = parsed(text);
  if (value === undefined) return 'answers no JSON.';
  const wrong = json.find(({ path, equals }) => valueAt(value.json, path) !== equals);
  return wrong && `answers JSON in which ${wrong.path} is not ${JSON.stringify(wrong.equals)}.`;
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined; // a page, or a broken answer: said by the caller
  }
}

/** `fetch` says only that it failed; its cause says why. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code || reasonOf(cause ?? error);
}
