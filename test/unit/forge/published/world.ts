import { BitbucketClient } from '../../../../src/core/forge/bitbucket/client';
import { BitbucketHosting } from '../../../../src/core/forge/bitbucket/hosting';
import { DataCenterClient } from '../../../../src/core/forge/bitbucketDataCenter/client';
import { DataCenterHosting } from '../../../../src/core/forge/bitbucketDataCenter/hosting';
import { GiteaClient } from '../../../../src/core/forge/gitea/client';
import { GiteaHosting } from '../../../../src/core/forge/gitea/hosting';
import { GitHubClient } from '../../../../src/core/forge/github/client';
import { GitHubHosting } from '../../../../src/core/forge/github/hosting';
import type { ForgeClient } from '../../../../src/core/forge/forgeClient';
import type { ForgeHosting } from '../../../../src/core/forge/hosting';
import type { ClientOptions } from '../../../../src/core/forge/http/transport';
import { descriptionOf, type Described } from './description';
import { inventedGraphql } from './graphql';
import { invented, type Amount } from './invented';
import { Judge, type Sent } from './judge';

const apiBase = 'https://forge.example.com/api';

export interface World {
  readonly client: ForgeClient;
  readonly hosting: ForgeHosting;
  readonly sent: readonly Sent[];
  /** Of what was asked by GraphQL, where its answer may be `null`. */
  readonly nullable: ReadonlySet<string>;
}

/** How a forge answers: with what its description allows, and with a refusal where one is given for the operation. */
export interface Manner {
  readonly amount: Amount;
  /** A place of GraphQL's answers that is `null`. */
  readonly nullAt?: string;
  /** A field that older servers leave out. */
  readonly without?: string;
  readonly refused?: Readonly<Record<string, number>>;
  /** What some operations answer instead of what is made up. */
  readonly said?: Readonly<Record<string, unknown>>;
}

const classes = {
  bitbucket: [BitbucketClient, BitbucketHosting],
  bitbucketDataCenter: [DataCenterClient, DataCenterHosting],
  gitea: [GiteaClient, GiteaHosting],
  github: [GitHubClient, GitHubHosting],
} as const;

/** Clients of a forge that is nothing but its description. */
export function describedForge(forge: Described, { amount, nullAt, without, refused = {}, said = {} }: Manner): World {
  const description = descriptionOf(forge);
  const judge = new Judge(description);
  const sent: Sent[] = [];
  const nullable = new Set<string>();
  const answer = (asked: Sent): Response => {
    if (asked.path === '/graphql') {
      const { query } = asked.body as { readonly query: string };
      const told = inventedGraphql(query, (place) => amount === 'least' || place === nullAt);
      told.nullable.forEach((place) => nullable.add(place));
      return json(200, told.answer);
    }
    const name = judge.operation(asked);
    const status = name === undefined ? 404 : refused[name];
    if (name === undefined || status !== undefined) return json(status ?? 404, { message: 'no' });
    if (name in said) return json(200, said[name]);
    const answers = Object.entries(description.operations[name]?.answers ?? {});
    const [good, schema] = answers.find(([one]) => one.startsWith('2')) ?? ['404', null];
    return json(Number(good), schema === null ? undefined : invented(description, schema, amount), without);
  };
  const options: ClientOptions = {
    identity: { kind: forge, host: 'forge.example.com', apiBase },
    tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
    writeGapMs: 0,
    fetch: (address, init) => {
      const url = new URL(address);
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
      const path = url.pathname.slice('/api'.length);
      const one = { method: init?.method ?? 'GET', path, query: url.searchParams, body };
      sent.push(one);
      return Promise.resolve(answer(one));
    },
  };
  const made = classes[forge];
  return { client: new made[0](options), hosting: new made[1](options), sent, nullable };
}

function json(status: number, body: unknown, without?: string): Response {
  if (body === undefined) return new Response(null, { status });
  // A list that goes on would go on for ever.
  const text = JSON.stringify(body, (name, value: unknown) =>
    name === without || name === 'next' ? undefined : value,
  );
  return new Response(text, { status, headers: { 'content-type': 'application/json' } });
}
