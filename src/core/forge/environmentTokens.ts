import type { TokenSource } from './tokens';

/**
 * Tokens from the environment: `BRANCHLINE_TOKEN_GIT_EXAMPLE_COM` for one host (what is neither letter nor digit is `_`,
 * the port is part of it), else `BRANCHLINE_TOKEN` for whichever host is asked.
 */
export function environmentTokens(environment: Readonly<Record<string, string | undefined>>): TokenSource {
  return {
    token(host) {
      const own = `BRANCHLINE_TOKEN_${host.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
      for (const name of [own, 'BRANCHLINE_TOKEN']) {
        const value = environment[name];
        if (value !== undefined && value !== '') return Promise.resolve({ value, source: name });
      }
      return Promise.resolve(undefined);
    },
  };
}
