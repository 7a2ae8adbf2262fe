import * as z from 'zod';
import { RegistryError } from '../errors';
import { isDigest } from '../imageName';
import type { Digest } from '../types';
import { parsedJson } from '../http/classify';

const texts = z.record(z.string(), z.string());

/** What is called otherwise is no platform that anybody could ask for. */
export const platformPart = z.string().regex(/^[\w.-]{1,64}$/);

const descriptor = z.object({
  mediaType: z.string().max(255),
  digest: z.string().refine(isDigest),
  size: z.number().int().nonnegative(),
  artifactType: z.string().max(255).optional(),
  platform: z
    .object({ os: platformPart, architecture: platformPart, variant: platformPart.optional() })
    .transform(({ os, architecture, variant }) => ({ os, architecture, ...(variant !== undefined && { variant }) }))
    .optional()
    .catch(undefined),
  annotations: texts.optional(),
});

/** One thing that a manifest points at. */
export type Descriptor = z.infer<typeof descriptor>;

const index = z.object({
  mediaType: z.string().optional(),
  manifests: z.array(descriptor).max(1_000),
  annotations: texts.nullish(),
});

const image = z.object({
  mediaType: z.string().optional(),
  config: descriptor,
  annotations: texts.nullish(),
});

const eitherShape = z.object({
  mediaType: z.string().optional(),
  manifests: z.unknown().optional(),
  config: z.unknown().optional(),
  layers: z.unknown().optional(),
});

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const imageTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** All kinds of manifests that are known, to be asked for. */
export const manifestTypes = [...indexTypes, ...imageTypes].join(', ');

export type Manifest = {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
} & (
  | { readonly kind: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly kind: 'image'; readonly config: Descriptor }
);

/**
 * A manifest by its kind. What names itself otherwise than its answer does, or is two kinds at once, is refused: two
 * readers would see two images. Source: OCI distribution specification, security advisory GHSA-mc8v-mgrf-8f4m.
 * @throws RegistryError `malformed`
 */
export function readManifest(
  body: Buffer,
  contentType: string | null,
  digest: Digest,
  where: { readonly host: string; readonly subject: string },
): Manifest {
  const malformed = (what: string, cause?: unknown): RegistryError =>
    RegistryError.malformed(where.host, `${where.subject}: ${what}`, cause);
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const json = parsedJson(body);
  const either = eitherShape.safeParse(json);
  if (!either.success) throw malformed('no manifest', either.error);
  const isIndex = indexTypes.includes(mediaType);
  if (!isIndex && !imageTypes.includes(mediaType)) throw malformed(`a manifest of the kind "${mediaType}"`);
  if (either.data.mediaType !== undefined && either.data.mediaType !== mediaType) throw malformed('mediaType');
  const foreign = isIndex ? (either.data.config ?? either.data.layers) : either.data.manifests;
  if (foreign !== undefined) throw malformed('an index and an image at once');
  const parsed = isIndex ? index.safeParse(json) : image.safeParse(json);
  if (!parsed.success) throw malformed(parsed.error.issues[0]?.path.join('.') ?? '', parsed.error);
  const { data } = parsed;
  const shared = { digest, mediaType, annotations: data.annotations ?? {} };
  return 'manifests' in data
    ? { ...shared, kind: 'index', manifests: data.manifests }
    : { ...shared, kind: 'image', config: data.config };
}
