import { RegistryError } from './errors';
import type { ImageReference } from './types';

/** Where a name without a host lies. Source: distribution/reference, "normalize.go", as Kubernetes reads images, too. */
const dockerHub = 'docker.io';
const oldDockerHub = 'index.docker.io';

const longestRepository = 255;
/** Host, repository, tag and digest at their longest. */
const longestName = 253 + 6 + longestRepository + 1 + 128 + 1 + 135;

const hostAndPort = /^([^:[\]]+|\[[a-f0-9:]+\])(?::(\d{1,5}))?$/;
const hostPart = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagShape = /^\w[\w.-]{0,127}$/;
const digestShape = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/** Whether a registry could have a tag of this name. */
export function isTag(text: string): boolean {
  return tagShape.test(text);
}

/** Whether it is a digest by one of the two algorithms that OCI registers. */
export function isDigest(text: string): boolean {
  return digestShape.test(text);
}

/**
 * An image as Kubernetes and docker read it: `nginx` lies on docker.io as `library/nginx`; what stands before the first
 * slash is a host only where it has a dot, a port or a capital letter, or is `localhost`.
 * @throws RegistryError `badName` for what no image can be called
 * @see distribution/reference, "reference.go" and "normalize.go"
 */
export function readImageName(text: string): ImageReference {
  if (text.length > longestName) throw RegistryError.badName(text, 'tooLong');
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0) throw RegistryError.badName(text, 'digest');
  if (digest !== undefined && !isDigest(digest)) {
    throw RegistryError.badName(text, 'digest');
  }
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const name = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !isTag(tag)) throw RegistryError.badName(text, 'tag');
  return { name, ...placeOf(name, text), ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

function placeOf(name: string, text: string): Pick<ImageReference, 'registry' | 'repository'> {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasHost = /[.:A-Z]/.test(first) || first === 'localhost';
  const path = hasHost ? name.slice(slash + 1) : name;
  const registry = hasHost && first.toLowerCase() !== oldDockerHub ? first.toLowerCase() : dockerHub;
  if (!isHost(registry)) throw RegistryError.badName(text, 'host');
  if (!hasHost && /^[a-f0-9]{64}$/.test(name)) throw RegistryError.badName(text, 'hash');
  const repository = registry === dockerHub && !path.includes('/') ? `library/${path}` : path;
  if (repository.length > longestRepository) throw RegistryError.badName(text, 'tooLong');
  if (/[A-Z]/.test(path)) throw RegistryError.badName(text, 'capitals');
  if (!path.split('/').every((part) => pathPart.test(part))) {
    throw RegistryError.badName(text, 'characters');
  }
  return { registry, repository };
}

function isHost(text: string): boolean {
  const [, host, port = '1'] = hostAndPort.exec(text) ?? [];
  if (host === undefined || host.length > 253 || Number(port) > 65_535) return false;
  return host.startsWith('[') || host.split('.').every((part) => part.length <= 63 && hostPart.test(part));
}

/** The image as it was written, with the tag and the digest that it has now. */
export function imageName({ name, tag, digest }: ImageReference): string {
  return name + (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}

/** Whether both name the same repository, however they are written and whatever their versions are. */
export function isSameImage(one: ImageReference, other: ImageReference): boolean {
  return one.registry === other.registry && one.repository === other.repository;
}

/** Whether both are the same image, and of it the same tag and digest. */
export function isSameVersion(one: ImageReference, other: ImageReference): boolean {
  return isSameImage(one, other) && one.tag === other.tag && one.digest === other.digest;
}
