import { RegistryError } from './errors';
import type { Platform } from './types';

/**
 * A platform as docker writes it: `linux/arm64`, `linux/arm/v7`.
 * @throws RegistryError `badName`
 */
export function readPlatform(text: string): Platform {
  const [, os, architecture, variant] =
    /^([a-z0-9]{1,32})\/([a-z0-9_]{1,32})(?:\/([a-z0-9.]{1,32}))?$/.exec(text) ?? [];
  if (os === undefined || architecture === undefined) throw RegistryError.badPlatform(text);
  return { os, architecture, ...(variant !== undefined && { variant }) };
}

export function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** Whether an image for `offered` is what `wanted` asks for. A variant counts where it is asked for; arm64 is v8 alone. */
export function isPlatform(offered: Platform, wanted: Platform): boolean {
  const variant = (of: Platform): string | undefined => of.variant ?? (of.architecture === 'arm64' ? 'v8' : undefined);
  return (
    offered.os === wanted.os &&
    offered.architecture === wanted.architecture &&
    (wanted.variant === undefined || variant(offered) === variant(wanted))
  );
}
