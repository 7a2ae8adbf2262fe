import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiPaths } from '../../../src/core/forge/apiPaths';
import { AzureClient } from '../../../src/core/forge/azure/client';
import { BitbucketClient } from '../../../src/core/forge/bitbucket/client';
import { DataCenterClient } from '../../../src/core/forge/bitbucketDataCenter/client';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import { GiteaClient } from '../../../src/core/forge/gitea/client';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import type { ClientOptions } from '../../../src/core/forge/http/transport';
import type { RepositoryRef } from '../../../src/core/forge/types';
import { startForge, type Account, type ForgeDouble, type ForgeOptions } from '../../lab/forge';

const clientsOf = {
  azure: AzureClient,
  bitbucket: BitbucketClient,
  bitbucketDataCenter: DataCenterClient,
  gitea: GiteaClient,
  github: GitHubClient,
  gitlab: GitLabClient,
} as const;

export const cart: RepositoryRef = { owner: 'gitops', name: 'cart' };

/** A forge with the repository `gitops/cart`, branches dev and prod one commit apart, and people. */
export interface World {
  readonly forge: ForgeDouble;
  readonly accounts: Readonly<Record<'admin' | 'developer' | 'reader' | 'stranger', Account>>;
  client(as?: keyof World['accounts'] | 'nobody' | { token: string }, options?: Partial<ClientOptions>): ForgeClient;
  end(): Promise<void>;
}

export async function aWorld(options: Omit<ForgeOptions, 'folder'> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-forge-'));
  const forge = await startForge({ ...options, folder });
  const accounts = {
    admin: forge.createAccount('admin', { access: 'admin' }),
    developer: forge.createAccount('dev', { access: 'write' }),
    reader: forge.createAccount('reader', { access: 'read', scope: 'read' }),
    stranger: forge.createAccount('stranger'),
  };
  forge.createOrganisation('gitops');
  await forge.createRepository('gitops/cart', { defaultBranch: 'dev', topics: ['gitops'] });
  await forge.commit('gitops/cart', 'dev', 'First', { 'deployment.yaml': 'replicas: 1\n' });
  await forge.commit('gitops/cart', 'prod', 'First in prod', {}, { from: 'dev' });
  await forge.commit('gitops/cart', 'dev', 'Second', { 'deployment.yaml': 'replicas: 2\n' });
  return {
    forge,
    accounts,
    client: (as = 'developer', more = {}) => {
      const value = as === 'nobody' ? undefined : typeof as === 'string' ? accounts[as].token : as.token;
      const kind = options.dialect ?? 'gitea';
      const made = {
        identity: {
          kind,
          host: new URL(forge.url).host,
          apiBase: forge.url + (kind === 'azure' ? '/DefaultCollection' : apiPaths[kind]),
        },
        tokens: { token: () => Promise.resolve(value === undefined ? undefined : { value, source: 'test' }) },
        timeoutMs: 5_000,
        writeGapMs: 0,
        ...more,
      };
      return new clientsOf[kind](made);
    },
    end: async () => {
      await forge.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
