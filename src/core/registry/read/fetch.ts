import { Lru } from '../../support/lru';
import { RegistryError } from '../errors';
import type { Answer, RegistryHost, Request } from '../http/host';
import { isDigest, isTag } from '../imageName';
import type { Digest, ImageReference } from '../types';
import { readConfig, type ImageConfig } from './config';
import { provenDigest } from './digest';
import { manifestTypes, readManifest, type Descriptor, type Manifest } from './manifest';

/** What the specification lets a registry refuse as too large; no configuration that is honest is larger, either. */
const maxBytes = 4_000_000;
const cacheBytes = 32_000_000;

/** One image's repository on its registry. */
export interface Place {
  readonly host: RegistryHost;
  readonly image: ImageReference;
}

/** The name of a version in people's words. */
export function subjectOf({ repository }: ImageReference, version: string): string {
  return isDigest(version) ? `${repository}@${version}` : `${repository}:${version}`;
}

export function requestFor(image: ImageReference, below: string, subject: string): Omit<Request, 'accept'> {
  const { repository } = image;
  return { method: 'GET', path: `/v2/${repository}/${below}`, repository, subject, maxBytes };
}

/** @throws RegistryError `badName` for what neither a tag nor a digest can be called */
export function manifestRequest(image: ImageReference, version: string): Request {
  if (!isDigest(version) && !isTag(version)) throw RegistryError.badName(`${image.name}:${version}`, 'tag');
  return { ...requestFor(image, `manifests/${version}`, subjectOf(image, version)), accept: manifestTypes };
}

/**
 * Manifests and configurations of all registries. What is named by its digest is asked for once, and kept as long as
 * there is room: it cannot change.
 */
export class Contents {
  private readonly manifests = new Lru<string, Manifest>(cacheBytes);
  private readonly configs = new Lru<string, ImageConfig>(cacheBytes);

  /** @throws RegistryError, also where what came is not what its digest says */
  async manifest({ host, image }: Place, version: string, signal: AbortSignal): Promise<Manifest> {
    const key = keyOf(image, version);
    const known = isDigest(version) ? this.manifests.get(key) : undefined;
    if (known) return known;
    const request = manifestRequest(image, version);
    const { body, headers } = await host.send(request, signal);
    const where = { host: host.name, subject: request.subject };
    const asked = isDigest(version) ? version : undefined;
    const digest = provenDigest(body, { asked, header: headers.get('docker-content-digest') }, where);
    const manifest = readManifest(body, headers.get('content-type'), digest, where);
    this.manifests.set(keyOf(image, digest), manifest, body.length);
    return manifest;
  }

  /** @throws RegistryError, also where what came is not what its digest says */
  async config({ host, image }: Place, { digest }: Descriptor, signal: AbortSignal): Promise<ImageConfig> {
    const key = keyOf(image, digest);
    const known = this.configs.get(key);
    if (known) return known;
    const subject = subjectOf(image, digest);
    const request: Request = { ...requestFor(image, `blobs/${digest}`, subject), accept: '*/*' };
    const { body }: Answer = await host.send(request, signal);
    const where = { host: host.name, subject };
    provenDigest(body, { asked: digest, header: null }, where); // a content network has no such header
    const config = readConfig(body, where);
    this.configs.set(key, config, body.length);
    return config;
  }
}

const keyOf = ({ registry, repository }: ImageReference, digest: Digest): string =>
  `${registry}/${repository}@${digest}`;
