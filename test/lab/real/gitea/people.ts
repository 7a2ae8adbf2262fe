import { z } from 'zod';
import type { Access, Account, AccountOptions } from '../../forge';
import { operator } from './server';
import type { OperatorApi } from './api';

const created = z.object({ id: z.number() });
const createdToken = z.object({ sha1: z.string() });

const scopesOf = {
  read: ['read:repository', 'read:issue', 'read:organization', 'read:user'],
  repository: ['write:repository', 'read:organization', 'read:user'],
  all: ['all'],
} as const;
const units = ['repo.code', 'repo.issues', 'repo.pulls', 'repo.actions', 'repo.packages', 'repo.releases'];

/** Organisations with a team for readers and one for writers, and the accounts in them. */
export class People {
  private readonly organisations = new Map<string, Readonly<Record<'read' | 'write', number>>>();
  private readonly accounts = new Map<string, { access: Access; fullName: string; email: string }>();

  constructor(private readonly api: OperatorApi) {}

  isOrganisation(name: string): boolean {
    return this.organisations.has(name);
  }

  /** The first administrator, unless somebody is named. */
  actor(name: string | undefined): string {
    return name ?? [...this.accounts].find(([, { access }]) => access === 'admin')?.[0] ?? operator.name;
  }

  /** How an account signs its commits. */
  signature(name: string): { name: string; email: string } {
    const { fullName, email } = this.accounts.get(name) ?? { fullName: name, email: `${name}@lab.example` };
    return { name: fullName, email };
  }

  async createOrganisation(name: string): Promise<void> {
    await this.api.call('POST', '/orgs', { body: { username: name } });
    const [read, write] = await Promise.all([this.createTeam(name, 'read'), this.createTeam(name, 'write')]);
    this.organisations.set(name, { read, write });
    for (const [account, { access }] of this.accounts) await this.admit(account, access, name);
  }

  /** Access is to every repository of every organisation. */
  async createAccount(name: string, options: AccountOptions): Promise<Account> {
    if (options.token !== undefined) throw new Error('Gitea makes its tokens itself');
    const { access = 'none', fullName = name, email = `${name}@example.com` } = options;
    const { api } = this;
    await api.call('POST', '/admin/users', {
      body: {
        username: name,
        full_name: fullName,
        email,
        password: `lab-${name}-password`,
        must_change_password: false,
      },
    });
    if (access === 'admin') {
      await api.call('PATCH', `/admin/users/${name}`, { body: { login_name: name, source_id: 0, admin: true } });
    }
    this.accounts.set(name, { access, fullName, email });
    for (const organisation of this.organisations.keys()) await this.admit(name, access, organisation);
    const scope = options.scope ?? (access === 'read' ? 'read' : 'all');
    return { name, token: await this.createToken(name, scopesOf[scope]) };
  }

  /** Another token of an account: tokens are made with a password, not with another token. */
  async createToken(account: string, scopes: readonly string[]): Promise<string> {
    const credential = Buffer.from(`${operator.name}:${operator.password}`).toString('base64');
    const response = await fetch(`${this.api.url}/api/v1/users/${account}/tokens`, {
      method: 'POST',
      headers: { authorization: `Basic ${credential}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `lab-${crypto.randomUUID()}`, scopes }),
    });
    return createdToken.parse(await response.json()).sha1;
  }

  private async createTeam(organisation: string, permission: 'read' | 'write'): Promise<number> {
    const body = {
      name: permission,
      permission,
      includes_all_repositories: true,
      units_map: Object.fromEntries(units.map((unit) => [unit, permission])),
    };
    return created.parse(await this.api.call('POST', `/orgs/${organisation}/teams`, { body })).id;
  }

  private async admit(account: string, access: Access, organisation: string): Promise<void> {
    const team = access === 'read' || access === 'write' ? this.organisations.get(organisation)?.[access] : undefined;
    if (team !== undefined) await this.api.call('PUT', `/teams/${team}/members/${account}`);
  }
}
