import { authorizationFor, type Access } from './access';
import { contentOf, type Blob, type LabImage, type Manifest } from './content';

/** A running registry. */
export interface Target {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly access: Access;
}

/**
 * Pushes by the distribution API itself: a few requests, which a client of Go's would take minutes to be built for.
 * Returns the digest that the tag names.
 */
export async function push(target: Target, image: LabImage): Promise<string> {
  const { blobs, manifests } = contentOf(image);
  const { repository } = image;
  for (const blob of blobs) await pushBlob(target, repository, blob);
  const last = manifests.at(-1);
  for (const manifest of manifests) {
    await pushManifest(target, repository, manifest, manifest === last ? image.tag : undefined);
  }
  return last?.digest ?? '';
}

export async function pushBlob(target: Target, repository: string, { digest, body }: Blob): Promise<void> {
  const begun = await call(target, repository, 'POST', `${target.url}/v2/${repository}/blobs/uploads/`, 202);
  const upload = new URL(begun.headers.get('location') ?? '', target.url);
  upload.searchParams.set('digest', digest);
  await call(target, repository, 'PUT', upload.href, 201, { type: 'application/octet-stream', body });
}

/** By its tag, or by its digest where it has none. */
export async function pushManifest(
  target: Target,
  repository: string,
  manifest: Manifest,
  tag?: string,
): Promise<void> {
  const url = `${target.url}/v2/${repository}/manifests/${tag ?? manifest.digest}`;
  await call(target, repository, 'PUT', url, 201, { type: manifest.mediaType, body: manifest.body });
}

export async function removeTag(target: Target, repository: string, tag: string): Promise<void> {
  await call(target, repository, 'DELETE', `${target.url}/v2/${repository}/manifests/${tag}`, 202);
}

async function call(
  { access }: Target,
  repository: string,
  method: string,
  url: string,
  expected: number,
  content?: { readonly type: string; readonly body: Buffer },
): Promise<Response> {
  const authorization = authorizationFor(access, repository);
  const answer = await fetch(url, {
    method,
    headers: { ...(authorization && { authorization }), ...(content && { 'content-type': content.type }) },
    ...(content && { body: new Uint8Array(content.body) }),
  });
  const text = await answer.text();
  if (answer.status !== expected) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return answer;
}
