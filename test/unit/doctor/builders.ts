import type { Service } from '../../../src/core/catalog/catalog';
import { defaultContent } from '../../../src/core/catalog/content';
import { known, type Fact } from '../../../src/core/support/fact';
import type {
  Answered,
  CellFacts,
  ContentFacts,
  ForgeFacts,
  GitFacts,
  NamedChecks,
  NamespaceFacts,
  SeenChecks,
  ServiceFacts,
} from '../../../src/core/doctor/facts/facts';
import type { ForgeRepository, Head } from '../../../src/core/forge/types';
import { message } from '../../../src/core/support/message';
import type { Unknown } from '../../../src/core/support/observation';

export function unknown(reason: Unknown['reason'] = 'unreachable', said = 'It does not answer.'): Unknown {
  return { kind: 'unknown', reason, said: message('{said}', { said }) };
}

/** `dev` is promoted to `test`; both run in one cluster. */
export function aService(more: Partial<Service> = {}): Service {
  return {
    name: 'cart',
    repository: 'https://git.example.com/gitops/cart.git',
    environments: ['dev', 'test'].map((name) => ({
      name,
      branch: name,
      protected: false,
      cluster: { kind: 'context', context: 'staging', namespace: `cart-${name}` },
    })),
    edges: [{ from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 0 } }],
    content: { ...defaultContent, environmentOwned: { keys: ['spec.replicas'], paths: ['env/**'] } },
    ...more,
  };
}

export function aRepository(more: Partial<ForgeRepository> = {}): ForgeRepository {
  return {
    owner: 'gitops',
    name: 'cart',
    defaultBranch: 'dev',
    cloneUrl: 'https://git.example.com/gitops/cart.git',
    webUrl: 'https://git.example.com/gitops/cart',
    topics: [],
    mayPush: true,
    archived: false,
    deletesHeadOnMerge: true,
    landingStyles: ['merge', 'squash'],
    ...more,
  };
}

export function aHead(branch: string, more: Partial<Head> = {}): Head {
  return {
    branch,
    commit: 'a'.repeat(40),
    protected: true,
    refusesPushes: true,
    requiredChecks: ['branchline/promotion'],
    requiredApprovals: 1,
    needsCodeOwner: false,
    mayMerge: 'yes',
    mayPush: false,
    ...more,
  };
}

export function aForge(more: Partial<ForgeFacts> = {}): ForgeFacts {
  return {
    kind: 'gitea',
    host: 'git.example.com',
    name: 'gitops/cart',
    hasToken: true,
    repository: known(aRepository()),
    heads: known([aHead('dev'), aHead('test')]),
    ...more,
  };
}

export function aGit(more: Partial<GitFacts> = {}): GitFacts {
  return {
    defaultBranch: known('dev'),
    heads: new Map(['dev', 'test'].map((branch) => [branch, 'a'.repeat(40)])),
    unreadableRules: undefined,
    otherRules: [],
    unrelated: [],
    pipelineFiles: ['.gitea/workflows/deploy.yaml'],
    ...more,
  };
}

export function named(looked: number, ...names: readonly string[]): Fact<NamedChecks> {
  return known({ looked, names: new Set(names) });
}

export function theChecks(more: Partial<SeenChecks> = {}): SeenChecks {
  return { onBranch: named(1, 'deploy'), onPullRequests: named(3, 'deploy', 'branchline/promotion'), ...more };
}

export function there(...names: readonly string[]): Answered {
  return { there: new Set(names) };
}

export const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' };

export function aContent(more: Partial<ContentFacts> = {}): ContentFacts {
  return {
    path: '.',
    hasPath: true,
    owned: { keys: ['spec.replicas'], paths: ['env/**'] },
    rendering: { kind: 'rendered', objects: [deployment], problems: [] },
    used: {
      keys: there('spec.replicas'),
      paths: there('env/**'),
      images: there(),
      ignoredObjects: there(),
      ignoredKeys: there(),
    },
    ...more,
  };
}

export function aNamespace(more: Partial<NamespaceFacts> = {}): NamespaceFacts {
  const kinds = new Map<string, Fact<true>>([['apps/v1/Deployment', known(true)]]);
  return { cluster: 'staging', namespace: 'cart-test', exists: known(true), kinds: known(kinds), ...more };
}

type Facts = Omit<CellFacts, 'environment'>;

/** All is well, but for what is named. `cell` is of both environments. */
export function facts(
  more: Partial<Omit<ServiceFacts, 'cells'>> & { readonly cell?: Partial<Facts> } = {},
): ServiceFacts {
  const { cell, ...rest } = more;
  const service = rest.service ?? aService();
  const usual: Facts = { checks: theChecks(), content: known(aContent()), cluster: known(aNamespace()) };
  return {
    forge: known(aForge()),
    git: known(aGit()),
    ...rest,
    service,
    cells: service.environments.map((environment) => ({ environment, ...usual, ...cell })),
  };
}
