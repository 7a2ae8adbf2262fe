import type { Service } from '../../catalog/catalog';
import { RulesError } from '../../catalog/errors';
import type { ServiceLocation } from '../../change/location';
import { ownRules, rulesBranches, usualDefaults, type OwnRules } from '../../fleet/observe/ownFile';
import { GitError } from '../../git/errors';
import { defaultBranch as defaultOfGit } from '../../git/remote';
import type { Mirrored } from '../../git/mirror';
import { BranchlineError } from '../../support/errors';
import type { Message } from '../../support/message';
import type { Sha } from '../../support/sha';
import { unknownBecause } from '../../support/unknownBecause';
import { factOf, known, type Fact } from '../../support/fact';
import type { ForgeFacts, GitFacts } from './facts';
import type { Host } from './host';
import type { Signals } from './signals';

/** A repository in our mirror, with the rules that are in force there. */
export interface ReadRepository extends Mirrored {
  readonly defaultBranch: GitFacts['defaultBranch'];
  readonly rules: Fact<OwnRules>;
  readonly unreadableRules: Message | undefined;
  readonly named: Map<Sha, readonly string[]>;
}

/** Fetches the branches that matter. @throws GitError where that cannot be */
export async function readRepository(
  service: Service,
  location: ServiceLocation,
  { host, forge }: { readonly host: Host; readonly forge: Fact<ForgeFacts> },
  { inTime: signal, cancelled }: Signals,
): Promise<ReadRepository> {
  const { remote } = location;
  const defaultBranch = await usualBranch(location, forge, { inTime: signal, cancelled });
  const named = defaultBranch.kind === 'known' ? defaultBranch.value : undefined;
  const usual = named === undefined ? usualDefaults : [named];
  const branches = [...new Set([...service.environments.map(({ branch }) => branch), ...usual])];
  const request = { remote, branches, ...headsFrom(forge, branches) };
  const mirrored = await host.mirrors.refresh(request, signal).catch((error: unknown) => {
    throw isMoved(error) ? new BranchlineError('git/failed', error.said, { cause: error }) : error;
  });
  const { repository, heads } = mirrored;
  await repository.graph.load([...heads.values()], signal);
  const read = { ...mirrored, defaultBranch, named: new Map<Sha, readonly string[]>() };
  try {
    const rules = await ownRules(service, repository, rulesBranches(named, heads));
    return { ...read, rules: known(rules), unreadableRules: undefined };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    const rules = unknownBecause(error, { at: 0, source: service.name });
    return { ...read, rules, unreadableRules: error.said };
  }
}

/** A branch that went while it was fetched: of the repository that tells nothing. */
function isMoved(error: unknown): error is GitError {
  return error instanceof GitError && error.code === 'git/branchMissing';
}

/** Whoever finds the place lets a failure be nothing; here it is told from a repository that has no default branch. */
async function usualBranch(
  { remote, defaultBranch }: ServiceLocation,
  forge: Fact<ForgeFacts>,
  { inTime, cancelled }: Signals,
): Promise<GitFacts['defaultBranch']> {
  if (defaultBranch !== undefined) return known(defaultBranch);
  const told =
    forge.kind === 'known' && forge.value.repository.kind === 'known' ? forge.value.repository.value : undefined;
  if (told && told.defaultBranch !== '') return known(told.defaultBranch);
  return factOf(defaultOfGit(remote, inTime), remote.where, cancelled);
}

/** Where the forge told the heads of all of them, git need not ask again. */
function headsFrom(forge: Fact<ForgeFacts>, branches: readonly string[]) {
  if (forge.kind === 'unknown' || forge.value.heads.kind === 'unknown') return {};
  const told = new Map(forge.value.heads.value.map(({ branch, commit }) => [branch, commit]));
  return branches.every((branch) => told.has(branch)) ? { heads: told } : {};
}

const ownFile = '.branchline.yaml';
const pipelineFile =
  /^(?:\.github\/workflows\/|\.gitea\/workflows\/|\.forgejo\/workflows\/|\.tekton\/|\.woodpecker\/).+\.ya?ml$|^(?:\.gitlab-ci\.yml|\.woodpecker\.ya?ml|\.drone\.yml|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|Jenkinsfile)$/;

/** What git tells of the branches. @throws GitError; the signal's reason */
export async function gitFacts(service: Service, read: ReadRepository, signal: AbortSignal): Promise<GitFacts> {
  const { repository, heads, defaultBranch, unreadableRules } = read;
  const branchOf = (name: string) => service.environments.find((one) => one.name === name)?.branch ?? name;
  const unrelated = service.edges
    .map(({ from, to }) => ({ from: branchOf(from), to: branchOf(to) }))
    .filter(({ from, to }) => {
      const [one, other] = [heads.get(from), heads.get(to)];
      return one !== undefined && other !== undefined && repository.graph.mergeBases(one, other).length === 0;
    });
  const files = await Promise.all(
    [...heads].map(async ([branch, head]) => {
      signal.throwIfAborted();
      const all = await repository.files((await repository.commit(head)).tree);
      const own = all.find(({ path }) => path === ownFile)?.sha;
      return { branch, own, pipelines: all.map(({ path }) => path).filter((path) => pipelineFile.test(path)) };
    }),
  );
  const usual = files.find(({ branch }) => defaultBranch.kind === 'known' && branch === defaultBranch.value);
  const others = files.filter(({ own }) => usual !== undefined && own !== undefined && own !== usual.own);
  return {
    defaultBranch,
    heads,
    unreadableRules,
    otherRules: others.map(({ branch }) => branch),
    unrelated,
    pipelineFiles: [...new Set(files.flatMap(({ pipelines }) => pipelines))],
  };
}
