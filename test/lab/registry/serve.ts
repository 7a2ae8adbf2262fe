import type { IncomingMessage } from 'node:http';
import { blob } from './content';
import type { Kept, Repository, Store } from './store';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string | object;
}

export function refusal(status: number, code: string, message: string): Said {
  return { status, body: { errors: [{ code, message }] } };
}

const unknownName = refusal(404, 'NAME_UNKNOWN', 'repository name not known to registry');
const unknownManifest = refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
const unknownBlob = refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
/** As Go's own server says it where no handler is. */
const noRoute: Said = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' };

/** The repository that an address is of, and what stands below it. */
export function routeOf({ pathname }: URL): { readonly name: string; readonly below: readonly string[] } | undefined {
  const [, name, below] = /^\/v2\/(.+?)\/((?:tags|manifests|blobs)\/.+)$/.exec(pathname) ?? [];
  return name === undefined || below === undefined ? undefined : { name, below: below.split('/') };
}

/** What a registry answers to who may ask. @param maxTags of a page */
export function serve(asked: Asked, store: Store, maxTags: number): Said {
  if (asked.url.pathname === '/v2/') return { status: 200, body: {} };
  const route = routeOf(asked.url);
  if (!route) return noRoute;
  const { name, below } = route;
  const [kind, reference = ''] = below;
  const repository = store.find(name);
  if (kind === 'tags') return repository ? tags(asked.url, name, repository, maxTags) : unknownName;
  if (asked.method === 'POST' || asked.method === 'PUT') return write(asked, name, below, store.open(name));
  if (kind === 'blobs') {
    const body = repository?.blobs.get(reference);
    return body ? content({ digest: reference, mediaType: 'application/octet-stream', body }) : unknownBlob;
  }
  const manifest = repository?.manifest(reference);
  if (!repository || !manifest) return unknownManifest;
  if (asked.method === 'DELETE') return remove(repository, reference);
  return isAccepted(manifest, asked.headers.accept) ? content(manifest) : unknownManifest;
}

/** Of what OCI defines, only what is asked for by its kind is there. */
function isAccepted({ mediaType }: Kept, accept = ''): boolean {
  const accepted = accept.split(',').map((one) => one.split(';', 1)[0]?.trim());
  return !mediaType.startsWith('application/vnd.oci.') || accepted.includes(mediaType);
}

function content({ digest, mediaType, body }: Kept): Said {
  return { status: 200, headers: { 'content-type': mediaType, 'docker-content-digest': digest }, body };
}

function tags(url: URL, name: string, { tags: kept }: Repository, maxTags: number): Said {
  const asked = Number(url.searchParams.get('n') ?? maxTags);
  const last = url.searchParams.get('last') ?? '';
  const size = Math.min(asked, maxTags);
  const rest = [...kept.keys()].filter((tag) => tag > last).sort();
  const page = rest.slice(0, size);
  const next = `/v2/${name}/tags/list?last=${encodeURIComponent(page.at(-1) ?? '')}&n=${size}`;
  return {
    status: 200,
    ...(rest.length > size && { headers: { link: `<${next}>; rel="next"` } }),
    body: { name, tags: page },
  };
}

function write(asked: Asked, name: string, [kind, reference = '']: readonly string[], repository: Repository): Said {
  if (asked.method === 'POST') return { status: 202, headers: { location: `/v2/${name}/blobs/uploads/1` } };
  const { body } = asked;
  const { digest } = blob(body);
  const named = kind === 'blobs' ? asked.url.searchParams.get('digest') : reference;
  if (named?.includes(':') === true && named !== digest) return refusal(400, 'DIGEST_INVALID', 'digest does not match');
  if (kind === 'blobs') {
    repository.blobs.set(digest, body);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }
  if (!isComplete(body, repository)) return refusal(400, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry');
  repository.manifests.set(digest, { digest, body, mediaType: asked.headers['content-type'] ?? '' });
  if (!reference.includes(':')) repository.tags.set(reference, digest);
  return { status: 201, headers: { 'docker-content-digest': digest } };
}

interface Pointing {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

/** Whether all is there that a manifest points at. */
function isComplete(body: Buffer, { blobs, manifests }: Repository): boolean {
  const { config, layers = [], manifests: named = [] } = JSON.parse(body.toString('utf8')) as Pointing;
  const parts = [...(config ? [config] : []), ...layers];
  return parts.every(({ digest }) => blobs.has(digest)) && named.every(({ digest }) => manifests.has(digest));
}

function remove({ tags: kept, manifests }: Repository, reference: string): Said {
  if (reference.includes(':')) manifests.delete(reference);
  for (const [tag, digest] of kept) if (tag === reference || digest === reference) kept.delete(tag);
  return { status: 202 };
}
