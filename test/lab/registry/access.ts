import type { TokenServer } from './tokenServer';

/** Who may ask a registry. */
export type Access =
  | { readonly kind: 'open' }
  /** One account, whose password goes with each request. */
  | { readonly kind: 'basic' }
  /** Tokens that another server makes. */
  | { readonly kind: 'token'; readonly server: TokenServer };

/** The account of every registry here. */
export const account = {
  user: 'lab',
  password: 'lab-registry',
  /** What the real registry knows of the password: bcrypt, which Node does not have. */
  bcrypt: '$2a$05$Gp62wcNFORug.zolK0CXPuiWPSkwMJGamTCTWmly69YBKillLDQ5a',
  identity: 'lab-identity-token',
} as const;

export const basicHeader = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;

/** With what a push, or a read by the test itself, is sent. */
export function authorizationFor(access: Access, repository: string): string | undefined {
  switch (access.kind) {
    case 'open':
      return undefined;
    case 'basic':
      return basicHeader;
    case 'token':
      return `Bearer ${access.server.sign(repository, ['pull', 'push', 'delete'])}`;
  }
}
