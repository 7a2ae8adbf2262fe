import { createHash } from 'node:crypto';

/** A secret that a forge takes for a person, and where it came from in people's words. */
export interface Token {
  readonly value: string;
  readonly source: string;
}

/** Where tokens come from. Never asks a person: whoever has none answers `undefined`. */
export interface TokenSource {
  /** @param host with port, as in `ForgeIdentity.host` */
  token(host: string, signal: AbortSignal): Promise<Token | undefined>;
}

export const noTokens: TokenSource = { token: () => Promise.resolve(undefined) };

/** The first source that has a token for the host. */
export function firstOf(...sources: readonly TokenSource[]): TokenSource {
  return {
    async token(host, signal) {
      for (const source of sources) {
        const token = await source.token(host, signal);
        if (token) return token;
      }
      return undefined;
    },
  };
}

/** Tells one token from another: a hash, so that no secret stays in memory longer than its own store keeps it. */
export function markOf(token: Token | undefined): string {
  return token ? createHash('sha256').update(token.value).digest('base64url').slice(0, 16) : '';
}

/** Whether it is one that was given out for a while to a bearer (a JSON web token), and no password. */
export function isWebToken(value: string): boolean {
  return /^ey[\w-]*\.[\w-]+\.[\w-]*$/.test(value);
}
