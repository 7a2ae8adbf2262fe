import { randomUUID } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';

type Keys = ReturnType<typeof nkeys.createUser>;

/** An operator with one account for relays, and users of it: what a server is given, and what a relay is. */
export interface NatsAccounts {
  /** Lines of a server's configuration. */
  readonly configuration: string;
  /** A credentials file of a user of that account. */
  readonly credentials: string;
  /** One of an account that the server does not know. */
  readonly strangers: string;
}

const without = { subs: -1, data: -1, payload: -1 };
const limits = { ...without, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
const jetstream = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

/** Source: NATS docs, "Decentralized JWT Authentication/Authorization"; ADR-14. */
export function natsAccounts(): NatsAccounts {
  const operator = nkeys.createOperator();
  const [relays, system, strange] = [nkeys.createAccount(), nkeys.createAccount(), nkeys.createAccount()];
  const account = (keys: Keys, name: string, more: object) =>
    signed(operator, keys, name, { type: 'account', limits: { ...limits, ...more } });
  const preload = [
    `${idOf(relays)}: ${account(relays, 'relays', jetstream)}`,
    `${idOf(system)}: ${account(system, 'system', {})}`,
  ];
  return {
    configuration: [
      `operator: ${signed(operator, operator, 'lab', { type: 'operator' })}`,
      `system_account: ${idOf(system)}`,
      'resolver: MEMORY',
      `resolver_preload: {\n${preload.join('\n')}\n}`,
    ].join('\n'),
    credentials: credentialsOf(relays),
    strangers: credentialsOf(strange),
  };
}

function credentialsOf(account: Keys): string {
  const user = nkeys.createUser();
  const jwt = signed(account, user, 'relay', { type: 'user', pub: {}, sub: {}, ...without });
  const seed = new TextDecoder().decode(user.getSeed());
  const block = (what: string, text: string) => `-----BEGIN ${what}-----\n${text}\n------END ${what}------\n`;
  return `${block('NATS USER JWT', jwt)}\n${block('USER NKEY SEED', seed)}`;
}

function signed(issuer: Keys, subject: Keys, name: string, nats: object): string {
  const claims = { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), iss: idOf(issuer), name, sub: idOf(subject) };
  const parts = [
    { typ: 'JWT', alg: 'ed25519-nkey' },
    { ...claims, nats: { ...nats, version: 2 } },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString('base64url')}`;
}

function idOf(keys: Keys): string {
  return keys.getPublicKey();
}
