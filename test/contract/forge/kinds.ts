import { AzureClient } from '../../../src/core/forge/azure/client';
import { AzureHosting } from '../../../src/core/forge/azure/hosting';
import { GiteaClient } from '../../../src/core/forge/gitea/client';
import { GiteaHosting } from '../../../src/core/forge/gitea/hosting';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import { GitLabHosting } from '../../../src/core/forge/gitlab/hosting';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import type { ForgeHosting } from '../../../src/core/forge/hosting';
import type { ClientOptions } from '../../../src/core/forge/http/transport';
import { backend, patienceMs } from './backend';

/** A kind of forge that the contract is held against, and what is its own in it. */
export interface Kind {
  readonly name: 'Gitea' | 'GitLab' | 'Azure DevOps';
  readonly dialect: 'gitea' | 'gitlab' | 'azure';
  readonly apiPath: string;
  /** Address of a repository's page below the forge's; to clone it, `.git` is added or not. */
  readonly page: (owner: string, name: string) => string;
  readonly suffix: '.git' | '';
  readonly client: (options: ClientOptions) => ForgeClient;
  readonly hosting: (options: ClientOptions) => ForgeHosting;
  /** Of a pull request, below the repository's page. */
  readonly pulls: string;
  /** Its own word for a failed status. */
  readonly failure: string;
  readonly error: string;
  readonly warning: string;
  /** Whether a check is required by its name, on one branch. */
  readonly namesChecks: boolean;
  /** To who has no token, of what is hidden: writing, and reading. */
  readonly nobody: 'forge/notFound' | 'forge/unauthorised';
  readonly nobodyReads: 'forge/notFound' | 'forge/unauthorised';
  /** Of a commit that is not there. */
  readonly noCommit: string;
  readonly styles: readonly string[];
  /** Whether tokens may be for repositories and not for what is said about them. */
  readonly hasScopes: boolean;
  /** Whether repositories have topics, a description, and pull requests that can be switched off. */
  readonly hasTopics: boolean;
  readonly hasDescriptions: boolean;
  readonly switchesPullRequestsOff: boolean;
  /** Whether repositories may lie under a person. */
  readonly hasPersons: boolean;
  /** Whether what is demanded, and who may land, is told to some alone; else the one is told to all and the other to nobody. */
  readonly hidesRules: boolean;
  readonly hasWebhooks: boolean;
  /** Whether a head is deleted once it landed by a setting of the repository. */
  readonly deletesHeads: boolean;
  /** Whether its server tells which repositories of many were pushed to. */
  readonly tellsMoved: boolean;
  readonly longestBody: number;
  /** Whether who may only read may open a pull request. */
  readonly readersMayPropose: boolean;
  /** Takes back that a pull request lands by itself. */
  readonly withdrawal: (number: number) => readonly [method: string, below: string, body?: object];
}

/** What forges have that call a repository by the name of its owner and its own. */
const usual = {
  page: (owner: string, name: string) => `/${owner}/${name}`,
  suffix: '.git',
  nobodyReads: 'forge/notFound',
  hasTopics: true,
  hasDescriptions: true,
  switchesPullRequestsOff: true,
  hasPersons: true,
  hidesRules: true,
  hasWebhooks: true,
  deletesHeads: true,
  tellsMoved: true,
  longestBody: 60_000,
} as const;

const gitea: Kind = {
  ...usual,
  name: 'Gitea',
  dialect: 'gitea',
  apiPath: '/api/v1',
  client: (options) => new GiteaClient(options),
  hosting: (options) => new GiteaHosting(options),
  pulls: '/pulls',
  failure: 'failure',
  error: 'error',
  warning: 'warning',
  namesChecks: true,
  nobody: 'forge/notFound',
  noCommit: 'forge/serverError',
  styles: ['merge', 'squash', 'rebase'],
  hasScopes: true,
  readersMayPropose: true,
  withdrawal: (number) => ['DELETE', `/repos/OWNER/cart/pulls/${number}/merge`],
};

const gitlab: Kind = {
  ...usual,
  name: 'GitLab',
  dialect: 'gitlab',
  apiPath: '/api/v4',
  client: (options) => new GitLabClient(options),
  hosting: (options) => new GitLabHosting(options),
  pulls: '/-/merge_requests',
  failure: 'failed',
  error: 'failed',
  warning: 'warning',
  namesChecks: false,
  nobody: 'forge/unauthorised',
  noCommit: 'forge/notFound',
  styles: ['merge', 'squash'],
  hasScopes: false,
  readersMayPropose: false,
  withdrawal: (number) => [
    'POST',
    `/projects/OWNER%2Fcart/merge_requests/${number}/cancel_merge_when_pipeline_succeeds`,
  ],
};

const azure: Kind = {
  name: 'Azure DevOps',
  dialect: 'azure',
  apiPath: '/DefaultCollection',
  client: (options) => new AzureClient(options),
  hosting: (options) => new AzureHosting(options),
  page: (owner, name) => `/DefaultCollection/${owner}/_git/${name}`,
  suffix: '',
  pulls: '/pullrequest',
  failure: 'failed',
  error: 'error',
  warning: 'failed',
  namesChecks: true,
  nobody: 'forge/unauthorised',
  nobodyReads: 'forge/unauthorised',
  noCommit: 'forge/notFound',
  styles: ['merge', 'squash', 'rebase'],
  hasScopes: false,
  hasTopics: false,
  hasDescriptions: false,
  switchesPullRequestsOff: false,
  hasPersons: false,
  hidesRules: false,
  hasWebhooks: false,
  deletesHeads: false,
  tellsMoved: false,
  longestBody: 4_000,
  readersMayPropose: false,
  withdrawal: (number) => [
    'PATCH',
    `/OWNER/_apis/git/repositories/cart/pullrequests/${number}`,
    { autoCompleteSetBy: { id: '00000000-0000-0000-0000-000000000000' } },
  ],
};

/** Real ones are built where they can be: no GitLab can. */
const kinds: readonly Kind[] = backend === 'real' ? [gitea] : [gitea, gitlab, azure];

/** The same contract, for each kind of forge. @param title with FORGE where its name stands */
export function onEachForge(title: string, contract: (kind: Kind) => void): void {
  hold(kinds, title, contract);
}

/** What is Gitea's own: what its git server says, and what its webhooks carry. The double does both as Gitea in any dialect. */
export function onGitea(title: string, contract: (kind: Kind) => void): void {
  hold([gitea], title, contract);
}

function hold(some: readonly Kind[], title: string, contract: (kind: Kind) => void): void {
  for (const kind of some) {
    describe(`${title.replace('FORGE', kind.name).replace('a Azure', 'an Azure')} (${backend})`, function () {
      this.timeout(patienceMs);
      contract(kind);
    });
  }
}
