import * as z from 'zod';
import { RegistryError } from '../errors';
import { parsedJson } from '../http/classify';
import type { Platform } from '../types';
import { platformPart } from './manifest';

/** What an image says of itself where its manifest says nothing. */
export interface ImageConfig {
  readonly created: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly platform: Platform | undefined;
}

const shape = z.object({
  created: z.string().optional().catch(undefined),
  os: platformPart.optional().catch(undefined),
  architecture: platformPart.optional().catch(undefined),
  variant: platformPart.optional().catch(undefined),
  config: z
    .object({ Labels: z.record(z.string(), z.string()).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

const configTypes = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];

/** Whether what a manifest points at is the configuration of something that runs: charts and the like have another. */
export function isImageConfig(mediaType: string): boolean {
  return configTypes.includes(mediaType);
}

/** @throws RegistryError `malformed` */
export function readConfig(body: Buffer, where: { readonly host: string; readonly subject: string }): ImageConfig {
  const parsed = shape.safeParse(parsedJson(body));
  if (!parsed.success) throw RegistryError.malformed(where.host, `${where.subject}: configuration`, parsed.error);
  const { created, os, architecture, variant, config } = parsed.data;
  return {
    created,
    labels: config?.Labels ?? {},
    platform: os && architecture ? { os, architecture, ...(variant && { variant }) } : undefined,
  };
}
