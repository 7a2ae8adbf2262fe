import { createHmac } from 'node:crypto';
import type { Delivery } from '../../../src/core/relay/hooks/delivery';
import type { ForgeHookName, RegistryHookName } from '../../../src/core/relay/hooks/kinds';

/** A delivery as a kind of sender makes it. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const commit = '6f1c'.repeat(10);
export const now = Date.UTC(2026, 10, 30, 14);

const hmac = (body: string) => createHmac('sha256', secret).update(body).digest('hex');

/** The headers by which each kind proves that it is the sender. */
export const proofs: Readonly<
  Record<ForgeHookName | RegistryHookName | 'gitlab-signed', (body: string) => Sent['headers']>
> = {
  gitea: (body) => ({ 'x-gitea-signature': hmac(body) }),
  forgejo: (body) => ({ 'x-gitea-signature': hmac(body), 'x-forgejo-signature': hmac(body) }),
  github: (body) => ({ 'x-hub-signature-256': `sha256=${hmac(body)}` }),
  gitlab: () => ({ 'x-gitlab-token': secret }),
  'gitlab-signed': (body) => {
    const sent = String(now / 1000);
    const key = Buffer.from(secret.slice(6), 'base64');
    const made = createHmac('sha256', key).update(`msg_1.${sent}.${body}`).digest('base64');
    return { 'webhook-id': 'msg_1', 'webhook-timestamp': sent, 'webhook-signature': `v1,${made}` };
  },
  'bitbucket-cloud': (body) => ({ 'x-hub-signature': `sha256=${hmac(body)}` }),
  'bitbucket-data-center': (body) => ({ 'x-hub-signature': `sha256=${hmac(body)}` }),
  'azure-devops': () => ({ authorization: `Basic ${Buffer.from(secret).toString('base64')}` }),
  distribution: () => ({ authorization: `Bearer ${secret}` }),
  harbor: () => ({ authorization: secret }),
};

/** Those that vouch for the body: a change of it is a change of the proof. */
export const signing = [
  'gitea',
  'forgejo',
  'github',
  'gitlab-signed',
  'bitbucket-cloud',
  'bitbucket-data-center',
] as const;

export function asDelivery({ headers, body }: Sent): Delivery {
  return { header: (name) => headers[name], body: Buffer.from(body) };
}

/** A push of `commit` to `dev` of `gitops/cart` as Gitea tells it. */
export function giteaPush(path = 'gitops/cart', branch = 'dev', after = commit, more: object = {}): Sent {
  const body = JSON.stringify({ ref: `refs/heads/${branch}`, after, repository: { full_name: path }, ...more });
  return { headers: { 'content-type': 'application/json', 'x-gitea-event': 'push', ...proofs.gitea(body) }, body };
}
