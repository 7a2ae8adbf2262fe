import { homedir } from 'node:os';
import { join } from 'node:path';
import { environmentTokens } from '../core/forge/environmentTokens';
import { parseRemote } from '../core/forge/remote';
import { parseAddress, shownAddress, type Address } from '../core/git/address';
import { openLocal, originOf } from '../core/git/local';
import { MirrorStore } from '../core/git/mirror';
import type { Remote } from '../core/git/remote';
import type { Repository } from '../core/git/repository';
import { planMemory, type PlanMemory } from '../core/promotion/planEdge';
import { promotionRules } from '../core/promotion/rules';
import type { Disposable } from '../core/support/disposable';
import type { Sha } from '../core/support/sha';
import type { CliContext } from './context';
import { contentOf, serviceFor, type KnownService } from './contentRules';
import type { RepositoryOptions } from './options';

/** A repository, opened for one command. */
export interface OpenRepository extends Disposable {
  readonly repository: Repository;
  readonly heads: ReadonlyMap<string, Sha>;
  readonly memory: PlanMemory;
  readonly service: KnownService;
  /** Where candidates are pushed to. */
  readonly remote: Remote;
}

/**
 * Opens `--repo` and finds the heads of the branches; one that is missing has none.
 * @throws GitError where there is no such repository; BranchlineError for a bad catalog
 */
export async function openRepository(
  { repo, catalog }: RepositoryOptions,
  branches: readonly string[],
  context: CliContext,
): Promise<OpenRepository> {
  const address = parseAddress(repo, context.folder);
  const opened =
    address.kind === 'path'
      ? await openPath(address.path, branches, context)
      : await openUrl(address, branches, context);
  try {
    const names = [repo, opened.remote.url, ...(address.kind === 'path' ? [address.path] : []), ...opened.names];
    const service = await serviceFor(names, catalog, context);
    const rules = promotionRules(await contentOf(service, opened.repository, context));
    return { ...opened, service, memory: planMemory(opened.repository, rules) };
  } catch (error) {
    opened.dispose();
    throw error;
  }
}

type Opened = Omit<OpenRepository, 'service' | 'memory'> & { readonly names: readonly string[] };

async function openPath(path: string, branches: readonly string[], { signal }: CliContext): Promise<Opened> {
  const repository = await openLocal(path, signal);
  try {
    const own = await headsBy(branches, (branch) => repository.head(branch));
    const missing = branches.filter((branch) => !own.has(branch));
    // A fresh clone has one branch of its own; the others are there as origin's.
    const fetched = await headsBy(missing, (branch) => repository.remoteHead(branch));
    const origin = await originOf(repository, signal);
    const url = fetched.size > 0 && origin !== undefined ? origin : repository.place.folder;
    return {
      repository,
      heads: new Map([...own, ...fetched]),
      remote: { url, where: shownAddress(parseAddress(url, path)) },
      names: origin === undefined ? [] : [origin],
      dispose: () => repository.dispose(),
    };
  } catch (error) {
    repository.dispose();
    throw error;
  }
}

async function openUrl(
  { url }: Address & { kind: 'url' },
  branches: readonly string[],
  context: CliContext,
): Promise<Opened> {
  const remote = await remoteFor(url, context);
  const mirrors = new MirrorStore(join(cacheFolder(context.environment), 'mirrors'));
  try {
    const { repository, heads } = await mirrors.refresh({ remote, branches }, context.signal);
    return { repository, heads, remote, names: [], dispose: () => mirrors.dispose() };
  } catch (error) {
    mirrors.dispose();
    throw error;
  }
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
  const where = shownAddress({ kind: 'url', url });
  const parsed = parseRemote(url);
  if (!parsed?.transport.startsWith('http') || URL.parse(url)?.username) return { url, where };
  const token = await environmentTokens(context.environment).token(parsed.host, context.signal);
  return { url, where, ...(token ? { token: { url: `${new URL(url).origin}/`, token: token.value } } : {}) };
}

/** Where mirrors are kept between runs: `BRANCHLINE_CACHE`, or the platform's folder for caches. */
function cacheFolder(environment: CliContext['environment']): string {
  const own = environment['BRANCHLINE_CACHE'];
  if (own !== undefined && own !== '') return own;
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] ?? homedir(), 'Branchline', 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'branchline');
  return join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'branchline');
}
