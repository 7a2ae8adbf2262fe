import { AzureClient } from '../../../src/core/forge/azure/client';
import { AzureHosting } from '../../../src/core/forge/azure/hosting';
import { BitbucketClient } from '../../../src/core/forge/bitbucket/client';
import { BitbucketHosting } from '../../../src/core/forge/bitbucket/hosting';
import { DataCenterClient } from '../../../src/core/forge/bitbucketDataCenter/client';
import { DataCenterHosting } from '../../../src/core/forge/bitbucketDataCenter/hosting';
import { GiteaClient } from '../../../src/core/forge/gitea/client';
import { GiteaHosting } from '../../../src/core/forge/gitea/hosting';
import { GitHubClient } from '../../../src/core/forge/github/client';
import { GitHubHosting } from '../../../src/core/forge/github/hosting';
import { GitLabClient } from '../../../src/core/forge/gitlab/client';
import { GitLabHosting } from '../../../src/core/forge/gitlab/hosting';
import type { ForgeClient } from '../../../src/core/forge/forgeClient';
import type { ForgeHosting } from '../../../src/core/forge/hosting';
import type { ClientOptions } from '../../../src/core/forge/http/transport';
import type { CommitState, DialectName } from '../../lab/forge';
import { backend, patienceMs } from './backend';

/** A kind of forge that the contract is held against, and what is its own in it. */
export interface Kind {
  readonly name: 'Azure DevOps' | 'Bitbucket' | 'Bitbucket Data Center' | 'Gitea' | 'GitHub' | 'GitLab';
  readonly dialect: DialectName;
  readonly apiPath: string;
  /** Address of a repository's page below the forge's; to clone it, `.git` is added or not. */
  readonly page: (owner: string, name: string) => string;
  readonly suffix: '.git' | '';
  /** Where it is cloned from, where that is not its page. */
  readonly cloned?: (owner: string, name: string) => string;
  readonly client: (options: ClientOptions) => ForgeClient;
  readonly hosting: (options: ClientOptions) => ForgeHosting;
  /** Whether its address tells what it is; else a person says so. */
  readonly tellsWhatItIs: boolean;
  /** Of a pull request, below the repository's page. */
  readonly pulls: string;
  /** Its own words for states of a status, where they differ. */
  readonly words: Readonly<Partial<Record<CommitState, string>>>;
  /** Whether a check is required by its name, on one branch. */
  readonly namesChecks: boolean;
  /** Who is told what a branch asks for. */
  readonly tellsDemandsTo: 'everybody' | 'administrators';
  /** Whether it names demands that are neither checks nor approvals. */
  readonly tellsOtherDemands: boolean;
  /** Whether it tells them to administrators alone. */
  readonly hidesOtherDemands: boolean;
  /** Whether what it tells of demands is all of them. */
  readonly tellsAllDemands: boolean;
  /** Whether of that it tells everybody how many have to approve. */
  readonly tellsApprovals: boolean;
  /** Whether it tells who may not write, rather than only who may. */
  readonly tellsWhoMayNotWrite: boolean;
  /** To who has no token, of what is hidden: writing, and reading. */
  readonly nobody: 'forge/notFound' | 'forge/unauthorised';
  readonly nobodyReads: 'forge/notFound' | 'forge/unauthorised';
  /** The same, where heads are asked for. */
  readonly nobodySeesHeads?: 'forge/unauthorised';
  /** To who does not administer a repository and sets it up, or looks at how it is. */
  readonly notAdministrator: 'forge/forbidden' | 'forge/notFound';
  /** To who may not see it, of what is there. */
  readonly stranger: 'forge/notFound' | 'forge/forbidden';
  /** Of a commit that is not there. */
  readonly noCommit: string;
  readonly styles: readonly string[];
  /** Whether tokens may be for repositories and not for what is said about them. */
  readonly hasScopes: boolean;
  /** What `repositories` knows these topics as; nothing where there are none. */
  readonly topics: (...topics: readonly string[]) => readonly string[];
  /** Whether repositories have a description, can be archived, and pull requests that can be switched off. */
  readonly hasDescriptions: boolean;
  readonly archives: boolean;
  readonly switchesPullRequestsOff: boolean;
  /** Whether repositories may lie under a person. */
  readonly hasPersons: boolean;
  /** Whether what is demanded, and who may land, is told to some alone; else the one is told to all and the other to nobody. */
  readonly hidesRules: boolean;
  readonly hasWebhooks: boolean;
  /** Whether a head is deleted once it landed by a setting of the repository. */
  readonly deletesHeads: boolean;
  /** How many requests it takes to see that none of so many repositories was pushed to. */
  readonly sweeps: (repositories: number) => number;
  /** Whether it tells with the heads of many how many pull requests are open. */
  readonly countsOpen: boolean;
  /** Whether a pull request that was closed can be opened again. */
  readonly reopens: boolean;
  /** Whether whoever asks is told whether they may push. */
  readonly tellsMayPush: boolean;
  /** Whether a pull request that waits for nothing may be asked to land by itself, and lands. */
  readonly landsReadyOnes: boolean;
  /** Default branch of one that was just made, where it is not the one that was wished. */
  readonly newDefault?: string;
  /** Whether a first push is told later than git has it. */
  readonly takesUpLater: boolean;
  /** Whether a name that cannot be is refused, and not made one that can. */
  readonly refusesNames: boolean;
  /** Whether whoever asks is told that nobody is named who may land. */
  readonly tellsThatWritersLand: boolean;
  /** Whether a branch that only moves forward is left the very commits by a rebase. */
  readonly keepsCommits: boolean;
  /** Whether it tells that git can merge. */
  readonly tellsMergeable: boolean;
  readonly longestBody: number;
  /** Whether who may only read may open a pull request. */
  readonly readersMayPropose: boolean;
  /** Takes back that a pull request lands by itself; nothing where none does. */
  readonly withdrawal: ((number: number) => readonly [method: string, below: string, body?: object]) | undefined;
}

/** What forges have that call a repository by the name of its owner and its own. */
const usual = {
  page: (owner: string, name: string) => `/${owner}/${name}`,
  suffix: '.git',
  nobodyReads: 'forge/notFound',
  tellsWhatItIs: true,
  tellsDemandsTo: 'everybody',
  tellsOtherDemands: true,
  hidesOtherDemands: false,
  tellsAllDemands: true,
  tellsApprovals: true,
  stranger: 'forge/notFound',
  tellsWhoMayNotWrite: true,
  topics: (...topics: readonly string[]) => topics,
  hasDescriptions: true,
  archives: true,
  switchesPullRequestsOff: true,
  hasPersons: true,
  hidesRules: true,
  hasWebhooks: true,
  deletesHeads: true,
  sweeps: () => 1,
  countsOpen: true,
  reopens: true,
  tellsMergeable: true,
  notAdministrator: 'forge/forbidden',
  tellsMayPush: true,
  landsReadyOnes: true,
  takesUpLater: true,
  refusesNames: true,
  tellsThatWritersLand: true,
  keepsCommits: true,
  longestBody: 60_000,
} as const;

const gitea: Kind = {
  ...usual,
  name: 'Gitea',
  dialect: 'gitea',
  hidesOtherDemands: true,
  apiPath: '/api/v1',
  client: (options) => new GiteaClient(options),
  hosting: (options) => new GiteaHosting(options),
  pulls: '/pulls',
  words: {},
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
  words: { failure: 'failed', error: 'failed' },
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

const github: Kind = {
  ...usual,
  name: 'GitHub',
  dialect: 'github',
  apiPath: '/api/v3',
  client: (options) => new GitHubClient({ ...options, writeGapMs: 0 }),
  hosting: (options) => new GitHubHosting({ ...options, writeGapMs: 0 }),
  pulls: '/pull',
  words: { warning: 'failure', skipped: 'success' },
  nobodySeesHeads: 'forge/unauthorised',
  notAdministrator: 'forge/notFound',
  tellsMayPush: false,
  landsReadyOnes: false,
  newDefault: 'main',
  takesUpLater: false,
  refusesNames: false,
  tellsThatWritersLand: false,
  keepsCommits: false,
  namesChecks: true,
  nobody: 'forge/notFound',
  noCommit: 'forge/refused',
  styles: ['merge', 'squash', 'rebase'],
  hasScopes: false,
  switchesPullRequestsOff: false,
  readersMayPropose: true,
  withdrawal: (number) => [
    'POST',
    '/../graphql',
    {
      query: 'mutation($id: ID!) { disablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }',
      variables: { id: `PR_OWNER/cart/${number}` },
    },
  ],
};

const azure: Kind = {
  ...usual,
  name: 'Azure DevOps',
  dialect: 'azure',
  apiPath: '/DefaultCollection',
  client: (options) => new AzureClient(options),
  hosting: (options) => new AzureHosting(options),
  page: (owner, name) => `/DefaultCollection/${owner}/_git/${name}`,
  suffix: '',
  pulls: '/pullrequest',
  words: { failure: 'failed', warning: 'failed' },
  namesChecks: true,
  nobody: 'forge/unauthorised',
  nobodyReads: 'forge/unauthorised',
  noCommit: 'forge/notFound',
  styles: ['merge', 'squash', 'rebase'],
  hasScopes: false,
  topics: () => [],
  hasDescriptions: false,
  switchesPullRequestsOff: false,
  hasPersons: false,
  hidesRules: false,
  hasWebhooks: false,
  deletesHeads: false,
  // It lists no pushes: each repository is asked, and the open pull requests of all are counted at once.
  sweeps: (repositories) => repositories + 1,
  longestBody: 4_000,
  readersMayPropose: false,
  withdrawal: (number) => [
    'PATCH',
    `/OWNER/_apis/git/repositories/cart/pullrequests/${number}`,
    { autoCompleteSetBy: { id: '00000000-0000-0000-0000-000000000000' } },
  ],
};

const bitbucket: Kind = {
  ...usual,
  name: 'Bitbucket',
  dialect: 'bitbucket',
  apiPath: '/2.0',
  client: (options) => new BitbucketClient(options),
  hosting: (options) => new BitbucketHosting(options),
  tellsWhatItIs: false,
  pulls: '/pull-requests',
  words: {
    pending: 'INPROGRESS',
    success: 'SUCCESSFUL',
    failure: 'FAILED',
    error: 'FAILED',
    warning: 'FAILED',
    skipped: 'STOPPED',
  },
  namesChecks: false,
  tellsDemandsTo: 'administrators',
  tellsAllDemands: false,
  tellsApprovals: false,
  tellsWhoMayNotWrite: false,
  nobody: 'forge/notFound',
  noCommit: 'forge/notFound',
  styles: ['merge', 'squash', 'rebase'],
  // Of a project, by its key, of which a repository has one.
  topics: (first = '') => [first.toUpperCase()],
  hasScopes: false,
  archives: false,
  switchesPullRequestsOff: false,
  hasPersons: false,
  deletesHeads: false,
  sweeps: (repositories) => repositories,
  countsOpen: false,
  reopens: false,
  tellsMergeable: false,
  readersMayPropose: true,
  withdrawal: undefined,
};

const bitbucketDataCenter: Kind = {
  ...usual,
  name: 'Bitbucket Data Center',
  dialect: 'bitbucketDataCenter',
  apiPath: '/rest',
  client: (options) => new DataCenterClient(options),
  hosting: (options) => new DataCenterHosting(options),
  page: (owner, name) => `/projects/${owner}/repos/${name}`,
  cloned: (owner, name) => `/scm/${owner}/${name}.git`,
  pulls: '/pull-requests',
  words: {
    pending: 'INPROGRESS',
    success: 'SUCCESSFUL',
    failure: 'FAILED',
    error: 'FAILED',
    warning: 'UNKNOWN',
    skipped: 'CANCELLED',
  },
  namesChecks: true,
  tellsDemandsTo: 'administrators',
  tellsAllDemands: false,
  nobody: 'forge/unauthorised',
  nobodyReads: 'forge/unauthorised',
  stranger: 'forge/forbidden',
  noCommit: 'forge/notFound',
  styles: ['merge', 'squash', 'rebase'],
  hasScopes: false,
  switchesPullRequestsOff: false,
  hasPersons: false,
  deletesHeads: false,
  sweeps: (repositories) => repositories,
  countsOpen: false,
  longestBody: 32_768,
  readersMayPropose: true,
  withdrawal: (number) => ['DELETE', `/api/latest/projects/OWNER/repos/cart/pull-requests/${number}/auto-merge`],
};

/** Real ones are built where they can be: no other can. */
const kinds: readonly Kind[] =
  backend === 'real' ? [gitea] : [gitea, github, gitlab, azure, bitbucket, bitbucketDataCenter];

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
