import type { Clock } from '../../support/clock';
import { RegistryError } from '../errors';
import { isPlatform, platformName } from '../platform';
import type { ImageDescription, Platform } from '../types';
import { instantOf, joined } from './annotations';
import { isImageConfig, type ImageConfig } from './config';
import { subjectOf, type Contents, type Place } from './fetch';
import type { Descriptor, Manifest } from './manifest';

type Index = Extract<Manifest, { kind: 'index' }>;
type Image = Extract<Manifest, { kind: 'image' }>;

const usual: Platform = { os: 'linux', architecture: 'amd64' };
const mostNamed = 20;

/** @throws RegistryError */
export async function describeImage(
  place: Place,
  version: string,
  wanted: Platform | undefined,
  { contents, clock }: { readonly contents: Contents; readonly clock: Clock },
  signal: AbortSignal,
): Promise<ImageDescription> {
  const named = await contents.manifest(place, version, signal);
  const subject = subjectOf(place.image, version);
  const inIndex = named.kind === 'index' ? chosen(named, wanted, subject) : undefined;
  const image = named.kind === 'index' ? await imageOf(place, inIndex, subject, contents, signal) : named;
  const annotations = [named, image].map((one) => one.annotations);
  const config = isImageConfig(image.config.mediaType)
    ? await contents.config(place, image.config, signal)
    : nothingSaid;
  const platforms = named.kind === 'index' ? platformsOf(named) : config.platform ? [config.platform] : [];
  if (named.kind === 'image') demand(platforms, wanted, subject);
  const said = joined(annotations, config.labels);
  const created = instantOf(said.annotations.created) ?? instantOf(config.created);
  return {
    digest: named.digest,
    mediaType: named.mediaType,
    platforms,
    manifest: image.digest,
    ...(created !== undefined && { created }),
    ...said,
    observed: { at: clock.now(), source: place.host.name },
  };
}

const nothingSaid: ImageConfig = { created: undefined, labels: {}, platform: undefined };

async function imageOf(
  place: Place,
  inIndex: Descriptor | undefined,
  subject: string,
  contents: Contents,
  signal: AbortSignal,
): Promise<Image> {
  if (!inIndex) throw RegistryError.noPlatform(subject, '', '');
  const image = await contents.manifest(place, inIndex.digest, signal);
  if (image.kind === 'index') throw RegistryError.malformed(place.host.name, `${subject}: an index within an index`);
  return image;
}

/** What runs somewhere: attestations stand in an index as of the platform `unknown/unknown`. */
function isRunnable({ platform }: Descriptor): boolean {
  return platform?.os !== 'unknown';
}

function platformsOf({ manifests }: Index): readonly Platform[] {
  const all = manifests.filter(isRunnable).flatMap(({ platform }) => (platform ? [platform] : []));
  return [...new Map(all.map((platform) => [platformName(platform), platform])).values()];
}

/** The image of the platform that is wanted; where none is, that of the most usual one, or else the first. */
function chosen(index: Index, wanted: Platform | undefined, subject: string): Descriptor | undefined {
  const runnable = index.manifests.filter(isRunnable);
  const of = (platform: Platform): Descriptor | undefined =>
    runnable.find((one) => one.platform && isPlatform(one.platform, platform));
  if (wanted === undefined) return of(usual) ?? runnable[0];
  demand(platformsOf(index), wanted, subject);
  return of(wanted);
}

/** @throws RegistryError `noPlatform` */
function demand(offered: readonly Platform[], wanted: Platform | undefined, subject: string): void {
  if (wanted === undefined || offered.some((one) => isPlatform(one, wanted))) return;
  const names = offered.slice(0, mostNamed).map(platformName).join(', ');
  throw RegistryError.noPlatform(subject, platformName(wanted), names);
}
