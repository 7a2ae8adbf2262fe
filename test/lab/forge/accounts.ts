import { randomBytes } from 'node:crypto';
import { Refusal } from './refusal';
import type { AccountRecord } from './state';
import type { Account, AccountOptions } from './types';

/** Whom a request speaks for. `unknown`: it brought a token or password that nobody has. */
export type Identity = { kind: 'anonymous' } | { kind: 'account'; account: AccountRecord } | { kind: 'unknown' };

export class Accounts {
  private readonly byName = new Map<string, AccountRecord>();

  createAccount(name: string, options: AccountOptions = {}): Account {
    const access = options.access ?? 'none';
    const account = this.add({
      name,
      kind: 'user',
      fullName: options.fullName ?? name,
      email: options.email ?? `${name}@example.com`,
      access,
      scope: options.scope ?? (access === 'read' ? 'read' : 'all'),
      token: options.token ?? randomBytes(20).toString('hex'),
    });
    return { name, token: account.token };
  }

  createOrganisation(name: string): void {
    this.add({ name, kind: 'organisation', fullName: name, email: '', access: 'none', scope: 'read', token: '' });
  }

  find(name: string): AccountRecord | undefined {
    return this.byName.get(name.toLowerCase());
  }

  numbered(id: number): AccountRecord | undefined {
    return [...this.byName.values()].find((account) => account.id === id);
  }

  /** The account of that name, or the first administrator where none is named. */
  actor(name: string | undefined): AccountRecord {
    const account =
      name === undefined ? [...this.byName.values()].find(({ access }) => access === 'admin') : this.find(name);
    if (!account) throw new Error(`The forge has no ${name === undefined ? 'administrator' : `account ${name}`}`);
    return account;
  }

  /** Reads `token T`, `Bearer T`, and Basic with the token as password or as user. */
  identify(authorization: string | undefined): Identity {
    if (authorization === undefined) return { kind: 'anonymous' };
    const [scheme = '', credential = ''] = authorization.split(/\s+/, 2);
    const candidates = scheme.toLowerCase() === 'basic' ? basicCandidates(credential) : [credential];
    const account = [...this.byName.values()].find(({ token }) => token !== '' && candidates.includes(token));
    return account ? { kind: 'account', account } : { kind: 'unknown' };
  }

  private add(record: Omit<AccountRecord, 'id'>): AccountRecord {
    const key = record.name.toLowerCase();
    if (this.byName.has(key)) throw new Refusal(409, `user already exists [name: ${record.name}]`);
    const account = { id: this.byName.size + 1, ...record };
    this.byName.set(key, account);
    return account;
  }
}

function basicCandidates(credential: string): string[] {
  const text = Buffer.from(credential, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? [text] : [text.slice(colon + 1), text.slice(0, colon)];
}
