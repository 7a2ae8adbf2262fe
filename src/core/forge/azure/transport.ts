import { Transport, type ClientOptions } from '../http/transport';
import { isWebToken, type Token } from '../tokens';

/** Where people sign in: also with a good status (203), and by a redirect. */
const signInPages = /\/_signin\b|[./](?:vssps\.visualstudio|login\.microsoftonline|login\.live)\.com\b/i;

/** Asked for, a token that is not accepted is a 401, as the published client has it. */
const headers = { 'x-tfs-fedauthredirect': 'Suppress' };

/** Without it a bearer with a personal account of Microsoft is sent to sign in. Source: microsoft/azure-devops-python-api#130. */
const ofPersons = { 'x-vss-forcemsapassthrough': 'true' };

/** How Azure DevOps is asked. */
export function azureTransport(options: ClientOptions): Transport {
  return new Transport({
    ...options,
    headers,
    authorise,
    asksToSignIn: ({ status, headers: said }) => status === 203 || signInPages.test(said.get('location') ?? ''),
  });
}

/**
 * A personal access token is a password without a user; what Entra and a pipeline give out (a JWT) is a bearer's. Source: Azure
 * DevOps docs, "Use personal access tokens", "Access repositories, artifacts, and other resources".
 */
function authorise({ value }: Token): Readonly<Record<string, string>> {
  return isWebToken(value)
    ? { authorization: `Bearer ${value}`, ...ofPersons }
    : { authorization: `Basic ${Buffer.from(`:${value}`).toString('base64')}` };
}
