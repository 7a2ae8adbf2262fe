import { createHash } from 'node:crypto';

/** What a pipeline pushes. */
export interface LabImage {
  readonly repository: string;
  /** Nothing: it is found by its digest alone. */
  readonly tag?: string;
  /** `linux/amd64` alone by default; with several, or with `index`, an index names them. */
  readonly platforms?: readonly string[];
  readonly index?: boolean;
  readonly created?: Date;
  /** On the manifest, and on the index where there is one; whole keys. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** In the configuration. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What makes it differ from others that say the same of themselves. */
  readonly content?: string;
}

export interface Blob {
  readonly digest: string;
  readonly body: Buffer;
}

export interface Manifest extends Blob {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** All that has to be pushed for an image, in this order. */
export interface Content {
  readonly blobs: readonly Blob[];
  /** The last one is what the tag names. */
  readonly manifests: readonly Manifest[];
}

export const imageType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const emptyType = 'application/vnd.oci.empty.v1+json';

export function blob(body: Buffer | string): Blob {
  const bytes = Buffer.from(body);
  return { body: bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

const json = (value: object): Blob => blob(JSON.stringify(value));

const pointer = ({ digest, body }: Blob, mediaType: string) => ({ mediaType, digest, size: body.length });

export function contentOf(image: LabImage): Content {
  const platforms = image.platforms ?? ['linux/amd64'];
  const parts = platforms.map((platform) => ({ platform, ...single(image, platform) }));
  const blobs = parts.flatMap((part) => part.blobs);
  const manifests = parts.map(({ manifest }) => manifest);
  if (!image.index && parts.length === 1) return { blobs, manifests };
  const entries = parts.map(({ manifest, platform }) => ({
    ...pointer(manifest, manifest.mediaType),
    platform: platformOf(platform),
  }));
  return { blobs, manifests: [...manifests, indexOf(entries, image.annotations)] };
}

function platformOf(platform: string): object {
  const [os, architecture, variant] = platform.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

export function indexOf(manifests: readonly object[], annotations?: Readonly<Record<string, string>>): Manifest {
  return { ...json({ schemaVersion: 2, mediaType: indexType, manifests, annotations }), mediaType: indexType };
}

function single(image: LabImage, platform: string): { blobs: readonly Blob[]; manifest: Manifest } {
  const { created, labels, annotations, content = '' } = image;
  const layer = blob(`a layer for ${platform} ${content}`);
  const config = json({
    created: created?.toISOString(),
    ...platformOf(platform),
    config: labels && { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: imageType,
    config: pointer(config, configType),
    layers: [pointer(layer, layerType)],
    annotations,
  });
  return { blobs: [layer, config], manifest: { ...manifest, mediaType: imageType } };
}

/** Something that is attached to a manifest: a signature, a list of parts. */
export function attachment(
  to: Manifest,
  artifactType: string,
  annotations: Readonly<Record<string, string>>,
): { readonly blobs: readonly Blob[]; readonly manifest: Manifest } {
  const empty = blob('{}');
  const manifest = json({
    schemaVersion: 2,
    mediaType: imageType,
    artifactType,
    config: pointer(empty, emptyType),
    layers: [pointer(empty, emptyType)],
    subject: pointer(to, to.mediaType),
    annotations,
  });
  return { blobs: [empty], manifest: { ...manifest, mediaType: imageType, artifactType, annotations } };
}

/** Where a registry has no API for what is attached, who attaches keeps a list by this tag. Source: OCI distribution specification 1.1. */
export function attachmentsOf(
  to: Manifest,
  attached: readonly Manifest[],
): { readonly tag: string; readonly list: Manifest } {
  const entries = attached.map(({ artifactType, annotations, ...one }) => ({
    ...pointer(one, one.mediaType),
    artifactType,
    annotations,
  }));
  return { tag: to.digest.replace(':', '-'), list: indexOf(entries) };
}
