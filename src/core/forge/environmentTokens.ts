import * as z from 'zod';
import { BranchlineError } from '../support/errors';
import { message } from '../support/message';
import type { Token, TokenSource } from './tokens';
import { jsonIn } from '../support/jsonIn';

/** Tokens by host, as JSON: for programs, and for hosts that have no variable of their own. */
export const tokensVariable = 'BRANCHLINE_TOKENS';

/** Letters and digits, hyphens within, as registries of domains hand them out. Source: RFC 1123, 2.1. */
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/** Whether all of a host, before its port, is labels. */
function isPlain(host: string): boolean {
  return host
    .replace(/:\d+$/, '')
    .split('.')
    .every((part) => label.test(part));
}

/**
 * The variable that holds the token for one host, and for no other: a hyphen is two underscores, a dot and the colon of a port are one. Else
 * whoever registers `git-example.com` could have what was meant for `git.example.com`. A host of other characters is named
 * in {@link tokensVariable} alone.
 */
export function tokenVariable(host: string): string {
  if (!isPlain(host)) return tokensVariable;
  return `BRANCHLINE_TOKEN_${host.replaceAll('-', '__').replaceAll(/[.:]/g, '_').toUpperCase()}`;
}

/** Where a person puts the token for a host, in words that follow `set`. */
export function tokenPlace(host: string): string {
  const variable = tokenVariable(host);
  return variable === tokensVariable ? `${JSON.stringify(host)} in ${variable} (JSON by host)` : variable;
}

const byHost = z.record(z.string(), z.string().min(1));

/** What the token of a job of GitLab's CI says of where it came from: by that it is said in a header of its own. */
export const jobToken = 'CI_JOB_TOKEN';
/** The same of a pipeline of Azure DevOps. */
export const pipelineToken = 'SYSTEM_ACCESSTOKEN';

/** The host of Bitbucket Cloud, whose API is on another. */
export const bitbucketCloud = 'bitbucket.org';

/**
 * Who git says that a token is of, where that matters, and the token as git gives it. Source: GitLab docs, "CI/CD job token"; Bitbucket
 * docs, "Using API tokens", "Repository access tokens".
 */
export function gitLogin(host: string, { value, source }: Token): { readonly token: string; readonly user?: string } {
  if (source === jobToken) return { token: value, user: 'gitlab-ci-token' };
  if (host !== bitbucketCloud) return { token: value };
  const colon = value.indexOf(':');
  return colon < 0
    ? { token: value, user: 'x-token-auth' }
    : { token: value.slice(colon + 1), user: 'x-bitbucket-api-token-auth' };
}

/**
 * Tokens from the environment: those of `BRANCHLINE_TOKENS`; else `BRANCHLINE_TOKEN_GIT_EXAMPLE_COM` for one host ({@link tokenVariable}),
 * else `BRANCHLINE_TOKEN`. That one says of no host that it is meant for it: it goes to one
 * host only, and to none where several are asked, so that no entry of a catalog can draw it to another. Else what GitLab's
 * own tools have: `GITLAB_TOKEN`, and the token of the job, for the server that they belong to alone; and what those of Azure DevOps
 * have, `AZURE_DEVOPS_EXT_PAT` and the pipeline's `SYSTEM_ACCESSTOKEN`, in the same way. Else `BITBUCKET_TOKEN` for Bitbucket
 * Cloud, which is a person's where `BITBUCKET_EMAIL` names their account.
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
  const ofGitLab = (host: string) => {
    const job = hostOf(environment['CI_SERVER_URL']);
    const own = hostOf(environment['GITLAB_HOST']) ?? job ?? 'gitlab.com';
    return (host === own ? read('GITLAB_TOKEN') : undefined) ?? (host === job ? read(jobToken) : undefined);
  };
  const ofAzure = (host: string) => {
    const pipeline = hostOf(environment['SYSTEM_COLLECTIONURI'] ?? environment['SYSTEM_TEAMFOUNDATIONCOLLECTIONURI']);
    const own = host === (pipeline ?? 'dev.azure.com') ? read('AZURE_DEVOPS_EXT_PAT') : undefined;
    return own ?? (host === pipeline ? read(pipelineToken) : undefined);
  };
  const ofBitbucket = (host: string) => {
    const token = host === bitbucketCloud ? read('BITBUCKET_TOKEN') : undefined;
    const email = environment['BITBUCKET_EMAIL'] ?? '';
    return token && email !== '' ? { ...token, value: `${email}:${token.value}` } : token;
  };
  const ofHost = (host: string) => {
    const variable = tokenVariable(host);
    return variable === tokensVariable ? undefined : read(variable);
  };
  return {
    // A function that is async: what cannot be read rejects.
    token: async (host) =>
      Promise.resolve(
        listed(environment[tokensVariable], host) ??
          ofHost(host) ??
          (isMeant(host) ? read('BRANCHLINE_TOKEN') : undefined) ??
          ofGitLab(host) ??
          ofAzure(host) ??
          ofBitbucket(host),
      ),
  };
}

/**
 * Of an address, or of a name alone. Source: GitLab docs, "Predefined CI/CD variables"; its `glab`, "GITLAB_HOST"; Azure DevOps docs,
 * "Predefined variables", "Sign in with a personal access token".
 */
function hostOf(address: string | undefined): string | undefined {
  if (address === undefined || address === '') return undefined;
  return URL.parse(address.includes('://') ? address : `https://${address}`)?.host || undefined;
}

function listed(text: string | undefined, host: string) {
  if (text === undefined || text === '') return undefined;
  const tokens = byHost.safeParse(jsonIn(text));
  if (!tokens.success) {
    throw new BranchlineError(
      'token/unreadable',
      message('{variable} is no JSON of tokens by host.', { variable: tokensVariable }),
    );
  }
  const value = Object.hasOwn(tokens.data, host) ? tokens.data[host] : undefined;
  return value === undefined ? undefined : { value, source: tokensVariable };
}
