import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import type { ForgeHosting } from '../../../src/core/forge/hosting';
import type { ClientOptions } from '../../../src/core/forge/http/transport';
import type { RepositoryRef } from '../../../src/core/forge/types';
import type { Account, AnyForge, RepositoryName } from '../../lab/forge';
import { sharedForge } from './backend';
import type { Kind } from './kinds';
import { judgedFetch } from './published';

export type Person = 'admin' | 'developer' | 'reader' | 'limited' | 'scoped' | 'stranger';

/** An organisation of its own with the repository `cart`, branches dev and prod one commit apart, and people. */
export interface World {
  readonly forge: AnyForge;
  readonly owner: string;
  readonly cart: RepositoryRef;
  /** `limited` and `scoped` may read and write; their tokens may only read, or write repositories and nothing else. */
  readonly accounts: Readonly<Record<Person, Account>>;
  readonly named: (repository: string) => RepositoryName;
  readonly ref: (repository: string) => RepositoryRef;
  readonly client: (as?: Person | 'nobody' | { token: string }, options?: Partial<ClientOptions>) => ForgeClient;
  readonly hosting: (as: Person) => ForgeHosting;
  /** Asks the API as it is, for what no client does. */
  readonly call: (method: string, below: string, body?: object) => Promise<Response>;
}

const accounts = new Map<Kind, Promise<World['accounts']>>();
let worlds = 0;

export async function aWorld(kind: Kind): Promise<World> {
  const forge = await sharedForge(kind.dialect);
  const making = accounts.get(kind) ?? makeAccounts(forge);
  accounts.set(kind, making);
  const people = await making;
  const owner = `gitops${(worlds += 1)}`;
  const named = (repository: string): RepositoryName => `${owner}/${repository}`;
  await forge.createOrganisation(owner);
  await forge.createRepository(named('cart'), { defaultBranch: 'dev', topics: ['gitops'] });
  await forge.commit(named('cart'), 'dev', 'First', { 'deployment.yaml': 'replicas: 1\n' });
  await forge.commit(named('cart'), 'prod', 'First in prod', { 'prod.yaml': 'a: 1\n' }, { from: 'dev' });
  await forge.commit(named('cart'), 'dev', 'Second', { 'deployment.yaml': 'replicas: 2\n' });
  const ref = (name: string): RepositoryRef => ({ owner, name });
  const apiBase = forge.url + kind.apiPath;
  const judge = judgedFetch(kind.dialect);
  const optionsOf = (value: string | undefined): ClientOptions => ({
    identity: { kind: kind.dialect, host: new URL(forge.url).host, apiBase },
    tokens: { token: () => Promise.resolve(value === undefined ? undefined : { value, source: 'test' }) },
    timeoutMs: 60_000,
    ...(judge && { fetch: judge }),
  });
  return {
    forge,
    owner,
    cart: ref('cart'),
    accounts: people,
    named,
    ref,
    client: (as = 'developer', more = {}) => {
      const value = as === 'nobody' ? undefined : typeof as === 'string' ? people[as].token : as.token;
      return kind.client({ ...optionsOf(value), ...more });
    },
    hosting: (as) => kind.hosting(optionsOf(people[as].token)),
    call: (method, below, body) =>
      fetch(apiBase + below.replace('OWNER', owner), {
        method,
        headers: { authorization: `Bearer ${people.developer.token}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body).replaceAll('OWNER', owner) }),
      }),
  };
}

async function makeAccounts(forge: AnyForge): Promise<World['accounts']> {
  return {
    admin: await forge.createAccount('ada', { fullName: 'Ada Admin', access: 'admin' }),
    developer: await forge.createAccount('dev', { fullName: 'Dev Eloper', access: 'write' }),
    reader: await forge.createAccount('reader', { fullName: 'Rita Reader', access: 'read', scope: 'all' }),
    limited: await forge.createAccount('limited', { fullName: 'Lim Ited', access: 'write', scope: 'read' }),
    scoped: await forge.createAccount('scoped', { fullName: 'Sco Ped', access: 'write', scope: 'repository' }),
    stranger: await forge.createAccount('stranger', { fullName: 'Stan Stranger' }),
  };
}
