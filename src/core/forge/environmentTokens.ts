import type { TokenSource } from './tokens';

/** The variable that holds the token for one host. */
export function tokenVariable(host: string): string {
  return `BRANCHLINE_TOKEN_${host.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

/**
 * Tokens from the environment: `BRANCHLINE_TOKEN_GIT_EXAMPLE_COM` for one host (what is neither letter nor digit is `_`,
 * the port is part of it), else `BRANCHLINE_TOKEN`. That one says of no host that it is meant for it: it goes to one
 * host only, and to none where several are asked, so that no entry of a catalog can draw it to another.
 * @param hosts all that may be asked; where none is known beforehand, the first that is asked is the one
 */
export function environmentTokens(
  environment: Readonly<Record<string, string | undefined>>,
  hosts: () => readonly string[],
): TokenSource {
  let first: string | undefined;
  const isMeant = (host: string): boolean => {
    const known = new Set(hosts());
    if (known.size > 0) return known.size === 1 && known.has(host);
    first ??= host;
    return first === host;
  };
  const read = (name: string) => {
    const value = environment[name];
    return value === undefined || value === '' ? undefined : { value, source: name };
  };
  return {
    token: (host) =>
      Promise.resolve(read(tokenVariable(host)) ?? (isMeant(host) ? read('BRANCHLINE_TOKEN') : undefined)),
  };
}
