import type { Clock } from '../support/clock';
import type { Budget } from '../support/http/pace';
import type { Log } from '../support/log';
import { BitbucketClient } from './bitbucket/client';
import { BitbucketHosting } from './bitbucket/hosting';
import { DataCenterClient } from './bitbucketDataCenter/client';
import { DataCenterHosting } from './bitbucketDataCenter/hosting';
import type { ForgeClient } from './forgeClient';
import { AzureClient } from './azure/client';
import { AzureHosting } from './azure/hosting';
import { GiteaClient } from './gitea/client';
import { GiteaHosting } from './gitea/hosting';
import { GitHubClient } from './github/client';
import { GitHubHosting } from './github/hosting';
import { GitLabClient } from './gitlab/client';
import { GitLabHosting } from './gitlab/hosting';
import type { ForgeHosting } from './hosting';
import type { HeadsByGit } from './headsByGit';
import type { TokenSource } from './tokens';
import type { ForgeIdentity } from './types';

export interface ConnectionOptions {
  readonly tokens: TokenSource;
  /** Heads by git, for forges that are asked for those of many cheaper so. */
  readonly headsByGit?: HeadsByGit;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

/** One client a forge, for all who ask: its pace, its cache and its limits are those of the host. */
export class ForgeConnections {
  private readonly clients = new Map<string, ForgeClient>();

  constructor(private readonly options: ConnectionOptions) {}

  client(identity: ForgeIdentity): ForgeClient {
    const key = `${identity.kind} ${identity.apiBase}`;
    const client = this.clients.get(key) ?? this.connect(identity);
    this.clients.set(key, client);
    return client;
  }

  /** What the forges that were asked last said of their limits, where they have one. */
  budgets(): readonly Budget[] {
    return [...this.clients.values()].flatMap(({ budget }) => budget ?? []);
  }

  /** For setting a repository up: one for a run. */
  hosting(identity: ForgeIdentity): ForgeHosting {
    switch (identity.kind) {
      case 'bitbucket':
        return new BitbucketHosting({ ...this.options, identity });
      case 'bitbucketDataCenter':
        return new DataCenterHosting({ ...this.options, identity });
      case 'gitea':
        return new GiteaHosting({ ...this.options, identity });
      case 'github':
        return new GitHubHosting({ ...this.options, identity });
      case 'gitlab':
        return new GitLabHosting({ ...this.options, identity });
      case 'azure':
        return new AzureHosting({ ...this.options, identity });
    }
  }

  private connect(identity: ForgeIdentity): ForgeClient {
    switch (identity.kind) {
      case 'bitbucket':
        return new BitbucketClient({ ...this.options, identity });
      case 'bitbucketDataCenter':
        return new DataCenterClient({ ...this.options, identity });
      case 'gitea':
        return new GiteaClient({ ...this.options, identity });
      case 'github':
        return new GitHubClient({ ...this.options, identity });
      case 'gitlab':
        return new GitLabClient({ ...this.options, identity });
      case 'azure':
        return new AzureClient({ ...this.options, identity });
    }
  }
}
