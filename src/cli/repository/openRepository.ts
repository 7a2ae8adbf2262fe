import { planMemory, type PlanMemory } from '../../core/promotion/edge';
import type { Remote } from '../../core/git/environment';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { rulesBranches, usualDefaults } from '../../core/fleet/observe/ownFile';
import { remoteOf } from '../../core/fleet/observe/remoteOf';
import { parseRemote } from '../../core/forge/remote';
import { noTokens } from '../../core/forge/tokens';
import { parseAddress, shownAddress } from '../../core/git/address';
import { openLocal, originOf } from '../../core/git/local';
import { fetchCommit, MirrorStore } from '../../core/git/mirror';
import { defaultBranch } from '../../core/git/remote';
import type { Repository } from '../../core/git/repository';
import { promotionRules } from '../../core/promotion/content/rules';
import type { Disposable } from '../../core/support/disposable';
import type { Sha } from '../../core/support/sha';
import type { CliContext } from '../context';
import { serviceFor, withOwnFile, type JudgedBy, type KnownService } from './knownService';
import type { RepositoryOptions } from './options';
import { defaultOfOrigin, rulesBranchesIn } from './rulesBranches';
import { tokensFor } from './tokens';

/** A repository, opened for one command. */
export interface OpenRepository extends Disposable {
  readonly repository: Repository;
  readonly heads: ReadonlyMap<string, Sha>;
  /** By what everything is judged. @throws RulesError where what the repository says of itself cannot be read */
  readonly memory: PlanMemory;
  /** What the catalog says, with what the repository itself says, where that can be read. */
  readonly service: KnownService;
  /** Where candidates are pushed to. */
  readonly remote: Remote;
  /** Tries to get a commit that no branch holds any more. */
  readonly fetch?: (commit: Sha) => Promise<boolean>;
}

/**
 * What the catalog says of the service that is meant, where somebody knows it: a repository may hold several, and the catalog
 * may not list the one that its `discover` finds.
 */
export interface NamedService {
  readonly service?: KnownService;
}

/** `clone`: the folder that stands for the repository; a catalog may name it so. */
export type OpenOptions = RepositoryOptions & { readonly clone?: string } & NamedService;

/** The branches that a command reads: known, or told by what the catalog says of the repository. */
export type Branches = readonly string[] | ((service: KnownService) => readonly string[]);

/**
 * Opens `--repo` and finds the heads of the branches; one that is missing has none.
 * @throws GitError where there is no such repository; BranchlineError for a bad catalog
 */
export async function openRepository(
  options: OpenOptions,
  branches: Branches,
  context: CliContext,
): Promise<OpenRepository> {
  const address = parseAddress(options.repo, context.folder);
  return address.kind === 'path'
    ? openLocalRepository(await openLocal(address.path, context.signal), options, branches, context)
    : openUrl(address.url, options, branches, context);
}

function branchesOf(branches: Branches, service: KnownService): readonly string[] {
  return typeof branches === 'function' ? branches(service) : branches;
}

/** As `openRepository`, of a folder that was opened already. It is closed with what this gives, and where this fails. */
export async function openLocalRepository(
  repository: Repository,
  { catalog, clone, service: named }: OpenOptions,
  branches: Branches,
  context: CliContext,
): Promise<OpenRepository> {
  try {
    // Begun at once: each is a process, and one after the other they would be felt.
    const ownHeads = (wanted: readonly string[]) => headsBy(wanted, (branch) => repository.head(branch));
    const known = typeof branches === 'function' ? undefined : ownHeads(branches);
    const ofOrigin = defaultOfOrigin(repository, context.signal);
    for (const begun of [known, ofOrigin]) begun?.catch(() => undefined); // whoever waits for it hears of it
    const origin = await originOf(repository, context.signal);
    const service = named ?? (await serviceFor([repository.where, origin, clone], catalog, context));
    const wanted = branchesOf(branches, service);
    const own = await (known ?? ownHeads(wanted));
    // A fresh clone has one branch of its own; the others are there as origin's.
    const fetched = await headsBy(
      wanted.filter((branch) => !own.has(branch)),
      (branch) => repository.remoteHead(branch),
    );
    const { folder } = repository.place;
    const to = parseAddress(fetched.size > 0 && origin !== undefined ? origin : folder, folder);
    const heads = new Map([...own, ...fetched]);
    const telling = await rulesBranchesIn(repository, heads, origin, context, ofOrigin);
    const judged = judgedBy(repository, await withOwnFile(service, repository, telling));
    return Object.assign(judged, {
      heads,
      remote: { url: to.kind === 'url' ? to.url : to.path, where: shownAddress(to) },
      dispose: () => repository.dispose(),
    });
  } catch (error) {
    repository.dispose();
    throw error;
  }
}

async function openUrl(
  url: string,
  { catalog, clone, service: named }: OpenOptions,
  branches: Branches,
  context: CliContext,
): Promise<OpenRepository> {
  const service = named ?? (await serviceFor([url, clone], catalog, context));
  const remote = await remoteFor(url, context);
  const mirrors = new MirrorStore(join(cacheFolder(context.environment), 'mirrors'));
  try {
    // The default branch holds the repository's own rules.
    const usual = await defaultBranch(remote, context.signal);
    const rules = usual === undefined ? usualDefaults : [usual];
    const wanted = [...new Set([...branchesOf(branches, service), ...rules])];
    const { repository, heads } = await mirrors.refresh({ remote, branches: wanted }, context.signal);
    const judged = judgedBy(repository, await withOwnFile(service, repository, rulesBranches(usual, heads)));
    return Object.assign(judged, {
      heads,
      remote,
      fetch: (commit: Sha) => fetchCommit(repository, remote, commit),
      dispose: () => mirrors.dispose(),
    });
  } catch (error) {
    mirrors.dispose();
    throw error;
  }
}

/** One memory for a command, made when something is first judged. */
function judgedBy(repository: Repository, by: JudgedBy): Pick<OpenRepository, 'repository' | 'service' | 'memory'> {
  let made: PlanMemory | undefined;
  return {
    repository,
    service: by.service,
    get memory() {
      if (by.kind === 'unreadable') throw by.error;
      made ??= planMemory(repository, promotionRules(by.service.content));
      return made;
    },
  };
}

async function headsBy(
  branches: readonly string[],
  headOf: (branch: string) => Promise<Sha | undefined>,
): Promise<ReadonlyMap<string, Sha>> {
  const found = await Promise.all(branches.map(async (branch) => [branch, await headOf(branch)] as const));
  return new Map(found.flatMap(([branch, head]) => (head === undefined ? [] : [[branch, head] as const])));
}

/** A URL with the token that the environment holds for its host; without one, git uses what it has. */
export async function remoteFor(url: string, context: CliContext): Promise<Remote> {
  const parsed = parseRemote(url);
  const tokens = !parsed || URL.parse(url)?.username ? noTokens : tokensFor(parsed.host, context);
  return remoteOf(url, tokens, context.signal);
}

/** Where mirrors are kept between runs: `BRANCHLINE_CACHE`, or the platform's folder for caches. */
function cacheFolder(environment: CliContext['environment']): string {
  const own = environment['BRANCHLINE_CACHE'];
  if (own !== undefined && own !== '') return own;
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] ?? homedir(), 'Branchline', 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'branchline');
  return join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'branchline');
}
