import type { Clock } from '../../support/clock';
import { RegistryError } from '../errors';
import type { Answer } from '../http/host';
import { nextPage } from '../http/places';
import type { Digest, Referrer, ReferrerList } from '../types';
import { keptTexts } from './annotations';
import { manifestRequest, requestFor, type Place } from './fetch';
import { manifestTypes, readManifest, type Descriptor } from './manifest';
import { provenDigest } from './digest';

const maxPages = 20;
const maxReferrers = 500;

/**
 * What is attached to a manifest: by the API for it, or where a registry has none, by the tag that stands for it.
 * Source: OCI distribution specification 1.1, "Listing Referrers" and "Unavailable Referrers API".
 * @throws RegistryError
 */
export async function readReferrers(
  place: Place,
  digest: Digest,
  clock: Clock,
  signal: AbortSignal,
): Promise<ReferrerList> {
  const { manifests, isCut } = (await byApi(place, digest, signal)) ?? (await byTag(place, digest, signal));
  return {
    referrers: manifests.slice(0, maxReferrers).map(referrerOf),
    isCut: isCut || manifests.length > maxReferrers,
    observed: { at: clock.now(), source: place.host.name },
  };
}

interface Found {
  readonly manifests: readonly Descriptor[];
  readonly isCut: boolean;
}

const none: Found = { manifests: [], isCut: false };

/** Nothing where there is no such API; where there is one, nothing attached is an empty list. */
async function byApi({ host, image }: Place, digest: Digest, signal: AbortSignal): Promise<Found | undefined> {
  const subject = `${image.repository}: referrers`;
  const first = { ...requestFor(image, `referrers/${digest}`, subject), accept: manifestTypes };
  const manifests: Descriptor[] = [];
  let path: string | undefined = first.path;
  for (let page = 0; path !== undefined && page < maxPages && manifests.length <= maxReferrers; page++) {
    const answer = await unlessMissing(host.send({ ...first, path }, signal));
    if (!answer) return page === 0 ? undefined : { manifests, isCut: true };
    manifests.push(...entriesOf(answer, host.name, subject));
    const next = nextPage(host.name, answer.url, answer.headers.get('link'));
    path = next && next.pathname + next.search;
  }
  return { manifests, isCut: path !== undefined };
}

/** Of each part no more than a tag has room for. */
function standInTag(digest: Digest): string {
  const [algorithm = '', hash = ''] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${hash.slice(0, 64)}`;
}

async function byTag({ host, image }: Place, digest: Digest, signal: AbortSignal): Promise<Found> {
  const request = manifestRequest(image, standInTag(digest));
  const answer = await unlessMissing(host.send(request, signal));
  if (!answer) return none;
  return { manifests: entriesOf(answer, host.name, request.subject), isCut: false };
}

function entriesOf({ body, headers }: Answer, host: string, subject: string): readonly Descriptor[] {
  const where = { host, subject };
  const digest = provenDigest(body, { header: headers.get('docker-content-digest') }, where);
  const manifest = readManifest(body, headers.get('content-type'), digest, where);
  if (manifest.kind !== 'index') throw RegistryError.malformed(host, `${subject}: no index`);
  return manifest.manifests;
}

async function unlessMissing(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (RegistryError.is(error, 'notFound')) return undefined;
    throw error;
  }
}

function referrerOf({ digest, mediaType, artifactType, annotations }: Descriptor): Referrer {
  return { digest, mediaType, artifactType: artifactType ?? mediaType, annotations: keptTexts(annotations) };
}
