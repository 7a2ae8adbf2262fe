/** What stands before the name of a repository of Azure DevOps: `COLLECTION/PROJECT/_git/REPOSITORY`. */
const markers: readonly string[] = ['_git', '_ssh'];
/** With and without all of its history, by the same server. */
const variants: readonly string[] = ['_full', '_optimized'];
const defaultCollection = 'DefaultCollection';

/** The parts of an address that tell of it. */
interface Place {
  readonly host: string;
  readonly path: readonly string[];
}

interface Address {
  readonly collection: readonly string[];
  readonly project: string;
  readonly name: string;
}

/**
 * The web host of an organisation by its older address for ssh (`ORG@vs-ssh.visualstudio.com:22/PROJECT/_ssh/NAME`), which names it as
 * the user alone; nothing of any other address. `null`: nobody is named, so that its first part would be taken for one.
 */
export function legacySshHost({ host, path }: Place, user: string): string | null | undefined {
  if (host !== 'vs-ssh.visualstudio.com' || path[0] === 'v3') return undefined;
  return /^[a-z\d][\w-]{0,62}$/i.test(user) && user.toLowerCase() !== 'git'
    ? `${user.toLowerCase()}.visualstudio.com`
    : null;
}

/** The hosts of Azure DevOps Services, where Microsoft's sign-in is good. */
export function isAzureServices(host: string): boolean {
  return host === 'dev.azure.com' || /^[\w-]+\.visualstudio\.com$/.test(host);
}

/** Project and name of a repository, below its collection where that is told by `base`. */
export function azurePath(remote: Place, base: readonly string[]): readonly string[] {
  const { collection, project, name } = addressOf(remote);
  const isBelow = collection.length === base.length && base.every((part, index) => collection[index] === part);
  return [...(isBelow ? [] : collection), project, name].filter((part) => part !== '');
}

/** The collection that a repository lies in: of Azure DevOps Services the organisation. Nothing where the host says which. */
export function collectionOf(remote: Place): readonly string[] {
  return addressOf(remote).collection;
}

/**
 * Where no marker is, the address names project and repository alone, or it is that of ssh (`v3/ORG/PROJECT/REPOSITORY`). The
 * repository that is called as its project is may be named without it. Source: Azure DevOps docs, "Clone an existing Git repo".
 */
function addressOf({ host, path }: Place): Address {
  const name = path.at(-1) ?? '';
  const at = markerAt(path);
  const whole = at >= 0 ? path.slice(0, at) : path.slice(0, -1);
  const isOfSsh = host === 'dev.azure.com' && at < 0 && whole.length === 3 && whole[0] === 'v3';
  const before = isOfSsh ? whole.slice(1) : whole;
  if (host === 'dev.azure.com')
    return { collection: before.slice(0, 1), project: before.slice(1).join('/') || name, name };
  if (isAzureServices(host)) {
    const own = before[0]?.toLowerCase() === defaultCollection.toLowerCase() ? before.slice(1) : before;
    return { collection: [], project: own.join('/') || name, name };
  }
  return before.at(-1) === defaultCollection
    ? { collection: before, project: name, name }
    : { collection: before.slice(0, -1), project: before.at(-1) ?? name, name };
}

function markerAt(path: readonly string[]): number {
  const at = path.length - (variants.includes(path.at(-2) ?? '') ? 3 : 2);
  return at >= 0 && markers.includes(path[at] ?? '') ? at : -1;
}
