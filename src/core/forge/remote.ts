import { own } from '../support/own';
import { azurePath, legacySshHost } from './azureAddress';
import type { ForgeKind, RepositoryRef } from './types';

/** The address of a repository, taken apart. What part of its path is the repository depends on the forge. */
export interface Remote {
  readonly transport: 'https' | 'http' | 'ssh' | 'git';
  /** The forge's web host; with port only where the address is http or https (a port of ssh says nothing of the web). */
  readonly host: string;
  /** Parts of the path, decoded, without `.git`; at least one. */
  readonly path: readonly string[];
}

/** Hosts that serve git over ssh under another name than their web pages. */
const webHosts: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
  'ssh.dev.azure.com': 'dev.azure.com',
  'vs-ssh.visualstudio.com': 'dev.azure.com',
};

const scpLike = /^(?:([^@/\s]+)@)?(\[[0-9a-f:]+\]|[^:/@\s[\]]{2,}):(?!:|\/\/)(.+)$/i;

/**
 * Takes the URL of a git remote apart, in all shapes of docs/forges.md, "Telling forges apart"; `undefined` for a path and for what is no
 * address. Give the address after git's `insteadOf` and ssh's `Hostname` have been applied.
 */
export function parseRemote(url: string): Remote | undefined {
  const text = url.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return fromUrl(text);
  const scp = scpLike.exec(text);
  return scp ? remote('ssh', scp[2] ?? '', scp[3] ?? '', scp[1]) : undefined;
}

function fromUrl(text: string): Remote | undefined {
  const url = URL.parse(text);
  if (!url) return undefined;
  switch (url.protocol) {
    case 'https:':
      return remote('https', url.host, url.pathname);
    case 'http:':
      return remote('http', url.host, url.pathname);
    case 'ssh:':
    case 'git+ssh:':
      return remote('ssh', url.hostname, url.pathname, url.username);
    case 'git:':
      return remote('git', url.hostname, url.pathname);
    default:
      return undefined;
  }
}

/** @param user whom ssh is asked as: the address of an older organisation of Azure DevOps names it there alone */
function remote(transport: Remote['transport'], host: string, path: string, user = ''): Remote | undefined {
  const parts = decoded(path)
    ?.split('/')
    .filter((part) => part !== '');
  const last = parts?.pop()?.replace(/\.git$/, '');
  if (!parts || host === '' || last === undefined || last === '') return undefined;
  const name = host.toLowerCase();
  const whole = [...parts, last];
  const legacy = legacySshHost({ host: name, path: whole }, user);
  if (legacy === null) return undefined;
  return { transport, host: legacy ?? own(webHosts, name) ?? name, path: whole };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // a stray percent sign: no forge gives out such an address
  }
}

/** How the paths of an address are read: by what the forge is, never by what its groups are called. */
export type PathKind = ForgeKind;

/**
 * The repository that a remote means.
 *
 * @param basePath path below which the forge's web pages lie, such as `git` for `https://example.com/git`; ssh
 *   addresses do not have it
 */
export function repositoryOf(remote: Remote, basePath: string, kind: PathKind): RepositoryRef | undefined {
  const path = pathOfRepository(
    remote,
    kind,
    basePath.split('/').filter((part) => part !== ''),
  );
  const name = path.at(-1);
  if (name === undefined || path.length < 2 || path.some((part) => part === '.' || part === '..')) return undefined;
  return { owner: path.slice(0, -1).join('/'), name };
}

function pathOfRepository(remote: Remote, kind: PathKind, base: readonly string[]): readonly string[] {
  if (kind === 'azure') return azurePath(remote, base);
  const { transport, path } = remote;
  const web = transport === 'http' || transport === 'https';
  const below = web && base.every((part, index) => path[index] === part) ? path.slice(base.length) : path;
  const isBelowScm = kind === 'bitbucketDataCenter' && web && below[0] === 'scm' && below.length === 3;
  return isBelowScm ? below.slice(1) : below;
}
