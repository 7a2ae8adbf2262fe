import { AzureClient } from '../../../src/core/forge/azure/client';
import type { Said, TestServer } from './server';

export const sha = 'a'.repeat(40);
export const cart = { owner: 'My Shop', name: 'cart' };
export const below = '/tfs/Main/My%20Shop/_apis';
export const at = `${below}/git/repositories/cart`;

export const repository = (name: string, more: object = {}) => ({
  id: `id-${name}`,
  name,
  project: { id: 'p1', name: 'My Shop' },
  defaultBranch: 'refs/heads/dev',
  remoteUrl: `https://acme@dev.azure.com/acme/My%20Shop/_git/${name}`,
  webUrl: `https://dev.azure.com/acme/My%20Shop/_git/${name}`,
  ...more,
});
export const pullRequest = (more: object = {}) => ({
  pullRequestId: 7,
  title: 't',
  description: 'd',
  status: 'active',
  sourceRefName: 'refs/heads/promote/x',
  targetRefName: 'refs/heads/prod',
  mergeStatus: 'succeeded',
  lastMergeSourceCommit: { commitId: sha },
  repository: { id: 'id-cart', name: 'cart' },
  ...more,
});
export const list = (...value: readonly unknown[]) => ({ count: value.length, value });
export const refs = (...names: readonly string[]) =>
  list(...names.map((name) => ({ name: `refs/heads/${name}`, objectId: sha })));

export const missing: Said = {
  status: 404,
  body: { $id: '1', message: 'TF401019: The Git repository does not exist.' },
};

/** A client of a server, and what that answers: by its path, or by method and path. */
export function azureOn(server: TestServer, now: () => number) {
  const client = (value = 'pat') =>
    new AzureClient({
      identity: { kind: 'azure', host: server.host, apiBase: `${server.url}/tfs/Main` },
      tokens: { token: () => Promise.resolve({ value, source: 'test' }) },
      clock: { now },
      timeoutMs: 120_000, // a busy machine
    });
  const answering = (answers: Readonly<Record<string, unknown>>) => {
    server.answer = ({ path, method }) => {
      const body = answers[`${method} ${path}`] ?? answers[path];
      return body === undefined ? missing : { body };
    };
  };
  return { client, answering };
}

export const usual = (more: Readonly<Record<string, unknown>> = {}) => ({
  [at]: repository('cart'),
  [`${below}/git/repositories`]: list(repository('cart')),
  [`${below}/policy/configurations`]: list(),
  [`${at}/refs`]: refs('dev', 'prod'),
  '/tfs/Main/_apis/security/permissionevaluationbatch': { evaluations: [] },
  ...more,
});
