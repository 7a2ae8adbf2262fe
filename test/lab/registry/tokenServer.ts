import { createPrivateKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { account, basicHeader } from './access';

export interface TokenServer {
  readonly realm: string;
  readonly issuer: string;
  readonly service: string;
  /** Its public key, as a registry reads it from a file. */
  readonly jwks: object;
  /** What was asked of it so far: method, address, and with what. */
  readonly asked: { readonly method: string; readonly url: string; readonly authorization: string | undefined }[];
  sign(repository: string, actions: readonly string[]): string;
  /** Whether a token is of this server and allows that. */
  allows(token: string, repository: string, action: string): boolean;
  stop(): Promise<void>;
}

interface Claims {
  readonly exp: number;
  readonly access: readonly { readonly name: string; readonly actions: readonly string[] }[];
}

const service = 'registry.lab';
const lifeSeconds = 300;
const keyId = 'lab';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes tokens for who has the account, as the servers of Docker Hub, GitLab and others do, for real registries and for the double. */
export async function startTokenServer(): Promise<TokenServer> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const asked: TokenServer['asked'] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;

  const tokens: TokenServer = {
    realm,
    issuer: realm,
    service,
    jwks: { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'ES256', use: 'sig' }] },
    asked,
    sign: (repository, actions) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        ...{ iss: realm, sub: account.user, aud: service, exp: now + lifeSeconds, nbf: now - 10, iat: now },
        ...{ jti: randomUUID(), access: [{ type: 'repository', name: repository, actions }] },
      };
      const content = `${encoded({ typ: 'JWT', alg: 'ES256', kid: keyId })}.${encoded(claims)}`;
      const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
      return `${content}.${signature.toString('base64url')}`;
    },
    allows: (token, repository, action) => {
      const [header = '', claims = '', signature = ''] = token.split('.');
      const by = { key: pair.publicKey, dsaEncoding: 'ieee-p1363' } as const;
      const isOurs = verify('sha256', Buffer.from(`${header}.${claims}`), by, Buffer.from(signature, 'base64url'));
      if (!isOurs) return false;
      const { exp, access } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims;
      return exp > Date.now() / 1000 && access.some((one) => one.name === repository && one.actions.includes(action));
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return tokens;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', realm);
    const { authorization } = request.headers;
    asked.push({ method: request.method ?? '', url: url.pathname + url.search, authorization });
    const form = request.method === 'POST' ? new URLSearchParams(await textOf(request)) : undefined;
    const question = form ?? url.searchParams;
    const [, repository = '', actions = ''] = /^repository:([^:]+):(.+)$/.exec(question.get('scope') ?? '') ?? [];
    const isKnown = form ? form.get('refresh_token') === account.identity : authorization === basicHeader;
    if (!isKnown && (form ?? authorization) !== undefined) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'access denied' }] }));
      return;
    }
    // Who has not signed in gets a token as well, which opens nothing.
    const token = tokens.sign(repository, isKnown ? actions.split(',') : []);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token, access_token: token, expires_in: lifeSeconds }));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
