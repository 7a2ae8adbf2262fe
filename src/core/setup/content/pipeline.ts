import type { ForgeKind, RepositoryRef } from '../../forge/types';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import { textFiles, type Files } from './place';
import { pipelineTexts } from './pipelineTexts';
import { yamlWord } from './yamlWord';

export const pipelineKinds = ['github', 'gitea', 'gitlab', 'azure', 'bitbucket', 'jenkins'] as const;
export type PipelineKind = (typeof pipelineKinds)[number];

/** The pipelines that come with a forge; one that has none of its own is mostly found beside Jenkins. */
export function pipelineOfForge(forge: ForgeKind): PipelineKind {
  return forge === 'bitbucketDataCenter' ? 'jenkins' : forge;
}

interface Ready {
  readonly source: keyof typeof pipelineTexts;
  readonly path: string;
  /** What of the ready-made text names branches, and how others are named there. */
  readonly branches: readonly [string, (branches: readonly string[]) => string];
  /** What else names something of the example. */
  readonly rest?: readonly (readonly [string, (about: About) => string])[];
  /** What a person still has to say in it. */
  readonly left: readonly string[];
}

interface About {
  readonly service: string;
  /** The repository of the catalog, where it is known and on the same forge. */
  readonly catalog?: RepositoryRef | undefined;
}

const list = (branches: readonly string[]) => `[${branches.map(yamlWord).join(', ')}]`;

const ready: Readonly<Record<PipelineKind, Ready>> = {
  github: {
    source: 'github.yml',
    path: '.github/workflows/verify.yml',
    branches: ['[dev, test, prod]', list],
    left: ['the repository of the catalog ("repository: gitops/catalog")', 'the secret KUBECONFIG_READER'],
  },
  gitea: {
    source: 'gitea.yml',
    path: '.gitea/workflows/verify.yml',
    branches: ['[dev, test, prod]', list],
    left: ['the variable CATALOG_URL', 'the secrets VERIFY_TOKEN and KUBECONFIG_READER'],
  },
  gitlab: {
    source: 'gitlab.yml',
    path: '.gitlab-ci.yml',
    branches: [
      '$CI_COMMIT_BRANCH == "dev" || $CI_COMMIT_BRANCH == "test" || $CI_COMMIT_BRANCH == "prod"',
      (branches) => branches.map((branch) => `$CI_COMMIT_BRANCH == "${branch}"`).join(' || '),
    ],
    left: ['the image', 'the variables CATALOG_URL and KUBECONFIG'],
  },
  azure: {
    source: 'azure.yml',
    path: 'azure-pipelines.yml',
    branches: ['[dev, test, prod]', list],
    left: ['the repository of the catalog ("name: gitops/catalog")', 'the secure file kubeconfig'],
  },
  bitbucket: {
    source: 'bitbucket.yml',
    path: 'bitbucket-pipelines.yml',
    branches: ["'{dev,test,prod}'", (branches) => `'{${branches.join(',')}}'`],
    left: ['the image', 'the variables CATALOG_URL and KUBECONFIG_READER'],
  },
  jenkins: {
    source: 'Jenkinsfile',
    path: 'Jenkinsfile',
    branches: [
      "branch 'dev'; branch 'test'; branch 'prod'",
      (branches) => branches.map((branch) => `branch '${branch}'`).join('; '),
    ],
    rest: [["SERVICE = 'cart'", ({ service }) => `SERVICE = '${service}'`]],
    left: ['the address of the catalog (CATALOG_URL)', 'the credentials kubeconfig and forge-token'],
  },
};

/** What GitHub's files name first of what is left to a person. */
const exampleCatalog = 'repository: gitops/catalog';

/** What stands in a pipeline's own language as it is, in each of them. */
const plainBranch = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;

export interface Pipeline {
  readonly files: Files;
  /** What a person still has to say, in words. */
  readonly left: readonly string[];
  /** Whether a job among them posts the verdict on pull requests. */
  readonly judges: boolean;
}

/**
 * The ready-made pipeline of docs/pipelines for these branches, and on GitHub the one that judges pull requests.
 * @throws BranchlineError where a branch has a name that could mean something else in there
 */
export function pipelineFiles(kind: PipelineKind, about: About, branches: readonly string[]): Pipeline {
  const odd = branches.find((branch) => !plainBranch.test(branch));
  if (odd !== undefined) {
    throw new BranchlineError(
      'setup/branchInPipeline',
      message('"{branch}" cannot be named in a pipeline file safely. Take --pipeline none, and write it yourself.', {
        branch: odd,
      }),
    );
  }
  const { source, path, left, rest = [] } = ready[kind];
  const text = rest.reduce(
    (made, [example, own]) => inPlaceOf(example, own(about), made),
    named(kind, pipelineTexts[source], branches),
  );
  if (kind !== 'github') return { files: textFiles({ [path]: text }), left, judges: false };
  const judge = named(kind, pipelineTexts['judge/github.yml'], branches);
  const files = { [path]: text, '.github/workflows/judge.yml': judge };
  const { catalog } = about;
  const repository = `${catalog?.owner ?? ''}/${catalog?.name ?? ''}`;
  if (!/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(repository))
    return { files: textFiles(files), left, judges: true };
  const filled = Object.entries(files).map(([at, one]) => [
    at,
    inPlaceOf(exampleCatalog, `repository: ${repository}`, one),
  ]);
  return { files: textFiles(Object.fromEntries(filled) as Record<string, string>), left: left.slice(1), judges: true };
}

function named(kind: PipelineKind, text: string, branches: readonly string[]): string {
  const [example, of] = ready[kind].branches;
  return inPlaceOf(example, of(branches), text);
}

/** A text of ours that lacks what is to be replaced would be one for other branches. */
function inPlaceOf(example: string, own: string, text: string): string {
  const parts = text.split(example);
  if (parts.length !== 2) throw new RangeError(`A ready-made pipeline does not have "${example}" once.`);
  return parts.join(own);
}
