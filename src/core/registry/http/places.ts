import { isLoopback } from '../../support/http/loopback';
import { RegistryError } from '../errors';

/** Docker Hub's name is not where its API is. Source: Docker documentation, "Registry API of Docker Hub". */
const apiHosts: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

export function apiHostOf(registry: string): string {
  return Object.hasOwn(apiHosts, registry) ? (apiHosts[registry] ?? registry) : registry;
}

/**
 * Where an answer sends a request on to. What began encrypted stays so.
 * @throws RegistryError `redirected`
 */
export function redirectedTo(host: string, from: URL, location: string): URL {
  const to = URL.parse(location, from.href);
  const isPlainNow = to?.protocol === 'http:' && from.protocol === 'https:';
  if (!to || !/^https?:$/.test(to.protocol) || isPlainNow || to.username !== '' || to.password !== '') {
    throw RegistryError.redirected(host, to?.host ?? 'nowhere');
  }
  return to;
}

/**
 * Where a registry has its tokens made. It says so itself, and credentials go there: by HTTPS wherever it says, since only
 * the registry could say it; without encryption on the same host alone. A registry that is asked without encryption
 * cannot name another host: anybody on the way could.
 * @throws RegistryError `redirected`
 */
export function tokenServer(host: string, base: URL, realm: string): URL {
  const to = URL.parse(realm);
  const isOnThisMachine = to !== null && isLoopback(to) && isLoopback(base);
  const isItself = to?.hostname === base.hostname && (to.protocol === 'https:' || to.origin === base.origin);
  const isNamedSafely = to?.protocol === 'https:' && (base.protocol === 'https:' || isLoopback(base));
  const isWeb = to?.protocol === 'https:' || to?.protocol === 'http:';
  if (!to || !isWeb || to.username !== '' || to.password !== '' || !(isItself || isOnThisMachine || isNamedSafely)) {
    throw RegistryError.redirected(host, to?.host ?? 'nowhere');
  }
  return to;
}

const longestHeader = 8_192;

/**
 * The address of the next page, if there is one, of the same server. Source: RFC 8288, "Link Serialisation in HTTP
 * Headers". What speaks of a next page and cannot be read is no end: there are more, and nobody knows where.
 * @throws RegistryError `redirected` where another server is named; `malformed`
 */
export function nextPage(host: string, page: URL, link: string | null): URL | undefined {
  if (link === null) return undefined;
  if (link.length > longestHeader) throw RegistryError.malformed(host, 'link');
  const targets = [...link.matchAll(/<([^<>]*)>([^<>]*)/g)];
  const target = targets.find(([, , parameters = '']) => relationsIn(parameters).includes('next'))?.[1];
  if (target === undefined) {
    if (/\bnext\b/i.test(link.replace(/<[^<>]*>/g, ''))) throw RegistryError.malformed(host, 'link');
    return undefined;
  }
  const next = URL.parse(target, page.href);
  if (next?.origin !== page.origin || next.username !== '' || next.password !== '') {
    throw RegistryError.redirected(host, next?.host ?? 'nowhere');
  }
  return next;
}

/** In small letters; a link may have several. */
function relationsIn(parameters: string): readonly string[] {
  const [, double, single, plain] = /;\s*rel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"',;]+))/i.exec(parameters) ?? [];
  return (double ?? single ?? plain ?? '').toLowerCase().split(/\s+/);
}
