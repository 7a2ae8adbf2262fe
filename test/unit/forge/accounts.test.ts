import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { AzureClient } from '../../../src/core/forge/azure/client';
import { BitbucketClient } from '../../../src/core/forge/bitbucket/client';
import type { Head, HeadsAnswer } from '../../../src/core/forge/types';
import * as azure from './azureWorld';
import * as bitbucket from './bitbucketWorld';
import { aServer, type TestServer } from './server';

const signal = new AbortController().signal;

describe('what one account may', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await aServer();
  });
  afterEach(() => server.stop());

  const tokens = { value: '', token: () => Promise.resolve({ value: tokens.value, source: 'test' }) };
  const headOf = ([answer]: readonly HeadsAnswer[]): Head | undefined =>
    answer?.kind === 'known' ? answer.heads[0] : assert.fail('not known');

  it('is not told to the next on Azure DevOps', async () => {
    const isWriter = (header: unknown) => String(header).includes(Buffer.from(':writer').toString('base64'));
    const answers: Readonly<Record<string, unknown>> = azure.usual({
      [`${azure.below}/git/pullrequests`]: azure.list(),
    });
    server.answer = ({ path, headers, body }) => {
      if (!path.endsWith('/permissionevaluationbatch'))
        return path in answers ? { body: answers[path] } : azure.missing;
      const { evaluations } = body as { evaluations: readonly { permissions: number }[] };
      const value = isWriter(headers.authorization);
      return { body: { evaluations: evaluations.map((one) => ({ ...one, value: value && one.permissions === 4 })) } };
    };
    const identity = { kind: 'azure', host: server.host, apiBase: `${server.url}/tfs/Main` } as const;
    const client = new AzureClient({ identity, tokens });
    const may = async (who: string) => {
      tokens.value = who;
      return headOf(await client.headsOf([{ repository: azure.cart, branches: ['prod'] }], signal))?.mayMerge;
    };
    assert.deepEqual([await may('writer'), await may('reader'), await may('writer')], ['yes', 'no', 'yes']);
  });

  it('is not told to the next on Bitbucket', async () => {
    const { below, branch, cart } = bitbucket;
    const rule = { kind: 'require_approvals_to_merge', value: 2, branch_match_kind: 'glob', pattern: 'prod' };
    server.answer = ({ path, headers }) => {
      if (path === `${below}/refs/branches`) return { body: { values: [branch('prod')] } };
      if (path !== `${below}/branch-restrictions`) return { body: { values: [] } };
      return headers.authorization === 'Bearer admin' ? { body: { values: [rule] } } : { status: 403, body: {} };
    };
    const identity = { kind: 'bitbucket', host: server.host, apiBase: `${server.url}/2.0` } as const;
    const client = new BitbucketClient({ identity, tokens });
    const untold = async (who: string) => {
      tokens.value = who;
      return headOf(await client.headsOf([{ repository: cart, branches: ['prod'] }], signal))?.untold;
    };
    assert.deepEqual(
      [await untold('admin'), await untold('reader'), await untold('admin')],
      [undefined, true, undefined],
    );
  });

  it('is kept in no place that does not know whose it is', () => {
    const knows = {
      'azure/permissions.ts': 'by the account',
      'bitbucket/hourly.ts': 'counts, and no answers',
      'connect.ts': 'clients',
      'forgeBatch.ts': 'questions that wait',
      'gitCredential.ts': 'tokens themselves',
      'http/etags.ts': 'by the account',
      'http/keptAnswers.ts': 'by the account',
      'identify.ts': 'asked without a token',
    };
    const folder = 'src/core/forge/';
    const found = globSync(`${folder}**/*.ts`).filter((file) =>
      /^ +(?:private |protected |static |readonly )+#?\w+(?:: [^;]*)? = new (?:Map|Set|WeakMap|Lru)\b|: (?:Lru|Map)<[^;]*;$/m.test(
        readFileSync(file, 'utf8'),
      ),
    );
    assert.deepEqual(found.map((file) => file.slice(folder.length)).toSorted(), Object.keys(knows));
  });
});
