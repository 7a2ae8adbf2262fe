import { homedir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import * as z from 'zod';
import { isLoopback } from '../support/http/loopback';
import { jsonIn } from '../support/jsonIn';
import { oneLine } from '../support/oneLine';
import { readBounded } from '../support/readBounded';
import { KargoError } from './errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whom Kargo's API is asked as: the person who signed in with Kargo's own program. */
export interface KargoSignIn {
  /** Where its API is, as it was signed in to. */
  readonly address: URL;
  readonly token: string;
  /** Of whom the token says that it is; nothing where it does not say. It proves nothing: Kargo decides. */
  readonly who: string | undefined;
}

const maxBytes = 1_000_000;

const shape = z.object({ apiAddress: z.string().min(1), bearerToken: z.string().min(1) });

/**
 * The sign-in that `kargo login` keeps, or that the environment names (`KARGO_API_ADDRESS`, `KARGO_API_TOKEN`). Nothing is written, and no
 * certificate is taken on trust whatever was said at the sign-in.
 * @throws KargoError where there is none, or its address is not safe
 * @see kargo, pkg/cli/config/config.go
 */
export async function kargoSignIn(environment: Environment, signal: AbortSignal): Promise<KargoSignIn> {
  const { KARGO_API_ADDRESS: apiAddress, KARGO_API_TOKEN: bearerToken } = environment;
  const kept = apiAddress && bearerToken ? { apiAddress, bearerToken } : await keptIn(environment, signal);
  const address = URL.parse(kept.apiAddress);
  const isSafe = address?.protocol === 'https:' || (address?.protocol === 'http:' && isLoopback(address));
  if (!address || !isSafe || address.username !== '' || address.password !== '') {
    throw KargoError.unsafe(oneLine(address ? `${address.origin}${address.pathname}` : '?', 200));
  }
  return { address, token: kept.bearerToken, who: whoIn(kept.bearerToken) };
}

async function keptIn(environment: Environment, signal: AbortSignal): Promise<z.infer<typeof shape>> {
  const path = join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'kargo', 'config');
  const text = await readBounded(path, maxBytes, signal).then(String, () => undefined);
  signal.throwIfAborted();
  if (text === undefined) throw KargoError.notSignedIn();
  try {
    return shape.parse(load(text));
  } catch {
    throw KargoError.unreadable(path); // what is wrong in it may quote a token
  }
}

const claims = z.object({
  email: z.string().optional(),
  preferred_username: z.string().optional(),
  sub: z.string().optional(),
});

/** What a token of three parts says of itself. Source: RFC 7519. */
function whoIn(token: string): string | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  const { data } = claims.safeParse(jsonIn(Buffer.from(payload, 'base64url').toString('utf8')));
  const who = data?.email ?? data?.preferred_username ?? data?.sub;
  return who === undefined ? undefined : oneLine(who, 100);
}
