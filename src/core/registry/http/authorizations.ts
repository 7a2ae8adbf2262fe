import * as z from 'zod';
import { boundedBody } from '../../support/boundedBody';
import type { Clock, Instant } from '../../support/clock';
import type { Pace } from '../../support/http/pace';
import { Lru } from '../../support/lru';
import type { CredentialSource, RegistryCredential } from '../credentials/types';
import { RegistryError } from '../errors';
import { readChallenges, type Challenge } from './challenge';
import { classify, parsedJson } from './classify';
import { tokenServer } from './places';

export interface AuthorizationOptions {
  /** As images name it: `docker.io`. */
  readonly registry: string;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly pace: Pace;
}

/** What a request is sent with, and whether a person's credential is behind it. */
export interface Authorization {
  readonly header: string;
  readonly credential: 'none' | 'given';
}

interface Kept extends Authorization {
  readonly until: Instant;
}

const answerShape = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  expires_in: z.number().optional().catch(undefined),
});

const maxBytes = 256_000;
const longestToken = 32_768;
/** Where the server does not say. Source: distribution, "Token Authentication Specification". */
const shortestLifeSeconds = 60;
const longestLifeSeconds = 3_600;

/**
 * What one registry is asked with, repository by repository: tokens that its token server made for reading, or the
 * credential itself where it takes that. A credential is looked up only once the registry wants one.
 * Source: distribution, "Token Authentication Specification"; OAuth 2 of docker's registries.
 */
export class Authorizations {
  private readonly kept = new Lru<string, Kept>(1_000);

  constructor(private readonly options: AuthorizationOptions) {}

  of(repository: string): Authorization | undefined {
    const kept = this.kept.get(repository);
    return kept && kept.until > this.options.clock.now() ? kept : undefined;
  }

  forget(repository: string): void {
    this.kept.delete(repository);
  }

  /**
   * Answers what the registry at `base` wants of whoever asks for a repository; nothing where there is no answer to it.
   * @throws RegistryError of the token server, or where credentials cannot be read
   */
  async answer(
    wanted: string | null,
    repository: string,
    base: URL,
    signal: AbortSignal,
  ): Promise<Authorization | undefined> {
    const challenges = readChallenges(wanted);
    const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
    const isBasic = challenges.some(({ scheme }) => scheme === 'basic');
    if (!bearer && !isBasic) return undefined;
    const realm = bearer && tokenServer(this.options.registry, base, bearer.parameters.get('realm') ?? '');
    const credential = await this.options.credentials.credential(this.options.registry, signal);
    const found =
      credential?.kind === 'bearer'
        ? this.lasting(`Bearer ${credential.token}`)
        : bearer && realm
          ? await this.token(bearer, realm, credential, repository, signal)
          : credential?.kind === 'password'
            ? this.lasting(basic(credential))
            : undefined;
    if (found) this.kept.set(repository, found);
    return found;
  }

  private lasting(header: string): Kept {
    return { header, credential: 'given', until: this.options.clock.now() + longestLifeSeconds * 1000 };
  }

  private async token(
    { parameters }: Challenge,
    realm: URL,
    credential: RegistryCredential | undefined,
    repository: string,
    signal: AbortSignal,
  ): Promise<Kept> {
    const service = parameters.get('service');
    const scope = `repository:${repository}:pull`; // to read is all that is ever asked for, whatever the registry says
    const asked = { ...(service !== undefined && { service }), scope };
    const { registry, clock, pace } = this.options;
    const [url, init] = question(realm, asked, credential);
    const response = await this.options.fetch(url.href, { ...init, signal });
    const body = await boundedBody(response, maxBytes);
    if (!body) throw RegistryError.tooLarge(registry, realm.host);
    const given = credential ? 'given' : 'none';
    if (response.status !== 200) {
      const refused = credential ? 'refused' : 'none';
      const { status, headers } = response;
      throw classify(
        {
          host: registry,
          subject: repository,
          status: status === 403 ? 401 : status,
          headers,
          body,
          credential: refused,
        },
        pace,
      );
    }
    const answer = answerShape.safeParse(parsedJson(body));
    const token = answer.data?.token ?? answer.data?.access_token;
    if (token === undefined || token.length > longestToken || !/^[\x21-\x7e]+$/.test(token)) {
      throw RegistryError.malformed(registry, `${realm.host}: token`);
    }
    const seconds = Math.min(Math.max(answer.data?.expires_in ?? 0, shortestLifeSeconds), longestLifeSeconds);
    // Asked anew a little earlier, as clocks differ.
    return { header: `Bearer ${token}`, credential: given, until: clock.now() + seconds * 800 };
  }
}

/** An identity is exchanged in a body, which no log of addresses has; a password travels in its header. */
function question(
  realm: URL,
  asked: Readonly<Record<string, string>>,
  credential: RegistryCredential | undefined,
): [URL, RequestInit] {
  const headers = { 'user-agent': 'branchline', accept: 'application/json' };
  if (credential?.kind === 'identity') {
    const body = new URLSearchParams({
      ...asked,
      grant_type: 'refresh_token',
      client_id: 'branchline',
      refresh_token: credential.token,
    });
    return [realm, { method: 'POST', headers, body, redirect: 'manual' }];
  }
  const url = new URL(realm);
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return [
    url,
    {
      headers: { ...headers, ...(credential?.kind === 'password' && { authorization: basic(credential) }) },
      redirect: 'manual',
    },
  ];
}

function basic({ user, password }: Extract<RegistryCredential, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
